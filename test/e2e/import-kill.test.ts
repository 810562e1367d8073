// import killed with SIGKILL at random moments, twice, and run again ends equal to an undisturbed run, and no record is in the journal
// twice. KILLS says how often (4 unless told), SEED repeats a schedule.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, differences, dumpArchive } from '../conformance/dump.js';
import { runCli, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { dumped, written } from '../support/import.js';
import { verifyJournal } from '../support/journal-reader.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const KILLS = Number(process.env.KILLS ?? 4);
const CONVERSATIONS = 60;
const MESSAGES = 400;
const seed = chooseSeed();
const random = randomFrom(seed);

let folder: TemporaryFolder;
let args: (archive: string, store: string) => string[];
let undisturbed: Dump;
let records: string[];
let undisturbedMs: number;

const recordsOf = (archive: string): string[] =>
  verifyJournal(archive).flatMap((page) =>
    page.call === 'archive/import' ? page.records.map(({ text }) => text) : [],
  );

beforeAll(async () => {
  folder = await temporaryFolder();
  const file = await written(folder.at('history.json'), history());
  const files = folder.at('files');
  args = (archive, store) => [
    'import',
    file,
    '--archive',
    archive,
    '--files',
    folder.path,
    '--store',
    store,
    '--quiet',
  ];
  for (const nr of [1, 2, 3]) await written(`${files}-${nr}.txt`, `content ${nr}`);
  const started = performance.now();
  const { code, stderr } = await runCli(args(folder.at('undisturbed'), 'duckdb'));
  undisturbedMs = performance.now() - started;
  expect([code, stderr]).toEqual([3, '']);
  undisturbed = await dumpArchive(folder.at('undisturbed'));
  records = recordsOf(folder.at('undisturbed'));
  expect(undisturbed.messages).toHaveLength(CONVERSATIONS * MESSAGES);
});

afterAll(() => folder[Symbol.asyncDispose]());

/** With attachments, some of which are there. */
function history() {
  const conversations = Array.from({ length: CONVERSATIONS }, (_, index) => ({
    conversation_id: `c${index}`,
    mk_rec_type: 'conv',
    messages: Array.from({ length: MESSAGES }, (_unused, nr) => dumped(nr + 1, nr === 0 ? withFile(index) : {})),
  }));
  return { contacts: [{ account_id: 'a', display_name: 'A' }], conversations };
}

function withFile(index: number) {
  const file = {
    mk_rec_type: 'file',
    attachment_id: `f${index}`,
    file_name: `files-${index}.txt`,
    file_url: `/file/${index}`,
    file_size: 9,
  };
  return {
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: '<msg><p>file</p></msg>', attachments: [file] }),
  };
}

const schedule = Array.from({ length: KILLS }, (_unused, index) => ({
  share: (index + random.next()) / KILLS,
  store: index % 2 === 0 ? 'duckdb' : 'parquet',
}));

test.each(schedule)(`SEED=${seed}: killed at $share of an import into $store`, async ({ share, store }) => {
  const archive = folder.at(`killed-${share}`);
  for (const part of [share, random.next()]) {
    const { child, ended } = startCli(args(archive, store));
    await Promise.race([delay(part * undisturbedMs), ended]);
    child.kill('SIGKILL');
    await ended;
  }
  const { code, stderr } = await runCli(args(archive, store));
  expect([code, stderr]).toEqual([3, '']);
  expect(differences(undisturbed, await dumpArchive(archive))).toEqual({ missing: [], extra: [] });
  expect(recordsOf(archive)).toEqual(records);
});
