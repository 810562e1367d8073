// store: rows that are in memory → a Parquet file outside the archive, for other programs.
// Invariant: columns keep the types that DuckDB gave them; the file appears whole or not at all.
import { rename, rm, writeFile } from 'node:fs/promises';
import { ndjsonText } from '../lib/format/json.js';
import type { Table } from './database.js';
import { DuckDBInstance } from './duckdb.js';
import { instanceSettings } from './open.js';
import { quoteName, quoteText } from './sql.js';

/** Types of which Parquet has none of the same meaning, or whose values JSON does not carry: their text is stored, as in CSV. */
const AS_TEXT =
  /\b(UHUGEINT|BIGNUM|BLOB|BIT|INTERVAL|TIME|TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS|ENUM|MAP|UNION|JSON|VARIANT|GEOMETRY|NULL)\b/;

/** Sums are of a type that Parquet has not; those that fit into eight bytes are stored in these. */
function storedType(type: string, values: readonly unknown[]): string {
  if (type === 'HUGEINT') return values.some(isBeyondEightBytes) ? 'VARCHAR' : 'BIGINT';
  return type.includes('HUGEINT') || AS_TEXT.test(type) ? 'VARCHAR' : type;
}

const isBeyondEightBytes = (value: unknown): boolean => typeof value === 'bigint' && BigInt.asIntN(64, value) !== value;

/** DuckDB reads lines of so many bytes unless it is told otherwise. */
const LINE_BYTES = 16 * 1024 * 1024;

export async function writeParquetRows(path: string, { columns, types, rows }: Table): Promise<void> {
  const lines = `${path}.ndjson.tmp`;
  const partial = `${path}.tmp`;
  const instance = await DuckDBInstance.create(':memory:', instanceSettings({ threads: 1 }, `${path}.spill`));
  const connection = await instance.connect();
  try {
    // Under names of our own: DuckDB takes names that differ in capitals alone for one.
    const keys = columns.map((_name, index) => `c${index}`);
    const keyed = rows.map((row) => Object.fromEntries(columns.map((name, index) => [keys[index], row[name]])));
    const text = ndjsonText({ columns: keys, rows: keyed });
    await writeFile(lines, text);
    const longest = text.split('\n').reduce((most, line) => Math.max(most, Buffer.byteLength(line)), LINE_BYTES);
    const shape = columns.map((name, index) => {
      const values = rows.map((row) => row[name]);
      return `c${index}: ${quoteText(storedType(types[index] ?? 'VARCHAR', values))}`;
    });
    const source = `read_json(${quoteText(lines)}, format = 'newline_delimited', maximum_object_size = ${longest + 1}, columns = {${shape.join(', ')}})`;
    const named = uniqueNames(columns).map((name, index) => `c${index} AS ${quoteName(name)}`);
    await connection.run(
      `COPY (SELECT ${named.join(', ')} FROM ${source}) TO ${quoteText(partial)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await rename(partial, path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const left of [lines, partial]) await rm(left, { force: true });
  }
}

/** Many programs tell columns apart without regard to capitals. */
function uniqueNames(columns: readonly string[]): string[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column;
    for (let turn = 1; taken.has(name.toLowerCase()); turn += 1) name = `${column}_${turn}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
