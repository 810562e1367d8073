// store: the one handle through which later stages read an archive, whichever kind of store holds it.
// Invariant: readers see committed tables only and cannot change them.
import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { isDamage } from './damage.js';
import type { Scope } from './scope.js';
import { allRows, CutResultError, chunksOf, type Row } from './values.js';

export interface Table {
  readonly columns: string[];
  readonly types: string[];
  readonly rows: Row[];
}

/** A table whose rows come in chunks. */
export interface StreamedTable extends Omit<Table, 'rows'> {
  readonly chunks: AsyncGenerator<Row[]>;
}

/** Not every statement can stand in another one. */
const isParserError = (error: unknown): boolean => error instanceof Error && error.message.startsWith('Parser Error');

export type Parameters = Record<string, DuckDBValue>;

/** SQL over the tables of docs/schema.md. Values are bound by name: `$name` in the SQL, `{name}` here. */
export class Database implements AsyncDisposable {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  /** What to throw when DuckDB finds that a file is not as it was written; its own error unless told otherwise. */
  onDamage: (error: unknown) => unknown = (error) => error;

  /** The part of the archive that it shows; undefined for all of it. */
  scope: Scope | undefined;

  /** What is left to do when it is closed. */
  readonly #onClose: (() => Promise<void>) | undefined;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, onClose?: () => Promise<void>) {
    this.#instance = instance;
    this.connection = connection;
    this.#onClose = onClose;
  }

  /** All rows at once. Throws DuckDB's error as it is. */
  async rows<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]> {
    return await allRows(this.stream<R>(sql, parameters));
  }

  /** Rows in chunks of at most 2,048, without holding the whole result. Throws after the last one when they are not all. */
  async *stream<R extends Row = Row>(sql: string, parameters?: Parameters): AsyncGenerator<R[]> {
    const result = await this.#result(sql, parameters);
    yield* this.#chunks<R>(result, sql, parameters);
  }

  /** Names and DuckDB's types of the columns, and all rows, for output in a table. */
  async table(sql: string, parameters?: Parameters): Promise<Table> {
    const { chunks, ...head } = await this.streamTable(sql, parameters);
    return { ...head, rows: await allRows(chunks) };
  }

  /** The same with the rows in chunks, as in `stream`; here a day, and a time that no Date holds, are text. */
  async streamTable(sql: string, parameters?: Parameters): Promise<StreamedTable> {
    const result = await this.#result(sql, parameters);
    const types = result.columnTypes().map(String);
    return { columns: result.deduplicatedColumnNames(), types, chunks: this.#chunks(result, sql, parameters, true) };
  }

  async #result(sql: string, parameters: Parameters | undefined): Promise<DuckDBResult> {
    try {
      return await this.connection.stream(sql, parameters);
    } catch (error) {
      throw this.#named(error);
    }
  }

  async *#chunks<R extends Row>(
    result: DuckDBResult,
    sql: string,
    parameters: Parameters | undefined,
    isWhole = false,
  ): AsyncGenerator<R[]> {
    try {
      yield* chunksOf<R>(result, isWhole);
    } catch (error) {
      throw this.#named(error instanceof CutResultError ? await this.#reason(error, sql, parameters) : error);
    }
  }

  /** Why a result was cut short: what DuckDB says when it is asked again, at first for one number that all values go into. */
  async #reason(cut: CutResultError, sql: string, parameters: Parameters | undefined): Promise<unknown> {
    const sum = `SELECT bit_xor(hash(r)) FROM (${sql.replace(/[;\s]+$/, '')}\n) AS r`;
    for (const again of [sum, sql]) {
      try {
        await this.connection.run(again, parameters);
      } catch (error) {
        if (!isParserError(error)) return error;
      }
    }
    return cut;
  }

  async run(sql: string, parameters?: Parameters): Promise<void> {
    try {
      await this.connection.run(sql, parameters);
    } catch (error) {
      throw this.#named(error);
    }
  }

  #named(error: unknown): unknown {
    return isDamage(error) ? this.onDamage(error) : error;
  }

  async close(): Promise<void> {
    try {
      this.connection.closeSync();
      this.#instance.closeSync();
    } finally {
      await this.#onClose?.();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
