// test support: pages → the tables of an archive that was loaded page by page, and those that a rebuild makes of its journal at once.
import { cpSync } from 'node:fs';
import { createArchive, journalPath, type StoreKind } from '../../src/journal/archive-folder.js';
import { Journal } from '../../src/journal/journal.js';
import { openWritableStore, type Store } from '../../src/store/store.js';
import type { Row } from '../../src/store/values.js';
import { temporaryFolder } from '../support/folder.js';
import type { Line } from '../support/sync.js';

export interface TestPage {
  /** Who was signed in; null for an import. */
  readonly account: string | null;
  readonly records: readonly (Line | string)[];
  /** Whether the tables are brought up to this page before the next one is written. */
  readonly isCut?: boolean;
}

export interface TwoWays {
  readonly inParts: Row[];
  readonly atOnce: Row[];
}

/** What the load needs for itself, and may hold more or less of. */
const OWN_TABLES = new Set(['told_messages', 'told_hooks', 'load_position', 'schema_migrations']);

export async function tablesBothWays(
  pages: readonly TestPage[],
  store: StoreKind = 'duckdb',
): Promise<Map<string, TwoWays>> {
  await using folder = await temporaryFolder();
  const archive = await createArchive(folder.at('parts'), { store, server: '', accounts: [], created: '' });
  const again = await createArchive(folder.at('once'), { store, server: '', accounts: [], created: '' });
  await using journal = await Journal.open(archive.path, { runId: 'run' });
  let parts = await openWritableStore(archive);
  for (const page of pages) {
    await append(journal, page);
    if (page.isCut === false) continue;
    await parts.load(journal.position);
    if (store === 'duckdb') continue;
    await parts.publish();
    await parts.close();
    parts = await openWritableStore(archive);
  }
  await using loaded = parts;
  await loaded.load(journal.position);
  cpSync(journalPath(archive.path), journalPath(again.path), { recursive: true });
  await using rebuilt = await openWritableStore(again);
  await rebuilt.load(journal.position);
  const tables = new Map<string, TwoWays>();
  for (const name of await relationsOf(rebuilt))
    tables.set(name, { inParts: await rowsOf(loaded, name), atOnce: await rowsOf(rebuilt, name) });
  return tables;
}

/** Writes a page behind the others. */
export async function append(journal: Journal, { account, records }: TestPage): Promise<void> {
  // One that nobody is signed in for is an import.
  journal.setAccount(account as string);
  await journal.append({
    call: account === null ? 'archive/import' : 'test',
    args: {},
    status: 200,
    records: records.map((record) => ({
      path: account === null ? 'records' : 'stream',
      bytes: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)),
    })),
  });
}

async function relationsOf({ database }: Store): Promise<string[]> {
  const rows = await database.rows<{ name: string }>(
    `SELECT table_name AS name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary
     UNION ALL SELECT 'message_versions' UNION ALL SELECT 'record_versions' ORDER BY ALL`,
  );
  return rows.map(({ name }) => name).filter((name) => !OWN_TABLES.has(name));
}

const rowsOf = ({ database }: Store, name: string): Promise<Row[]> => database.rows(`FROM ${name} ORDER BY ALL`);
