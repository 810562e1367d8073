// Fleep's own export of an account and a crawl of the same account are one archive, in whatever order they came.
import { cpSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportSummary } from '../../src/commands/import-summary.js';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { worldFromRecords } from '../../src/emulator/index.js';
import { type Dump, differences, dumpArchive } from '../conformance/dump.js';
import { exportHistory } from '../support/export.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { importHere, written } from '../support/import.js';
import { serve, syncHere } from '../support/sync.js';

let folder: TemporaryFolder;
let emulator: Awaited<ReturnType<typeof serve>>;
let history: string;
let crawled: Dump;
/** Of the history into a new archive, `only`. */
let imported: ImportSummary;

beforeAll(async () => {
  folder = await temporaryFolder();
  emulator = await serve({ world: worldFromRecords(demoWorldRecords()) });
  history = await written(folder.at('history_all.json'), await exportHistory(emulator.url));
  await syncHere(emulator.url, folder.at('crawled'));
  crawled = await dumpArchive(folder.at('crawled'));
  imported = await importHere(history, folder.at('only'));
});

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** What one import leaves behind by itself: its own view of headers, gaps that are closed. And the account itself, which asking changes. */
const OF_THE_IMPORT =
  /^(gaps: .*"is_open":false|merged records: .*"[a-z]+_seat","record_key":"[^"]*\/"|.*archivist@example\.org)/;

function differencesTo(dump: Dump) {
  const { missing, extra } = differences(crawled, dump, 1000);
  const others = (lines: readonly string[]) => lines.filter((line) => !OF_THE_IMPORT.test(line)).slice(0, 5);
  return { missing: others(missing), extra: others(extra) };
}

const NONE = { missing: [], extra: [] };

function copyOf(name: string, as: string): string {
  cpSync(folder.at(name), folder.at(as), { recursive: true });
  return folder.at(as);
}

test('alone it gives every message, person and conversation that a crawl gives, but for the content of files', async () => {
  expect(imported).toMatchObject({ format: 'history', unreadable: 0, attachments: 0, exit_code: 3 });
  const alone = await dumpArchive(folder.at('only'));
  const said = (dump: Dump) =>
    (dump.messages ?? []).map((line) => ({ ...JSON.parse(line), message: 0, mk_message_type: 0, wire: 0 }));
  expect(said(alone)).toEqual(said(crawled));
  for (const table of ['members', 'mentions', 'reactions']) expect(alone[table]).toEqual(crawled[table]);
  const texts = (dump: Dump, table: string) => (dump[table] ?? []).map((line) => line.replace(/"stored_.*/, ''));
  for (const table of ['files', 'previews']) expect(texts(alone, table)).toEqual(texts(crawled, table));
  expect(imported.totals).toMatchObject({
    conversations: crawled.conversations?.length,
    unplaced_records: 0,
    wrong_type_fields: 0,
  });
});

describe.each(['duckdb', 'parquet'] as const)('with a crawl, in %s', (store) => {
  test('before it: nothing is there twice, nothing is missing, and the crawl closes the gaps', async () => {
    const archive = folder.at(`import-first-${store}`);
    await importHere(history, archive, { store });
    const { exit_code } = await syncHere(emulator.url, archive);
    expect(exit_code).toBe(0);
    expect(differencesTo(await dumpArchive(archive))).toEqual(NONE);
  });

  test('after it: nothing is new', async () => {
    const archive = folder.at(`crawl-first-${store}`);
    if (store === 'duckdb') copyOf('crawled', `crawl-first-${store}`);
    else await syncHere(emulator.url, archive, { store });
    const { added, exit_code } = await importHere(history, archive);
    expect(exit_code).toBe(0);
    expect(Object.entries(added).filter(([, count]) => count !== 0)).toEqual([]);
    expect(differencesTo(await dumpArchive(archive))).toEqual(NONE);
  });
});

test('the same file once more adds no row and no record', async () => {
  const archive = copyOf('only', 'twice');
  const before = await dumpArchive(archive);
  const size = async () => (await readFile(`${archive}/journal/00000001.ndjson`)).length;
  const sizeBefore = await size();
  const { added } = await importHere(await written(folder.at('copy.json'), await readFile(history)), archive);
  expect(Object.entries(added).filter(([, count]) => count !== 0)).toEqual([]);
  expect(differences(before, await dumpArchive(archive))).toEqual(NONE);
  expect((await size()) - sizeBefore).toBeLessThan(2000);
});

test('the same history in another file adds nothing but that it was read', async () => {
  const archive = copyOf('only', 'other-file');
  const before = await dumpArchive(archive);
  const spaced = await written(folder.at('spaced.json'), `\n${await readFile(history, 'utf8')}`);
  const { added } = await importHere(spaced, archive);
  expect(Object.entries(added).filter(([, count]) => count !== 0)).toEqual([]);
  const { missing, extra } = differences(before, await dumpArchive(archive));
  expect(missing).toEqual([]);
  // That it was begun, and came to its end.
  expect(extra).toEqual([expect.stringMatching(/^gaps: \{"gap_id":"import:.*"is_open":false/)]);
});

test('attachments are found by their hash, whatever they are called', async () => {
  const archive = folder.at('with-files');
  const { attachments, totals } = await importHere(history, archive, { files: `${folder.at('crawled')}/files` });
  expect(totals.files_stored).toBe(totals.files);
  expect(attachments).toBeGreaterThan(50);
  const hashes = async (path: string) =>
    (await readdir(path, { recursive: true })).filter((name) => name.length > 60).sort();
  const stored = await hashes(`${archive}/files`);
  expect((await hashes(`${folder.at('crawled')}/files`)).filter((name) => stored.includes(name))).toEqual(stored);
});
