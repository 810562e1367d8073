// An import that does not come to its end leaves a gap, wherever it was stopped, and whatever tells it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { rebuildCommand } from '../../src/commands/rebuild.js';
import { statusCommand } from '../../src/commands/status.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { ExitCode } from '../../src/lib/errors.js';
import { renderSite } from '../../src/render/site.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { dumped, dumperFile, importHere, openGaps, refusalOf, rows, written } from '../support/import.js';

const IDS = ['c1', 'c2', 'c3'];

const of = (ids: readonly string[]) =>
  dumperFile(
    Object.fromEntries(
      ids.map((id) => [
        id,
        { topic: id, members: ['a'], messages: Array.from({ length: 2000 }, (_, nr) => dumped(nr + 1)) },
      ]),
    ),
  );

/** Is aborted when the import asks for the nth time whether it is, after the archive has begun. */
function stopAt(archive: string, nth: number): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let asked = 0;
  signal.throwIfAborted = () => {
    if (existsSync(`${archive}/archive.json`)) asked += 1;
    if (asked >= nth) controller.abort();
    AbortSignal.prototype.throwIfAborted.call(signal);
  };
  return signal;
}

async function stopped(folder: TemporaryFolder, nth: number): Promise<string> {
  const archive = folder.at('a');
  const file = await written(folder.at('h.json'), of(IDS));
  const { exitCode } = await refusalOf(importHere(file, archive, { signal: stopAt(archive, nth) }));
  expect(exitCode).toBe(ExitCode.interrupted);
  return archive;
}

async function statusOf(archive: string) {
  let text = '';
  const code = await statusCommand({ archive, json: true }, { write: (part: string) => (text += part) });
  return { code, ...JSON.parse(text) };
}

const gap = { kind: 'import', cause: 'not read to its end', target: 'import h.json' };

test.each([
  ['before the first page', 1],
  ['in the middle', 3],
])('status, the site and a rebuild say it of one that was stopped %s', async (_where, nth) => {
  await using folder = await temporaryFolder();
  const archive = await stopped(folder, nth);
  const [{ held } = { held: 0 }] = await rows(archive, 'SELECT count(*) AS held FROM messages');
  expect(Number(held) > 0).toBe(nth > 1);
  expect(Number(held)).toBeLessThan(6000);
  for (const _turn of ['as it is', 'made anew']) {
    const { code, gaps, next } = await statusOf(archive);
    expect(code).toBe(ExitCode.gaps);
    expect(gaps).toMatchObject([gap]);
    expect(gaps[0].detail).toContain('import the file again');
    expect(next.gaps_to_try).toBe(0);
    await renderSite({ archive: await openArchive(archive), out: folder.at('site'), workers: 0, timezone: 'UTC' });
    const about = await readFile(folder.at('site/about.html'), 'utf8');
    expect(about).toContain('import the file again');
    expect(about).not.toContain('Nothing that the account can see');
    await rebuildCommand({ archive, quiet: true }, { write: () => true });
  }
  expect((await importHere(folder.at('h.json'), archive)).exit_code).toBe(ExitCode.complete);
  expect((await statusOf(archive)).code).toBe(ExitCode.complete);
});

test('a later export of the same name takes its place where it has the same conversations', async () => {
  await using folder = await temporaryFolder();
  const archive = await stopped(folder, 3);
  await importHere(await written(folder.at('h.json'), of(['c1', 'c2', 'c4'])), archive);
  expect(await openGaps(archive)).toMatchObject([gap]);
  await importHere(await written(folder.at('h.json'), of([...IDS, 'c4'])), archive);
  expect(await openGaps(archive)).toEqual([]);
});
