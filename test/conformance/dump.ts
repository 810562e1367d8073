// test: everything in an archive that the service decides, in a form in which two archives can be compared: the rows of all public
// tables with the text that each message version had on the wire, the merged records, and the files, hashed again. Left out is what
// belongs to a run: when and on which page something came. It imports nothing of src/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { verifyJournal } from '../support/journal-reader.js';
import { type ArchiveRow, readTables } from './archive.js';

/** Sorted lines by table; `files/` and `merged records` beside the tables. */
export type Dump = Readonly<Record<string, readonly string[]>>;

const SCHEMA = new URL('../../docs/schema.md', import.meta.url);

/**
 * The tables that docs/schema.md describes, but for those whose rows are runs and calls. What a header or a person was before is not
 * in what a service gives out later; what they are now is in the merged records.
 */
export const PUBLIC_TABLES: readonly string[] = [...readFileSync(SCHEMA, 'utf8').matchAll(/^## `([a-z_]+)`$/gm)]
  .map(([, name]) => name ?? '')
  .filter((name) => !['runs', 'api_calls', 'record_versions'].includes(name));

const OF_A_RUN = new Set(['page_nr', 'first_page_nr', 'version', 'record_index', 'seen_time', 'found_time']);

/** `latestOnly`: without the versions that were replaced, and without the problems with them. */
export async function dumpArchive(archive: string, { latestOnly = false } = {}): Promise<Dump> {
  const tables = await readTables(archive);
  const wire = wireTexts(archive);
  const rowsOf = (table: string) => (tables.get(table) ?? []).filter((row) => !latestOnly || isLatest(row, tables));
  return {
    ...Object.fromEntries(PUBLIC_TABLES.map((table) => [table, linesOf(rowsOf(table), wire)])),
    'merged records': linesOf((tables.get('merged_records') ?? []).filter(isOfService), wire),
    'files/': hashesOf(archive),
  };
}

/** Lines that only one of the two has, as `table: line`; at most `most` of each side. */
export function differences(a: Dump, b: Dump, most = 5): { missing: string[]; extra: string[] } {
  const only = (one: Dump, other: Dump) =>
    Object.keys({ ...a, ...b }).flatMap((table) => {
      const known = new Set(other[table]);
      return (one[table] ?? []).filter((line) => !known.has(line)).map((line) => `${table}: ${line}`);
    });
  return { missing: only(a, b).slice(0, most), extra: only(b, a).slice(0, most) };
}

/** How many lines a dump has, by table. */
export const sizesOf = (dump: Dump): Record<string, number> =>
  Object.fromEntries(Object.entries(dump).map(([table, lines]) => [table, lines.length]));

function linesOf(rows: readonly ArchiveRow[], wire: ReadonlyMap<string, string>): string[] {
  return rows.map((row) => JSON.stringify(steady(row, wire))).sort();
}

function steady(row: ArchiveRow, wire: ReadonlyMap<string, string>): ArchiveRow {
  const kept = Object.entries(row).filter(([column]) => !OF_A_RUN.has(column));
  // A record without a key is named by its place in the journal.
  const named = row.problem === 'no usable key' ? { record_key: null } : {};
  const text = 'record_index' in row ? { wire: wire.get(`${row.page_nr}:${row.record_index}`) ?? 'not there' } : {};
  return { ...Object.fromEntries(kept), ...named, ...text };
}

/** Exact texts of all records, by page and place. */
function wireTexts(archive: string): Map<string, string> {
  const pages = verifyJournal(archive);
  return new Map(
    pages.flatMap(({ page, records }) => records.map(({ text }, index) => [`${page}:${index}`, text] as const)),
  );
}

const isOfService = ({ mk_rec_type, record }: ArchiveRow): boolean =>
  !String(mk_rec_type).startsWith('archive_') && record !== undefined;

function isLatest(row: ArchiveRow, tables: ReadonlyMap<string, readonly ArchiveRow[]>): boolean {
  if (row.is_latest === false) return false;
  if (row.mk_rec_type !== 'message' || row.record_key === undefined) return true;
  return (tables.get('messages') ?? []).some(
    (message) =>
      [message.conversation_id, message.message_nr, message.flow_message_nr]
        .filter((part) => part !== null)
        .join('/') === row.record_key,
  );
}

/** Name and SHA-256 of every file in files/. */
function hashesOf(archive: string): string[] {
  const entries = readdirSync(join(archive, 'files'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
  return files.map((path) => `${basename(path)} ${hash(path)}`).sort();
}
