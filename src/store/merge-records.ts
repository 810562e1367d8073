// store: all records but messages, merged field by field (fleep-wire.md, section 4.0): a new field overwrites, a missing one keeps the
// old value, an explicit null is a value. Reads the load's small_records and merged_records in order, fills merged_versions.
// Invariant: no value is parsed and written anew. A field that comes for the first time completes a version; a value that differs from the
// one that was known begins the next, and the one before stays. An import does neither to what a crawl said: it fills in what is not
// there, and where it says something else that counts as what was before. So does the header of one who left long ago, of what others see
// to this day. Inside of a message a null is no value.
import type { DuckDBAppender } from '@duckdb/node-api';
import { firstMembersOf } from '../lib/json-members.js';
import type { Database } from './database.js';
import { LAST_NR, ownFields, saysNothing } from './viewpoints.js';

interface RecordRow extends Record<string, unknown> {
  readonly mk_rec_type: string;
  readonly record_key: string;
  /** JSON text of an object. */
  readonly record: string;
  /** From 1. */
  readonly version: number;
  readonly page_nr: number;
  /** The page that began the version: of what is stored already not page_nr, which may have completed it. */
  readonly first_page_nr: number;
  /** `stored` and `superseded`: as the tables have it. */
  readonly origin: 'stored' | 'superseded' | 'new';
  /** Whether it stood inside of a message. */
  readonly is_inner: boolean;
  /** What the last page that added to it was. */
  readonly is_imported: boolean;
  /** Of a new header: the end of the flow for the account that was shown it. */
  readonly last_nr: number | null;
  /** Whether that is the end for all; null where the numbers say it. */
  readonly can_post: boolean | null;
}

/** Records that are held at once, some tens of megabytes. */
const RECORDS_AT_ONCE = 50_000;

/** One row of merged_versions. */
interface MergedVersion {
  readonly mk_rec_type: string;
  readonly record_key: string;
  readonly version: number;
  /** JSON text of an object. */
  readonly record: string;
  readonly page: number;
  readonly firstPage: number;
  readonly isLatest: boolean;
}

export async function mergeRecords(database: Database): Promise<void> {
  const [{ count = 0 } = {}] = await database.rows<{ count: number }>('SELECT count(*) AS count FROM small_records');
  const shares = Math.max(1, Math.ceil(count / RECORDS_AT_ONCE));
  const appender = await database.connection.createAppender('merged_versions', 'main', 'temp');
  try {
    // Not while a share is read: when an appender writes down what it has, the result that is open on its connection ends.
    for (let share = 0; share < shares; share += 1) append(appender, await mergeShare(database, { shares, share }));
  } finally {
    appender.closeSync();
  }
}

async function mergeShare(database: Database, which: { shares: number; share: number }): Promise<MergedVersion[]> {
  const versions: MergedVersion[] = [];
  let current: MergedRecord | undefined;
  for await (const rows of database.stream<RecordRow>(IN_ORDER, which)) {
    for (const row of rows) {
      if (current?.mk_rec_type !== row.mk_rec_type || current.record_key !== row.record_key) {
        current?.finish(versions);
        current = new MergedRecord(row);
      } else {
        current.add(row, versions);
      }
    }
  }
  current?.finish(versions);
  return versions;
}

function append(appender: DuckDBAppender, versions: readonly MergedVersion[]): void {
  for (const { mk_rec_type, record_key, version, record, page, firstPage, isLatest } of versions) {
    appender.appendVarchar(mk_rec_type);
    appender.appendVarchar(record_key);
    appender.appendInteger(version);
    appender.appendVarchar(record);
    appender.appendBigInt(BigInt(page));
    appender.appendBigInt(BigInt(firstPage));
    appender.appendBoolean(isLatest);
    appender.endRow();
  }
}

// Of former versions those matter that an import, or one who left, may say again. All rows of one record are in the same share.
const IN_ORDER = `
  SELECT r.* EXCLUDE (record_index), r.page_nr IN (FROM import_pages) AS is_imported, s.last_nr, s.can_post FROM (
    SELECT mk_rec_type, record_key, version, record::VARCHAR AS record, page_nr, first_page_nr, false AS is_inner, 'stored' AS origin,
      -2 AS record_index
    FROM merged_records SEMI JOIN small_records USING (mk_rec_type, record_key)
    UNION ALL
    SELECT mk_rec_type, record_key, version, record::VARCHAR, page_nr, first_page_nr, false, 'superseded', -1
    FROM superseded_records SEMI JOIN (
      SELECT mk_rec_type, record_key FROM small_records LEFT JOIN standings USING (page_nr, record_index)
      WHERE page_nr IN (FROM import_pages) OR (mk_rec_type = 'conv' AND NOT coalesce(can_post, last_nr IS NULL))
    ) USING (mk_rec_type, record_key)
    UNION ALL
    SELECT mk_rec_type, record_key, 1, record::VARCHAR, page_nr, page_nr, is_inner, 'new', record_index
    FROM small_records WHERE record_key IS NOT NULL
  ) AS r LEFT JOIN standings AS s
    ON s.page_nr = if(r.mk_rec_type = 'conv', r.page_nr, NULL) AND s.record_index = r.record_index
  WHERE $shares = 1 OR hash(record_key) % $shares = $share
  ORDER BY mk_rec_type, record_key, least(r.record_index, 0), r.page_nr, r.record_index`;

/** One record on its way through the batch. */
class MergedRecord {
  readonly mk_rec_type: string;
  readonly record_key: string;
  readonly #fields: Map<string, string>;
  #last: RecordRow;
  #version: number;
  #page: number;
  #firstPage: number;
  /** Whether the tables hold exactly this. */
  #isStored: boolean;
  /** Whether no crawl has said any of it. */
  #isImported: boolean;
  readonly #former: ReadonlyMap<string, string>[] = [];

  constructor(row: RecordRow) {
    this.mk_rec_type = row.mk_rec_type;
    this.record_key = row.record_key;
    this.#fields = ownFields(row);
    this.#last = row;
    this.#version = row.version;
    this.#page = row.page_nr;
    this.#firstPage = row.first_page_nr;
    this.#isStored = row.origin === 'stored';
    this.#isImported = row.is_imported;
  }

  add(row: RecordRow, versions: MergedVersion[]): void {
    if (row.origin === 'superseded') this.#former.push(firstMembersOf(row.record));
    else if (this.#isAbove(row)) this.#addAbove(row, versions);
    else this.#addBelow(row, versions);
  }

  #isAbove({ is_imported, last_nr, can_post }: RecordRow): boolean {
    if (is_imported || this.#isImported) return this.#isImported;
    const known = this.mk_rec_type === 'conv' ? this.#fields.get(LAST_NR) : undefined;
    if (known === undefined) return true;
    return can_post ?? (last_nr === null || last_nr >= Number(known));
  }

  #addAbove(row: RecordRow, versions: MergedVersion[]): void {
    const { page_nr, is_imported } = row;
    const isConfirmed = this.#isImported && !is_imported;
    const isRepeated = row.record === this.#last.record && row.last_nr === this.#last.last_nr;
    this.#last = row;
    if (isRepeated && !isConfirmed) return;
    const fields = [...this.#saidBy(row)].filter(([name, value]) => this.#isNews(name, value));
    if (fields.length === 0 && !isConfirmed) return;
    if (fields.some(([name]) => this.#fields.has(name) && this.#makesVersion(name))) {
      this.#end(versions, false);
      this.#version += 1;
      this.#firstPage = page_nr;
    }
    for (const [name, value] of fields) this.#fields.set(name, value);
    this.#page = page_nr;
    this.#isImported = is_imported;
    this.#isStored = false;
  }

  #saidBy(row: RecordRow): Map<string, string> {
    const isSaid = ([name, value]: readonly [string, string]) =>
      !this.#fields.has(name) || !saysNothing(this.mk_rec_type, name, value);
    return new Map([...ownFields(row)].filter(isSaid));
  }

  #isNews(name: string, value: string): boolean {
    const known = this.#fields.get(name);
    return known !== value && (known === undefined || this.#makesVersion(name) || Number(value) > Number(known));
  }

  /** Nobody knows how old a file is, and a header of one who left is: what they say otherwise is a former version. */
  #addBelow(row: RecordRow, versions: MergedVersion[]): void {
    const { page_nr } = row;
    const said = this.#saidBy(row);
    const isOther = [...said].some(
      ([name, value]) => this.#makesVersion(name) && (this.#fields.get(name) ?? value) !== value,
    );
    if (isOther && !this.#former.some((fields) => this.#isIn(fields, said))) {
      this.#former.push(said);
      versions.push(this.#versionOf(textOf(said), { page: page_nr, firstPage: page_nr, isLatest: false }));
      this.#version += 1;
      this.#isStored = false;
    }
    for (const [name, value] of said) {
      if (this.#fields.has(name)) continue;
      this.#fields.set(name, value);
      this.#isStored = false;
    }
  }

  #isIn(fields: ReadonlyMap<string, string>, said: ReadonlyMap<string, string>): boolean {
    return [...said].every(([name, value]) => !this.#makesVersion(name) || fields.get(name) === value);
  }

  #makesVersion(name: string): boolean {
    return this.mk_rec_type !== 'conv' || name !== LAST_NR;
  }

  /** A record of which the batch says nothing new stays as it is. */
  finish(versions: MergedVersion[]): void {
    if (!this.#isStored) this.#end(versions, true);
  }

  #end(versions: MergedVersion[], isLatest: boolean): void {
    if (!isLatest) this.#former.push(new Map(this.#fields));
    versions.push(this.#versionOf(textOf(this.#fields), { page: this.#page, firstPage: this.#firstPage, isLatest }));
  }

  #versionOf(record: string, of: Pick<MergedVersion, 'page' | 'firstPage' | 'isLatest'>): MergedVersion {
    return { mk_rec_type: this.mk_rec_type, record_key: this.record_key, version: this.#version, record, ...of };
  }
}

/** In the order of the names, so that the same fields make the same text. */
function textOf(fields: ReadonlyMap<string, string>): string {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}
