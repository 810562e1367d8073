// What is cut off a journal and may have been a page is told: on stderr, in the JSON of the run, in its note, and by the file that has it.
import { appendFileSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { runCli, startCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { importHere, written } from '../support/import.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const TORN = '{"page":9,"index":0,"salt":"00\n{"commit":{"page":9,';

async function notesOf(archive: string): Promise<unknown[]> {
  await using database = await openStore(await openArchive(archive));
  const rows = await database.rows(
    "SELECT record ->> '$.journal_cut.kept_as' AS kept FROM record_versions WHERE record ->> '$.journal_cut' IS NOT NULL",
  );
  return rows.map(({ kept }) => kept);
}

test('a sync tells it once, also when it is to be quiet', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: liveWorld([...people, conv('c'), message('c', 1)]).world });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  const segment = `${archive}/journal/00000001.ndjson`;
  const kept = `${segment}.cut-at-${readFileSync(segment).length}`;
  const args = ['sync', '--archive', archive, '--server', server.url, '--json'];

  appendFileSync(segment, TORN);
  const told = await runCli(args);
  expect(told.code).toBe(0);
  expect(told.stderr).toContain(`: ${TORN.length} bytes were cut off and are kept as ${kept}; what they held`);
  expect(JSON.parse(told.stdout).journal_cut).toEqual({ bytes: TORN.length, kept_as: kept });
  expect(readFileSync(kept, 'utf8')).toBe(TORN);
  expect(await notesOf(archive)).toContain(kept);

  const next = await runCli(args);
  expect(next.stderr).not.toContain('cut off');
  expect(JSON.parse(next.stdout).journal_cut).toBeNull();
  appendFileSync(segment, TORN);
  const quiet = await runCli([...args, '--quiet']);
  expect(quiet.code).toBe(0);
  expect(quiet.stderr).toMatch(/^The journal did not end .*\n$/);
  expect((await runCli([...args, '--quiet'])).stderr).toBe('');
});

test('a watch that is to be quiet tells it too', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: liveWorld([...people, conv('c'), message('c', 1)]).world });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  appendFileSync(`${archive}/journal/00000001.ndjson`, TORN);
  const { child, ended } = startCli(['watch', '--archive', archive, '--server', server.url, '--quiet']);
  child.stderr?.once('data', () => child.kill('SIGTERM'));
  expect(await ended).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^The journal did not end .*\n$/),
  });
});

test('an import tells it in its summary', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const file = await written(folder.at('history.json'), { contacts: [], conversations: [] });
  expect((await importHere(file, archive)).journal_cut).toBeNull();
  appendFileSync(`${archive}/journal/00000001.ndjson`, TORN);
  const { journal_cut } = await importHere(file, archive);
  expect(journal_cut?.bytes).toBe(TORN.length);
  expect(await notesOf(archive)).toContain(journal_cut?.kept_as);
});
