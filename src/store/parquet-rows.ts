// store: rows that come in portions → a Parquet file outside the archive, for other programs.
// Invariant: columns keep the types that DuckDB gave them; the file appears whole or not at all.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { temporaryName } from '../lib/durable.js';
import { ndjsonText } from '../lib/format/json.js';
import { DuckDBInstance } from './duckdb.js';
import { instanceSettings } from './open.js';
import { quoteName, quoteText } from './sql.js';
import type { Row } from './values.js';

/** Types of which Parquet has none of the same meaning, or whose values JSON does not carry: their text is stored, as in CSV. */
const AS_TEXT =
  /\b(UHUGEINT|BIGNUM|BLOB|BIT|INTERVAL|TIME|TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS|ENUM|MAP|UNION|JSON|VARIANT|GEOMETRY|NULL)\b/;

const isBeyondEightBytes = (value: unknown): boolean => typeof value === 'bigint' && BigInt.asIntN(64, value) !== value;

/** DuckDB reads lines of so many bytes unless it is told otherwise. */
const LINE_BYTES = 16 * 1024 * 1024;

/** Rows with DuckDB's types of their columns. */
export interface TypedRows {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly chunks: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
}

export async function writeParquetRows(name: string, table: TypedRows): Promise<void> {
  // DuckDB takes some names for something else (src/journal/archive-folder.ts).
  const path = resolve(name);
  const partial = temporaryName(path);
  const lines = `${partial}.ndjson.tmp`;
  const instance = await DuckDBInstance.create(':memory:', instanceSettings({ threads: 1 }, `${path}.spill`));
  const connection = await instance.connect();
  try {
    const keyed = new KeyedLines(table);
    await pipeline(keyed.texts(), createWriteStream(lines));
    const named = uniqueNames(table.columns).map((name, index) => `c${index} AS ${quoteName(name)}`);
    await connection.run(
      `COPY (SELECT ${named.join(', ')} FROM ${keyed.source(lines)}) TO ${quoteText(partial)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await rename(partial, path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const left of [lines, partial]) await rm(left, { force: true });
  }
}

/** Rows as lines of JSON under names of our own: DuckDB takes names that differ in capitals alone for one. */
class KeyedLines {
  readonly #table: TypedRows;
  readonly #keys: readonly string[];
  /** Columns of sums of which one is beyond eight bytes. */
  readonly #large = new Set<number>();
  #longest = LINE_BYTES;

  constructor(table: TypedRows) {
    this.#table = table;
    this.#keys = table.columns.map((_name, index) => `c${index}`);
  }

  async *texts(): AsyncGenerator<string> {
    const { columns, types, chunks } = this.#table;
    const sums = columns.map((name, index) => ({ name, index })).filter(({ index }) => types[index] === 'HUGEINT');
    for await (const rows of chunks) {
      for (const { name, index } of sums) if (rows.some((row) => isBeyondEightBytes(row[name]))) this.#large.add(index);
      const keyed = rows.map((row) => Object.fromEntries(columns.map((name, at) => [this.#keys[at], row[name]])));
      const text = ndjsonText({ columns: this.#keys, rows: keyed });
      for (const line of text.split('\n')) this.#longest = Math.max(this.#longest, Buffer.byteLength(line));
      yield text;
    }
  }

  /** The lines as DuckDB reads them, once all have been written. */
  source(path: string): string {
    const shape = this.#keys.map((key, index) => `${key}: ${quoteText(this.#storedType(index))}`);
    return `read_json(${quoteText(path)}, format = 'newline_delimited', maximum_object_size = ${this.#longest + 1}, columns = {${shape.join(', ')}})`;
  }

  /** Sums are of a type that Parquet has not; those that fit into eight bytes are stored in these. */
  #storedType(index: number): string {
    const type = this.#table.types[index] ?? 'VARCHAR';
    if (type === 'HUGEINT') return this.#large.has(index) ? 'VARCHAR' : 'BIGINT';
    return type.includes('HUGEINT') || AS_TEXT.test(type) ? 'VARCHAR' : type;
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
