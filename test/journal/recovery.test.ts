// What opening a journal after a crash may cut, and what it must not: what the tables know was on disk.
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { recoverSegments, type TablesEnd } from '../../src/journal/recovery.js';
import { type JournalPosition, segmentPath } from '../../src/journal/segments.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { verifyJournal } from '../support/journal-reader.js';

const PAGES = 5;

/** A journal of five pages, and where each ends. */
async function filled(segmentBytes = 1 << 20): Promise<{ folder: TemporaryFolder; positions: JournalPosition[] }> {
  const folder = await temporaryFolder();
  await mkdir(folder.at('journal'));
  await using journal = await Journal.open(folder.path, { runId: 'run', segmentBytes });
  const positions: JournalPosition[] = [];
  for (let number = 1; number <= PAGES; number += 1) {
    const records = [ownRecord({ number, text: 'ä'.repeat(40) })];
    positions.push(await journal.append({ call: 'x', args: {}, status: 200, records }));
  }
  return { folder, positions };
}

const flip = (path: string, at: number) => {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1));
};

const filesIn = (folder: string): [string, string][] =>
  readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(`${folder}/${name}`, 'latin1')]);

const tables = (page: number, known: readonly string[]) => async (hash: string) =>
  ({ page, knowsCommit: known.includes(hash) }) satisfies TablesEnd;

/** Opening ends with a sentence, and every file is as it was. */
async function expectRefused(folder: TemporaryFolder, ask: (hash: string) => Promise<TablesEnd>, what: RegExp) {
  const before = filesIn(folder.at('journal'));
  const opening = recoverSegments(folder.path, ask);
  await expect(opening).rejects.toMatchObject({ exitCode: 1, message: expect.stringMatching(what) });
  await expect(opening).rejects.toThrow(
    /: restore it from a copy, or, without one, keep the folder as it is and archive into a new one\.$/,
  );
  expect(filesIn(folder.at('journal'))).toEqual(before);
}

test('a bit that is another one in a page that the tables know is damage, wherever it is, and nothing is cut', async () => {
  const { folder, positions } = await filled();
  await using _folder = folder;
  const path = segmentPath(folder.path, 1);
  const whole = readFileSync(path);
  const ask = tables(
    PAGES,
    positions.map(({ hash }) => hash),
  );
  for (let at = 0; at < whole.length; at += 7) {
    flip(path, at);
    const page = positions.findIndex(({ offset }) => offset > at) + 1;
    await expectRefused(folder, ask, new RegExp(`00000001\\.ndjson is damaged in page ${page}, .* page ${PAGES} was`));
    writeFileSync(path, whole);
  }
  expect((await recoverSegments(folder.path, ask)).position).toEqual(positions.at(-1));
});

test('what stands behind all that the tables know is cut as before, and so is what tables of another archive know nothing of', async () => {
  for (const ask of [tables(3, []), tables(PAGES, []), async () => undefined]) {
    const { folder, positions } = await filled();
    await using _folder = folder;
    const known = positions[2];
    const before = readFileSync(segmentPath(folder.path, 1));
    flip(segmentPath(folder.path, 1), (known?.offset ?? 0) + 20);
    const { position, cut } = await recoverSegments(folder.path, ask);
    expect(position).toEqual(known);
    expect(cut).toEqual({
      bytes: before.length - (known?.offset ?? 0),
      keptAs: `${segmentPath(folder.path, 1)}.cut-at-${known?.offset}`,
    });
    expect(verifyJournal(folder.path)).toHaveLength(3);
  }
});

test.each([
  ['a commit line that is not whole', (end: number) => end - 1],
  ['a commit line of which a part is there', (end: number) => end - 120],
])('%s is kept, and told', async (_name, cutAt) => {
  const { folder, positions } = await filled();
  await using _folder = folder;
  const [, , , fourth, fifth] = positions;
  const path = segmentPath(folder.path, 1);
  truncateSync(path, cutAt(fifth?.offset ?? 0));
  const torn = readFileSync(path).subarray(fourth?.offset);
  const { cut } = await recoverSegments(folder.path);
  expect(cut?.bytes).toBe(torn.length);
  expect(readFileSync(cut?.keptAs ?? '')).toEqual(torn);
});

test('a torn record without a commit line is cut in silence', async () => {
  const { folder, positions } = await filled();
  await using _folder = folder;
  truncateSync(segmentPath(folder.path, 1), (positions[3]?.offset ?? 0) + 60);
  expect(await recoverSegments(folder.path)).toMatchObject({ position: positions[3], cut: undefined });
  expect(readdirSync(folder.at('journal'))).toEqual(['00000001.ndjson']);
});

test('what was kept of an earlier crash at the same place stays', async () => {
  const { folder, positions } = await filled();
  await using _folder = folder;
  const path = segmentPath(folder.path, 1);
  const whole = readFileSync(path);
  const kept = new Set<string>();
  for (const at of [20, 25, 25]) {
    writeFileSync(path, whole);
    flip(path, (positions[3]?.offset ?? 0) + at);
    kept.add((await recoverSegments(folder.path)).cut?.keptAs ?? '');
  }
  // The same bytes are kept once, whatever ended the run that kept them.
  expect([...kept]).toHaveLength(2);
  expect(readdirSync(folder.at('journal'))).toHaveLength(3);
});

test('a journal without a page, beside tables that know some, is refused', async () => {
  const { folder } = await filled();
  await using _folder = folder;
  rmSync(segmentPath(folder.path, 1));
  await expectRefused(folder, tables(PAGES, []), /journal holds no page, and the tables know that page 5 was there/);
  expect((await recoverSegments(folder.path)).position.page).toBe(0);
});

test('a full segment does not end in the middle of a page: that is damage, whatever the tables say', async () => {
  const { folder } = await filled(1);
  await using _folder = folder;
  writeFileSync(segmentPath(folder.path, PAGES), '');
  const path = segmentPath(folder.path, PAGES - 1);
  flip(path, readFileSync(path).length - 5);
  await expectRefused(folder, tables(0, []), /00000004\.ndjson is damaged/);
});
