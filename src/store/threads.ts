// store: how many threads DuckDB is worth. One is done with a small archive before it has woken another one: the reports of 4,000 messages
// take two a third longer, by the clock as well.
import { availableParallelism } from 'node:os';
import type { Manifest } from './manifest.js';

export const ALL_THREADS = Math.min(availableParallelism(), 8);

/** Some thousand messages as lines of the journal, or more of them in Parquet. */
const FEW_BYTES = 4 * 1024 * 1024;
/** The same in a database file, in which the least table takes a block for each of its columns. */
const FEW_DATABASE_BYTES = 16 * 1024 * 1024;

export const isMuch = (bytes: number): boolean => bytes >= FEW_BYTES;

export const threadsForDatabase = (bytes: number): number => (bytes < FEW_DATABASE_BYTES ? 1 : ALL_THREADS);

export const threadsForParquet = (manifest: Manifest): number => (isMuch(parquetBytes(manifest)) ? ALL_THREADS : 1);

export const parquetBytes = ({ tables }: Manifest): number =>
  Object.values(tables).reduce((sum, files) => sum + files.reduce((size, { sizeBytes }) => size + sizeBytes, 0), 0);
