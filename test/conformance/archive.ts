// test: reads an archive the way a stranger would: DuckDB's own package on the database file, or on the Parquet files that the
// manifest lists, and the files of files/, hashed again. It imports nothing of src/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Canonical, type CanonicalRow, tableOf, type Value } from './canonical.js';

export type ArchiveRow = Readonly<Record<string, unknown>>;

type Tables = ReadonlyMap<string, readonly ArchiveRow[]>;

/** All rows of every table of an archive, by table; without what is not wanted. */
export async function readTables(
  archive: string,
  isWanted: (table: string) => boolean = () => true,
): Promise<Map<string, ArchiveRow[]>> {
  const { store }: { store: string } = JSON.parse(readFileSync(join(archive, 'archive.json'), 'utf8'));
  const isFile = store === 'duckdb';
  const instance = await DuckDBInstance.create(
    isFile ? join(archive, 'archive.duckdb') : ':memory:',
    isFile ? { access_mode: 'READ_ONLY' } : {},
  );
  const connection = await instance.connect();
  try {
    const sources = isFile ? await tablesOfFile(connection) : tablesOfManifest(archive);
    const tables = new Map<string, ArchiveRow[]>();
    for (const [name, source] of sources) {
      if (!isWanted(name)) continue;
      const reader = await connection.runAndReadAll(`SELECT * FROM ${source}`);
      tables.set(name, reader.getRowObjectsJS().map(plainRow));
    }
    return tables;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;

async function tablesOfFile(connection: Connection): Promise<Map<string, string>> {
  const reader = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1",
  );
  const names = reader.getRowObjectsJS().map((row) => String(row.table_name));
  return new Map(names.map((name) => [name, `"${name}"`]));
}

interface ManifestFile {
  readonly path: string;
  readonly rows: number;
  readonly sha256: string;
}

function readManifest(archive: string): Readonly<Record<string, readonly ManifestFile[]>> {
  return JSON.parse(readFileSync(join(archive, 'parquet', 'manifest.json'), 'utf8')).tables;
}

function tablesOfManifest(archive: string): Map<string, string> {
  return new Map(
    Object.entries(readManifest(archive)).map(([table, files]) => {
      const paths = files.map(({ path }) => `'${join(archive, 'parquet', path)}'`);
      return [table, `read_parquet([${paths.join(', ')}])`];
    }),
  );
}

const plainRow = (row: Record<string, unknown>): ArchiveRow =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value)]));

function plain(value: unknown): Value {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  return value as Value;
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  conversations: ['conversation_id'],
  conversation_labels: ['conversation_id', 'label_id'],
  messages: ['conversation_id', 'message_nr'],
  files: ['conversation_id', 'message_nr', 'attachment_id'],
  previews: ['conversation_id', 'message_nr', 'attachment_id'],
  reactions: ['conversation_id', 'message_nr', 'reaction', 'account_id'],
  mentions: ['conversation_id', 'message_nr', 'account_id'],
  accounts: ['account_id'],
  teams: ['team_id'],
  team_members: ['team_id', 'account_id'],
  labels: ['label_id'],
  hooks: ['conversation_id', 'hook_key'],
  sections: ['conversation_id', 'section_id'],
  reminders: ['reminder_id'],
};

/** Every table but no view, which says nothing that its tables do not, and takes as long to read as all of them. */
export const readStored = (archive: string): Promise<Tables> => readTables(archive, (table) => !table.startsWith('v_'));

export const canonicalArchive = async (archive: string): Promise<Canonical> =>
  canonicalTables(archive, await readStored(archive));

/** The tables that a world decides, by key. Every attachment that claims to be stored is read from files/ and hashed. */
export function canonicalTables(archive: string, tables: Tables): Canonical {
  const hashes = hashFiles(archive);
  return Object.fromEntries(
    Object.entries(KEYS).map(([table, key]) => [
      table,
      tableOf(
        (tables.get(table) ?? []).map((row) => [
          key.map((column) => row[column]).join(' '),
          { ...row, ...parsed(row), ...rehashed(row, hashes) } as CanonicalRow,
        ]),
      ),
    ]),
  );
}

/** SHA-256 of every file in files/, by name. */
function hashFiles(archive: string): Map<string, string> {
  const entries = readdirSync(join(archive, 'files'), { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => [
        basename(entry.name),
        createHash('sha256')
          .update(readFileSync(join(entry.parentPath, entry.name)))
          .digest('hex'),
      ]),
  );
}

/** The hash of the bytes on disk in place of the one that the table states. */
function rehashed(row: ArchiveRow, hashes: ReadonlyMap<string, string>): CanonicalRow {
  const columns = ['stored_sha256', 'avatar_sha256'].filter((column) => typeof row[column] === 'string');
  return Object.fromEntries(columns.map((column) => [column, hashes.get(String(row[column])) ?? 'not in files/']));
}

/** The values of the columns that hold JSON: two texts of one value are the same value. */
function parsed(row: ArchiveRow): CanonicalRow {
  const columns = ['reactions', 'mail_hdrs'].filter((column) => typeof row[column] === 'string');
  return Object.fromEntries(columns.map((column) => [column, JSON.parse(String(row[column]))]));
}
