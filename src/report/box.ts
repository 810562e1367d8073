// report: runs a user's SQL in a process of its own, within limits of time and memory.
// Invariant: whatever a query does, this process lives on and knows how it ended; no box is left running.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ArchiveError, ExitCode, usageError } from '../lib/errors.js';
import type { Table } from '../store/database.js';
import type { Row } from '../store/values.js';
import type { BoxAnswer, BoxRequest, BoxSettings } from './boxed-process.js';
import { tooLarge } from './query.js';
import type { QueryParameters } from './query-parameters.js';

export interface BoxLimits {
  /** How long one query may take. */
  readonly timeMs: number;
  /** Most memory that DuckDB may take, as DuckDB writes it (`1GB`). */
  readonly memory: string;
}

/** Values and objects of one query in the box's own JavaScript, in megabytes; its results are handed on in small portions. */
const HEAP_MB = 512;

const PROCESS = fileURLToPath(new URL('./boxed-process.js', import.meta.url));

/** A process that answers queries one after the other. It is started with the first query, and again after one that had to be ended. */
export class QueryBox implements AsyncDisposable {
  readonly #archive: string;
  readonly #limits: BoxLimits;
  #child: ChildProcess | undefined;

  constructor(archive: string, limits: BoxLimits) {
    this.#archive = archive;
    this.#limits = limits;
  }

  /**
   * The rows of one SELECT. Throws `usage` for SQL that is refused, fails or takes longer than it may, `interrupted` when the signal ends
   * it, and what opening an archive throws.
   */
  run(sql: string, parameters: QueryParameters = {}, signal?: AbortSignal): Promise<Table> {
    return this.#ask({ kind: 'query', sql, parameters }, signal);
  }

  /** What may be put after a line of SQL: `suggestion`, in the place of all from `suggestion_start` on. */
  async complete(line: string): Promise<Row[]> {
    return (await this.#ask({ kind: 'complete', line })).rows;
  }

  async #ask(request: BoxRequest, signal?: AbortSignal): Promise<Table> {
    const child = this.#child ?? (await this.#start(signal));
    const columns: string[] = [];
    const types: string[] = [];
    const rows: Row[] = [];
    await this.#talk(child, request, signal, this.#limits.timeMs, (message) => {
      if (message.kind === 'columns') {
        columns.push(...message.columns);
        types.push(...message.types);
      }
      if (message.kind === 'rows') rows.push(...message.rows);
      return message.kind === 'done';
    });
    return { columns, types, rows };
  }

  async #start(signal: AbortSignal | undefined): Promise<ChildProcess> {
    const settings: BoxSettings = { archive: this.#archive, memoryLimit: this.#limits.memory };
    // No environment: what is in it, passwords for one thing, is no business of a query.
    const child = fork(PROCESS, [], {
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    await this.#talk(child, { kind: 'open', settings }, signal, undefined, ({ kind }) => kind === 'opened');
    return child;
  }

  /** Sends a request and hears the answers until `isLast` says so. A box that does not answer as it should is ended. */
  #talk(
    child: ChildProcess,
    request: BoxRequest,
    signal: AbortSignal | undefined,
    limitMs: number | undefined,
    isLast: (answer: BoxAnswer) => boolean,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = limitMs === undefined ? undefined : setTimeout(() => end(tooLong(limitMs)), limitMs);
      const settle = (error?: Error) => {
        clearTimeout(timer);
        child.off('message', hear);
        child.off('exit', died);
        signal?.removeEventListener('abort', stop);
        if (error === undefined) resolve();
        else reject(error);
      };
      const end = (error: Error) => {
        child.kill('SIGKILL');
        this.#child = undefined;
        settle(error);
      };
      const stop = () => end(new ArchiveError('The query was stopped.', { exitCode: ExitCode.interrupted }));
      const died = () => settle(tooLarge());
      const hear = (answer: BoxAnswer) => {
        if (answer.kind === 'failed') settle(errorOf(answer));
        else if (isLast(answer)) settle();
      };
      child.on('message', hear);
      child.once('exit', died);
      signal?.addEventListener('abort', stop);
      child.send(request);
      if (signal?.aborted) stop();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

const tooLong = (limitMs: number): ArchiveError =>
  usageError(
    `The query took longer than ${limitMs === 1000 ? '1 second' : `${limitMs / 1000} seconds`} and was ended: narrow it down, or allow more with --time-limit.`,
  );

const CODES: readonly number[] = Object.values(ExitCode);

const isExitCode = (code: number | undefined): code is ExitCode => code !== undefined && CODES.includes(code);

const errorOf = ({ message, exitCode }: Extract<BoxAnswer, { kind: 'failed' }>): Error =>
  isExitCode(exitCode) ? new ArchiveError(message, { exitCode }) : new Error(message);
