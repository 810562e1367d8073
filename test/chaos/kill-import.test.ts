// Bar 2: import killed at random moments and run again ends equal to an undisturbed run, and no record is in the journal twice.
// CHAOS_RUNS says how often, SEED repeats a schedule.
// Deliberate break, seen to turn it red: an import that does not ask how far the one before it came.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, differences, dumpArchive } from '../conformance/dump.js';
import { runCli, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { dumped, written } from '../support/import.js';
import { verifyJournal } from '../support/journal-reader.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { expectStruck, Kills, lastCall, loadPhase, type StoreKind, strayParquet, turnsFor } from './kills.js';

const CONVERSATIONS = 40;
const MESSAGES = 200;
const seed = chooseSeed();
const random = randomFrom(seed);

let folder: TemporaryFolder;
let undisturbed: Dump;
let records: string[];

const argsFor = (archive: string, store: StoreKind): string[] => {
  const from = ['import', folder.at('history.json'), '--files', folder.path];
  return [...from, '--archive', archive, '--store', store, '--quiet'];
};

const kills = new Kills(
  {
    start: (archive, store) => startCli(argsFor(archive, store)),
    phaseOf: async (archive, store) =>
      existsSync(join(archive, 'archive.json'))
        ? `after ${lastCall(archive) ?? 'no page'}, ${await loadPhase(archive, store)}`
        : 'before the archive',
  },
  random,
);

const recordsOf = (archive: string): string[] =>
  verifyJournal(archive).flatMap((page) =>
    page.call === 'archive/import' ? page.records.map(({ text }) => text) : [],
  );

beforeAll(async () => {
  folder = await temporaryFolder();
  await written(folder.at('history.json'), history());
  for (const nr of [1, 2, 3]) await written(folder.at(`files-${nr}.txt`), `content ${nr}`);
  for (const store of ['duckdb', 'parquet'] as const)
    expect(await kills.undisturbed(folder.at(store), store)).toMatchObject({ code: 3, stderr: '' });
  undisturbed = await dumpArchive(folder.at('duckdb'));
  records = recordsOf(folder.at('duckdb'));
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

test.each(turnsFor(3, random, ['duckdb', 'parquet']))(
  `SEED=${seed}: killed $times, at $share of an import into $store`,
  async (turn) => {
    await using own = await temporaryFolder();
    const archive = own.at('archive');
    await kills.kill(archive, turn);
    const { code, stderr } = await runCli(argsFor(archive, turn.store));
    expect([code, stderr]).toEqual([3, '']);
    expect(differences(undisturbed, await dumpArchive(archive))).toEqual({ missing: [], extra: [] });
    expect(recordsOf(archive)).toEqual(records);
    expect(strayParquet(archive)).toEqual([]);
  },
);

test('most kills struck in the middle', () => expectStruck('import', kills.struck));
