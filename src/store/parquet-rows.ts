// store: rows that are in memory → a Parquet file outside the archive, for other programs.
// Invariant: columns keep the types that DuckDB gave them; the file appears whole or not at all.
import { rename, rm, writeFile } from 'node:fs/promises';
import { ndjsonText } from '../lib/format/json.js';
import type { Table } from './database.js';
import { DuckDBInstance } from './duckdb.js';
import { instanceSettings } from './open.js';
import { quoteName, quoteText } from './sql.js';

/** Sums are of a type that Parquet has not; counts of messages fit into eight bytes. */
const storedType = (type: string): string => type.replace('HUGEINT', 'BIGINT');

export async function writeParquetRows(path: string, { columns, types, rows }: Table): Promise<void> {
  const lines = `${path}.ndjson.tmp`;
  const partial = `${path}.tmp`;
  const instance = await DuckDBInstance.create(':memory:', instanceSettings({ threads: 1 }, `${path}.spill`));
  const connection = await instance.connect();
  try {
    await writeFile(lines, ndjsonText({ columns, rows }));
    const shape = columns.map(
      (name, index) => `${quoteName(name)}: ${quoteText(storedType(types[index] ?? 'VARCHAR'))}`,
    );
    const source = `read_json(${quoteText(lines)}, format = 'newline_delimited', columns = {${shape.join(', ')}})`;
    await connection.run(`COPY (FROM ${source}) TO ${quoteText(partial)} (FORMAT parquet, COMPRESSION zstd)`);
    await rename(partial, path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const left of [lines, partial]) await rm(left, { force: true });
  }
}
