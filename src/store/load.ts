// store: journal → tables, batch by batch. The steps are SQL files in queries/load/, run in order inside one transaction together
// with the new position, so a load that dies leaves no half: the tables equal the journal up to the position that they name.

import { defaultLimits } from '../fleep/http.js';
import { BATCH_BYTES, batchesBetween, type JournalBatch } from '../journal/batches.js';
import { requireUndamaged } from '../journal/find-damage.js';
import type { JournalPosition } from '../journal/segments.js';
import { ArchiveError, throwAfter } from '../lib/errors.js';
import { isOutOfMemory } from '../lib/system-errors.js';
import { requireWholePages } from './broken-pages.js';
import { isDamage, isOfTheMachine } from './damage.js';
import type { Database } from './database.js';
import { mendFiles } from './mended.js';
import { mergeRecords } from './merge-records.js';
import { messageStructType, messageStructure } from './message-record.js';
import { LOADER } from './origin.js';
import { readPosition } from './position.js';
import { listQueries, quoteText, readQuery } from './sql.js';
import { growThreads, type MemorySteps, setMemory, WRITER_MEMORY } from './writer-settings.js';

/** Loads all pages up to `end` that the tables do not hold yet. */
export async function loadJournal(
  database: Database,
  archive: string,
  end: JournalPosition,
  memory: MemorySteps = WRITER_MEMORY,
): Promise<void> {
  let mode: Mode = {
    isLenient: false,
    isMended: false,
    hasLongLines: false,
    batchBytes: BATCH_BYTES,
    memory: memory[0],
  };
  for (;;) {
    try {
      return await loadOnce(database, archive, end, mode);
    } catch (error) {
      const next = findEasierMode(mode, error, memory);
      if (next === undefined) throw await findReason(error, database, archive, end);
      mode = next;
    }
  }
}

interface Mode {
  /** A value of the wrong type becomes NULL and is named in problems, instead of failing the load, which is faster. */
  readonly isLenient: boolean;
  /** DuckDB is given copies of the journal's files without the escapes that it refuses. */
  readonly isMended: boolean;
  /** Lines longer than 4 MB are read too, at the price of larger buffers and less that goes on side by side. */
  readonly hasLongLines: boolean;
  /** Size of a batch; 1 for one file of the journal at a time, which needs less memory and more time. */
  readonly batchBytes: number;
  /** What DuckDB may take, as DuckDB writes it. */
  readonly memory: string;
}

const LINE_BYTES = 4 * 1024 * 1024;
/** A record is never larger than an answer may be (src/fleep/http.ts), and its line a little longer. */
const LONG_LINE_BYTES = defaultLimits.maxBodyBytes + 1024 * 1024;

/** The damage in the journal that DuckDB has met, or else what it said. */
async function findReason(error: unknown, database: Database, archive: string, end: JournalPosition): Promise<unknown> {
  if (error instanceof ArchiveError || isOutOfMemory(error) || isOfTheMachine(error) || isDamage(error)) return error;
  try {
    await requireUndamaged(archive, await readPosition(database), end);
    return error;
  } catch (damage) {
    return damage instanceof ArchiveError ? damage : error;
  }
}

/** The mode to try next after a failure; undefined when none would help. */
function findEasierMode(mode: Mode, error: unknown, memory: readonly string[]): Mode | undefined {
  if (error instanceof ArchiveError) return undefined;
  const message = error instanceof Error ? error.message : '';
  if (isOutOfMemory(error)) {
    if (mode.batchBytes > 1) return { ...mode, batchBytes: 1 };
    const more = memory[memory.indexOf(mode.memory) + 1];
    return more === undefined ? undefined : { ...mode, memory: more };
  }
  // DuckDB quotes the value that it refuses, which may be these very words: a mode that did not help gives way to the next.
  if (/surrogate in string/.test(message) && !mode.isMended) return { ...mode, isMended: true };
  if (/maximum_object_size/.test(message) && !mode.hasLongLines) return { ...mode, hasLongLines: true };
  return /^(Conversion|Invalid Input) Error/.test(message) && !mode.isLenient
    ? { ...mode, isLenient: true }
    : undefined;
}

async function loadOnce(database: Database, archive: string, end: JournalPosition, mode: Mode): Promise<void> {
  await setMemory(database, mode.memory);
  for await (const batch of batchesBetween(archive, await readPosition(database), end, mode.batchBytes)) {
    await using readable = mode.isMended ? await mendFiles(archive, batch.files) : undefined;
    await growThreads(database, batch.bytes);
    await prepare(database);
    await database.run('BEGIN');
    try {
      await openBatch(database, { ...batch, files: readable?.files ?? batch.files }, mode);
      await runSteps(database, archive);
      await database.run('COMMIT');
    } catch (error) {
      await throwAfter(error, () => database.run('ROLLBACK'));
    }
  }
}

/** What SQL does badly, or cannot do, comes behind the file that prepares it. */
const AFTER: ReadonlyMap<string, (database: Database, archive: string) => Promise<void>> = new Map([
  ['15_broken_pages.sql', requireWholePages],
  ['52_standings.sql', mergeRecords],
]);

/** A step that most small batches have no work for says so with a condition in a line of its own, and is left out then. */
const CONDITION = /^-- Only if: (.+)$/m;

/** A step that makes what later batches find there too. */
const ONCE = /^-- Once a connection\.$/m;

const prepared = new WeakSet<Database>();

/** Outside of a transaction, which would take it back with the rest. */
async function prepare(database: Database): Promise<void> {
  if (prepared.has(database)) return;
  for (const step of await listQueries('load')) {
    const sql = await readQuery(`load/${step}`);
    if (ONCE.test(sql)) await database.run(sql);
  }
  prepared.add(database);
}

async function runSteps(database: Database, archive: string): Promise<void> {
  for (const step of await listQueries('load')) {
    const sql = await readQuery(`load/${step}`);
    if (ONCE.test(sql)) continue;
    const condition = CONDITION.exec(sql)?.[1];
    if (condition === undefined || (await isTrue(database, condition))) await database.run(sql);
    await AFTER.get(step)?.(database, archive);
  }
}

async function isTrue(database: Database, condition: string): Promise<boolean> {
  const [row] = await database.rows<{ is_true: boolean }>(`SELECT ${condition} AS is_true`);
  return row?.is_true === true;
}

/** Makes the two views through which the SQL steps see the batch's files. */
async function openBatch(database: Database, batch: JournalBatch, mode: Mode): Promise<void> {
  const files = `[${batch.files.map(quoteText).join(', ')}]`;
  const line = `page: 'BIGINT', "index": 'INTEGER'`;
  const format = `format = 'newline_delimited', maximum_object_size = ${mode.hasLongLines ? LONG_LINE_BYTES : LINE_BYTES}`;
  const lines = `read_json(${files}, ${format}, columns = {${line}, path: 'VARCHAR', record: 'JSON', commit: 'JSON', hash: 'VARCHAR'})`;
  const typed = `read_json(${files}, ${format}, columns = {${line}, path: 'VARCHAR', record: '${messageStructType}'})`;
  // A commit line carries its page inside the commit object.
  await database.run(
    `CREATE OR REPLACE TEMP VIEW journal_lines AS
     SELECT * REPLACE (coalesce(page, json_extract(commit, '$.page')::BIGINT) AS page) FROM ${lines}`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP MACRO message_struct(record) AS json_transform(record, ${quoteText(messageStructure)})`,
  );
  // What a history wrote down under its conversation need not say where it belongs (src/import/). What a search found is a message with
  // marks in it, and no version of its own.
  await database.run(
    `CREATE OR REPLACE TEMP MACRO placed_message(m, path) AS CASE
       WHEN starts_with(path, 'conversations/') AND ends_with(path, '/messages') THEN struct_update(m,
         mk_rec_type := coalesce(m.mk_rec_type, 'message'),
         conversation_id := coalesce(m.conversation_id, nullif(substr(path, 15, length(path) - 23), '')))
       WHEN path = 'matches' THEN struct_update(m, mk_rec_type := 'match')
       ELSE m END`,
  );
  await database.run(
    mode.isLenient
      ? `CREATE OR REPLACE TEMP VIEW journal_messages AS
         SELECT page, "index", placed_message(message_struct(record), path) AS m FROM journal_lines WHERE "index" IS NOT NULL`
      : `CREATE OR REPLACE TEMP VIEW journal_messages AS
         SELECT page, "index", placed_message(record, path) AS m FROM ${typed}`,
  );
  await database.run(`SET VARIABLE after_page = ${batch.afterPage}`);
  await database.run(`SET VARIABLE last_page = ${batch.lastPage}`);
  await database.run(`SET VARIABLE next_segment = ${batch.segment}`);
  await database.run(`SET VARIABLE next_offset = ${batch.offset}`);
  await database.run(`SET VARIABLE loader = ${LOADER}`);
  await database.run(`SET VARIABLE is_lenient = ${mode.isLenient}`);
}
