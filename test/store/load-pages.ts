// test support: records → a journal → the tables, in as many loads as a test asks for.
import { createArchive, type StoreKind } from '../../src/journal/archive-folder.js';
import { Journal } from '../../src/journal/journal.js';
import type { RecordSlice } from '../../src/lib/json-slices.js';
import type { Database } from '../../src/store/database.js';
import { openWritableStore } from '../../src/store/store.js';
import type { Row } from '../../src/store/values.js';
import { temporaryFolder } from '../support/folder.js';
import type { Line } from '../support/sync.js';

export interface Loaded extends AsyncDisposable {
  /** Appends one page with these records and loads it. */
  load(...records: readonly (Line | string)[]): Promise<void>;
  /** The same with the end of a walk: `done` numbers of conversation `c`, or what `cursor` says of it. `walker`: whose walk it is, from then on. */
  walk(records: readonly Line[], cursor?: Readonly<Record<string, unknown>>, walker?: string): Promise<void>;
  /** Pages of a history that somebody wrote down. */
  importHistory(...records: readonly Line[]): Promise<void>;
  /** One record of it, as JSON, that stood at a path. */
  importAt(path: string, record: string): Promise<void>;
  rows(sql: string): Promise<Row[]>;
  readonly database: Database;
}

/** An empty archive. Text in place of a record is taken as its JSON. `account`: whose pages are loaded; an import has none. */
export async function newTables(store: StoreKind = 'duckdb', account: string | null = 'me'): Promise<Loaded> {
  const folder = await temporaryFolder();
  const archive = await createArchive(folder.at('a'), { store, server: '', accounts: [], created: '' });
  const journal = await Journal.open(archive.path, { runId: 'run' });
  if (account !== null) journal.setAccount(account);
  const tables = await openWritableStore(archive);
  const append = async (records: readonly RecordSlice[]) => {
    await journal.append({ call: 'archive/import', args: {}, status: 200, records });
    await tables.load(journal.position);
  };
  return {
    async load(...records) {
      const slices = records.map((record) => ({
        path: 'stream',
        bytes: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)),
      }));
      await journal.append({ call: 'test', args: {}, status: 200, records: slices });
      await tables.load(journal.position);
    },
    async walk(records, cursor = {}, walker = 'me') {
      if (walker !== 'me') journal.setAccount(walker);
      const slices = records.map((record) => ({ path: 'stream', bytes: Buffer.from(JSON.stringify(record)) }));
      const scope = { scope: `${walker}/conversation/c`, ...cursor };
      await journal.append({ call: 'test', args: {}, status: 200, records: slices, cursor: scope });
      await tables.load(journal.position);
    },
    importHistory: (...records) =>
      append(records.map((record) => ({ path: 'records', bytes: Buffer.from(JSON.stringify(record)) }))),
    importAt: (path, record) => append([{ path, bytes: Buffer.from(record) }]),
    rows: (sql) => tables.database.rows(sql),
    database: tables.database,
    async [Symbol.asyncDispose]() {
      await tables.close();
      await journal.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
