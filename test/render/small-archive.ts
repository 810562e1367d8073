// A small archive made by SQL alone, on the real schema, for tests of the site. Nothing of crawl or load takes part in it.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ArchiveFolder, contentPath, createArchive, databasePath } from '../../src/journal/archive-folder.js';
import { listQueries, quoteName, quoteText, readQuery } from '../../src/store/sql.js';

export type Value = string | number | boolean | null | Date | readonly string[] | { readonly json: unknown };
export type TestRow = Readonly<Record<string, Value>>;
export type Tables = Readonly<Record<string, readonly TestRow[]>>;

/** `2020-01-02T03:04:05Z` → the value of a TIMESTAMP column. */
export const at = (iso: string): Date => new Date(iso);

export const uuid = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

/** What every row of a table has unless a test says otherwise. */
const DEFAULTS: Readonly<Record<string, TestRow>> = {
  conversations: { page_nr: 1 },
  messages: {
    mk_message_type: 'text',
    tags: [],
    is_deleted: false,
    is_pinned: false,
    is_malformed: false,
    page_nr: 1,
    record_index: 0,
  },
  accounts: { mk_account_status: 'active', page_nr: 1 },
  members: { is_current: true, is_guest: false, is_admin: false },
  teams: { page_nr: 1 },
  files: { is_deleted: false, is_hidden: false, page_nr: 1 },
  previews: { is_deleted: false, page_nr: 1 },
  hooks: { is_active: true, page_nr: 1 },
  sections: { page_nr: 1 },
  labels: { mk_label_type: 'user_label', page_nr: 1 },
  gaps: { is_open: true },
};

/** What the load would have found in the texts. */
export const MARK_QUESTIONS = "UPDATE messages SET has_question_mark = regexp_matches(text, '[?？؟]')";

/** Makes an archive of these rows in a fresh folder below the system's temporary one. */
export async function makeArchive(tables: Tables): Promise<ArchiveFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'fleep-archive-render-'));
  const archive = await createArchive(join(folder, 'archive'), {
    store: 'duckdb',
    server: 'https://fleep.io',
    accounts: [],
    created: '2024-01-01T00:00:00Z',
  });
  const instance = await DuckDBInstance.create(databasePath(archive.path), { threads: '1' });
  const connection = await instance.connect();
  for (const name of await listQueries('schema')) await connection.run(await readQuery(`schema/${name}`));
  for (const [table, rows] of Object.entries(tables)) {
    for (const row of rows) await connection.run(insertSql(table, { ...defaultsOf(table), ...row }));
  }
  await connection.run(MARK_QUESTIONS);
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  return archive;
}

const defaultsOf = (table: string): TestRow => DEFAULTS[table === 'superseded_messages' ? 'messages' : table] ?? {};

function insertSql(table: string, row: TestRow): string {
  const names = Object.keys(row).map(quoteName).join(', ');
  return `INSERT INTO ${quoteName(table)} (${names}) VALUES (${Object.values(row).map(literal).join(', ')})`;
}

function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Date) return `TIMESTAMP ${quoteText(value.toISOString().slice(0, 19).replace('T', ' '))}`;
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'object') {
    return 'json' in value ? quoteText(JSON.stringify(value.json)) : `[${value.map(literal).join(', ')}]::VARCHAR[]`;
  }
  return String(value);
}

/** Puts a content into the archive and gives its SHA-256. */
export async function storeContent(archive: ArchiveFolder, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = contentPath(archive.path, sha256);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return sha256;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
