// bench: the rows of a DuckDB file in SQLite, by Debian's program sqlite3, and questions of the reports in its dialect (bench/sqlite).
// Invariant: every question stands beside a report of the same name and gives the rows that it gives with its defaults.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const folder = new URL('sqlite/', import.meta.url);
const TIMEOUT_SECONDS = 120;
/** What a reader and a writer begin with; the first says what it sets, which is no answer. */
const READING = [
  '.output /dev/null',
  'PRAGMA cache_size = -2000000;',
  'PRAGMA temp_store = MEMORY;',
  'PRAGMA threads = 2;',
  '.output',
];
const WRITING = [
  '.output /dev/null',
  'PRAGMA cache_size = -2000000;',
  'PRAGMA threads = 2;',
  'PRAGMA journal_mode = OFF;',
  'PRAGMA synchronous = OFF;',
];
const SCHEMA = ['tables', 'indexes'];

/** Names of the reports that have a question in SQLite's dialect. */
export const SQLITE_REPORTS = readdirSync(folder)
  .map((name) => name.replace('.sql', ''))
  .filter((name) => !SCHEMA.includes(name))
  .sort();

/** What each table has in SQLite. Times are seconds since 1970, truths 0 and 1, lists JSON: the forms in which SQLite is quickest. */
const seconds = (name) => `epoch(${name})::BIGINT AS ${name}`;
const TABLES = {
  messages: `SELECT conversation_id, message_nr, account_id, mk_message_type, mk_message_state, text,
    has_question_mark::INTEGER AS has_question_mark, sender_name, ${seconds('posted_time')},
    ${seconds('edited_time')}, edit_account_id, is_deleted::INTEGER AS is_deleted, is_pinned::INTEGER AS is_pinned, task_state, section_id,
    to_json(assignee_ids) AS assignee_ids, hook_key FROM messages`,
  conversations: 'SELECT conversation_id, title FROM conversations',
  accounts: 'SELECT account_id, display_name, full_name, email FROM accounts',
  members: `SELECT conversation_id, account_id, ${seconds('joined_time')}, ${seconds('left_time')} FROM members`,
  files: `SELECT conversation_id, message_nr, account_id, file_name, file_type, file_size, coalesce(is_deleted, false)::INTEGER AS is_deleted,
    sender_name, ${seconds('posted_time')} FROM files`,
  reactions: 'SELECT conversation_id, message_nr, reaction, account_id FROM reactions',
  mentions: 'SELECT conversation_id, message_nr, account_id FROM mentions',
};

/** Makes the SQLite file. Throws when the program is not there. */
export async function loadSqlite(source, path) {
  requireProgram();
  rmSync(path, { force: true });
  await run(path, [statementsOf('tables')]);
  const instance = await DuckDBInstance.create(source, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  for (const [table, sql] of Object.entries(TABLES)) {
    const csv = `${path}.${table}.csv`;
    await connection.run(`COPY (${sql}) TO '${csv}' (FORMAT csv, HEADER false)`);
    const names = (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRows().map(([name]) => name);
    // An empty field of a CSV file is an empty text in SQLite.
    const values = names.map((name) => `nullif(${name}, '')`).join(', ');
    await run(path, [
      ...WRITING,
      `CREATE TEMP TABLE raw (${names.join(', ')});`,
      `.import --csv --schema temp '${csv}' raw`,
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values} FROM raw;`,
    ]);
    rmSync(csv);
  }
  connection.closeSync();
  instance.closeSync();
  await run(path, [...WRITING, statementsOf('indexes'), 'ANALYZE;']);
}

/** Asks one question: `{seconds, cpuSeconds, rows}`, with `isCut` instead of rows when it was not answered in time. */
export async function runSqlite(path, name) {
  const lines = [...READING, '.mode json', '.timer on', statementsOf(name)];
  const stdout = await run(path, lines, TIMEOUT_SECONDS * 1000);
  if (stdout === undefined) return { seconds: TIMEOUT_SECONDS, cpuSeconds: TIMEOUT_SECONDS, isCut: true };
  const [told, real, user, system] = /\s*Run Time: real (\S+) user (\S+) sys (\S+)\s*$/.exec(stdout);
  const json = stdout.slice(0, -told.length);
  return {
    seconds: Number(real),
    cpuSeconds: Number(user) + Number(system),
    rows: json === '' ? [] : JSON.parse(json),
  };
}

/** The first value that differs between the rows of a report and SQLite's; undefined when none does. */
export function findDifference({ columns, rows }, others) {
  if (rows.length !== others.length) return `${rows.length} rows against ${others.length} in SQLite`;
  for (const [index, row] of rows.entries())
    for (const { name } of columns)
      if (!isSame(row[name], others[index][name]))
        return `row ${index + 1}, ${name}: ${row[name]} against ${others[index][name]} in SQLite`;
  return undefined;
}

/** Numbers that were rounded may differ by one in their last digit; days and times are text in SQLite. */
function isSame(value, other) {
  if (value instanceof Date) return value.toISOString().startsWith(other.replace(' ', 'T'));
  if (typeof value === 'bigint' || typeof value === 'number')
    return Math.abs(Number(value) - other) <= (Number.isInteger(Number(value)) && Number.isInteger(other) ? 0 : 0.1001);
  // SQLite has no truths.
  return (typeof value === 'boolean' ? Number(value) : (value ?? null)) === other;
}

const statementsOf = (name) => readFileSync(new URL(`${name}.sql`, folder), 'utf8');

function requireProgram() {
  try {
    execFileSync('sqlite3', ['--version']);
  } catch (cause) {
    throw new Error('The comparison needs the program sqlite3, which is not here: install the package sqlite3.', {
      cause,
    });
  }
}

/** Standard output of sqlite3 for these lines; undefined when it took longer than `timeoutMs`. Throws when it complains. */
async function run(path, lines, timeoutMs) {
  const child = spawn('sqlite3', ['-bail', path], { timeout: timeoutMs, killSignal: 'SIGKILL' });
  const output = ['', ''];
  for (const [index, stream] of [child.stdout, child.stderr].entries())
    stream.setEncoding('utf8').on('data', (chunk) => {
      output[index] += chunk;
    });
  child.stdin.end([...lines, ''].join('\n'));
  const [code, signal] = await new Promise((resolve) => child.once('close', (...ended) => resolve(ended)));
  if (signal === 'SIGKILL') return undefined;
  if (code !== 0) throw new Error(`sqlite3 ended with ${code}: ${output[1].trim()}`);
  return output[0];
}
