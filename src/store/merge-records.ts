// store: all records but messages, merged field by field (fleep-wire.md, section 4.0): a new field overwrites, a missing one keeps the
// old value, an explicit null is a value. Reads the load's small_records and merged_records in order, fills merged_versions.
// Invariant: no value is parsed and written anew. A field that comes for the first time completes a version; a value that differs from the
// one that was known begins the next, and the one before stays. An import does neither to what a crawl said: it fills in what is not
// there, and where it says something else that counts as what was before. Inside of a message a null is no value.
import type { DuckDBAppender } from '@duckdb/node-api';
import { firstMembersOf } from '../lib/json-members.js';
import type { Database } from './database.js';

/** How an answer is cut, not what the record is: where a page of the flow or of a side list ended, and how much of it was asked for. */
const OF_THE_ANSWER: ReadonlySet<string> = new Set([
  'fw_message_nr',
  'bw_message_nr',
  'file_horizon',
  'pin_horizon',
  'task_horizon',
  'pin_cursor',
  'sync_cursor',
  'sync_inbox_time',
  'mk_init_mode',
  'is_init',
  'is_full',
  'is_tiny',
  // Of a conversation that was written down with its messages.
  'messages',
]);

/** What a header says of the account that was signed in, and not of the conversation (fleep-wire.md, section 4.1). */
const OF_THE_ACCOUNT: ReadonlySet<string> = new Set(
  `profile_id join_message_nr begin_message_nr disclose_message_nr delete_message_nr hide_message_nr
  read_message_nr my_message_nr show_message_nr send_message_nr inbox_message_nr last_message_nr last_message_time last_inbox_nr
  read_inbox_nr inbox_time unread_count mk_alert_level snooze_interval snooze_time can_post is_deleted is_muted is_automute
  is_mark_unread is_reset has_done_notifications label_ids labels default_topic export_progress export_files`.split(
    /\s+/,
  ),
);

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

// Of former versions those matter that an import may say again. All rows of one record are in the same share.
const IN_ORDER = `
  SELECT *, page_nr IN (FROM import_pages) AS is_imported FROM (
    SELECT mk_rec_type, record_key, version, record::VARCHAR AS record, page_nr, first_page_nr, false AS is_inner, 'stored' AS origin,
      -2 AS record_index
    FROM merged_records SEMI JOIN small_records USING (mk_rec_type, record_key)
    UNION ALL
    SELECT mk_rec_type, record_key, version, record::VARCHAR, page_nr, first_page_nr, false, 'superseded', -1
    FROM superseded_records SEMI JOIN (FROM small_records SEMI JOIN import_pages USING (page_nr)) USING (mk_rec_type, record_key)
    UNION ALL
    SELECT mk_rec_type, record_key, 1, record::VARCHAR, page_nr, page_nr, is_inner, 'new', record_index
    FROM small_records WHERE record_key IS NOT NULL
  )
  WHERE $shares = 1 OR hash(record_key) % $shares = $share
  ORDER BY mk_rec_type, record_key, least(record_index, 0), page_nr, record_index`;

/** One record on its way through the batch. */
class MergedRecord {
  readonly mk_rec_type: string;
  readonly record_key: string;
  readonly #fields: Map<string, string>;
  #lastText: string;
  #version: number;
  #page: number;
  #firstPage: number;
  /** Whether the tables hold exactly this. */
  #isStored: boolean;
  /** Whether no crawl has said any of it. */
  #isImported: boolean;
  readonly #former = new Set<string>();

  constructor(row: RecordRow) {
    this.mk_rec_type = row.mk_rec_type;
    this.record_key = row.record_key;
    this.#fields = ownFields(row);
    this.#lastText = row.record;
    this.#version = row.version;
    this.#page = row.page_nr;
    this.#firstPage = row.first_page_nr;
    this.#isStored = row.origin === 'stored';
    this.#isImported = row.is_imported;
  }

  add(row: RecordRow, versions: MergedVersion[]): void {
    if (row.origin === 'superseded') this.#former.add(row.record);
    else if (row.is_imported && !this.#isImported) this.#addBelow(row, versions);
    else this.#addAbove(row, versions);
  }

  #addAbove(row: RecordRow, versions: MergedVersion[]): void {
    const { record, page_nr, is_imported } = row;
    const isConfirmed = this.#isImported && !is_imported;
    if (record === this.#lastText && !isConfirmed) return;
    this.#lastText = record;
    const fields = [...ownFields(row)].filter(([name, value]) => this.#fields.get(name) !== value);
    if (fields.length === 0 && !isConfirmed) return;
    if (fields.some(([name]) => this.#fields.has(name))) {
      this.#end(versions, false);
      this.#version += 1;
      this.#firstPage = page_nr;
    }
    for (const [name, value] of fields) this.#fields.set(name, value);
    this.#page = page_nr;
    this.#isImported = is_imported;
    this.#isStored = false;
  }

  /** Nobody knows how old a file is: what it says otherwise is a former version. */
  #addBelow(row: RecordRow, versions: MergedVersion[]): void {
    const { page_nr } = row;
    const said = ownFields(row);
    const text = textOf(said);
    const isOther = [...said].some(([name, value]) => (this.#fields.get(name) ?? value) !== value);
    if (isOther && !this.#former.has(text)) {
      this.#former.add(text);
      versions.push(this.#versionOf(text, { page: page_nr, firstPage: page_nr, isLatest: false }));
      this.#version += 1;
      this.#isStored = false;
    }
    for (const [name, value] of said) {
      if (this.#fields.has(name)) continue;
      this.#fields.set(name, value);
      this.#isStored = false;
    }
  }

  /** A record of which the batch says nothing new stays as it is. */
  finish(versions: MergedVersion[]): void {
    if (!this.#isStored) this.#end(versions, true);
  }

  #end(versions: MergedVersion[], isLatest: boolean): void {
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

function ownFields({ mk_rec_type: type, record, is_inner }: RecordRow): Map<string, string> {
  // SQL has taken the key from the first of a name that comes twice.
  const fields = firstMembersOf(record);
  for (const name of OF_THE_ANSWER) fields.delete(name);
  if (is_inner) return new Map([...fields].filter(([, value]) => value !== 'null'));
  if (type !== 'conv' && type !== 'conv_seat') return fields;
  return new Map([...fields].filter(([name]) => OF_THE_ACCOUNT.has(name) === (type === 'conv_seat')));
}
