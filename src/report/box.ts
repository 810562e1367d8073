// report: runs a user's SQL in a process of its own, within limits of time and memory.
// Invariant: whatever a query does, this process lives on and knows how it ended; no box is left running.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ArchiveError, ExitCode, usageError } from '../lib/errors.js';
import type { StreamedTable, Table } from '../store/database.js';
import { allRows, type Row } from '../store/values.js';
import type { BoxAnswer, BoxMessage, BoxRequest, BoxSettings, Numbered } from './boxed-process.js';
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
  /** How many requests were made, which numbers them. */
  #requests = 0;
  /** How many of them are not answered to the end. */
  #waiting = 0;

  constructor(archive: string, limits: BoxLimits) {
    this.#archive = archive;
    this.#limits = limits;
  }

  /**
   * The rows of one SELECT, all at once. Throws `usage` for SQL that is refused, fails or takes longer than it may, `interrupted` when the
   * signal ends it, and what opening an archive throws.
   */
  async run(sql: string, parameters: QueryParameters = {}, signal?: AbortSignal): Promise<Table> {
    const { chunks, ...head } = await this.stream(sql, parameters, signal);
    return { ...head, rows: await allRows(chunks) };
  }

  /**
   * The same with the rows as they are taken. The time that the taker needs does not count, and whoever takes no more ends the query.
   * `mayBeSpare`: parameters that the SELECT does not name are left out.
   */
  async stream(
    sql: string,
    parameters: QueryParameters = {},
    signal?: AbortSignal,
    mayBeSpare = false,
  ): Promise<StreamedTable> {
    return await this.#ask({ kind: 'query', sql, parameters, mayBeSpare }, signal);
  }

  /**
   * What may be put after a line of SQL: `suggestion`, in the place of all from `suggestion_start` on. Nothing while a query runs, for whose
   * end it would have to wait.
   */
  async complete(line: string): Promise<Row[]> {
    if (this.#waiting > 0) return [];
    return await allRows((await this.#ask({ kind: 'complete', line })).chunks);
  }

  async #ask(request: BoxRequest, signal?: AbortSignal): Promise<StreamedTable> {
    const child = this.#child ?? (await this.#start(signal));
    const answers = this.#answers(child, request, signal, this.#limits.timeMs);
    const { value: head } = await answers.next();
    if (head?.kind !== 'columns') throw new Error('The process that runs queries did not say what it found.');
    return { columns: [...head.columns], types: [...head.types], chunks: rowsOf(answers) };
  }

  async #start(signal: AbortSignal | undefined): Promise<ChildProcess> {
    const settings: BoxSettings = { archive: this.#archive, memoryLimit: this.#limits.memory };
    // No environment but the time zone: what is in it, passwords for one thing, is no business of a query.
    const { TZ } = process.env;
    const child = fork(PROCESS, [], {
      env: TZ === undefined ? {} : { TZ },
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    for await (const _opened of this.#answers(child, { kind: 'open', settings }, signal, Number.POSITIVE_INFINITY));
    return child;
  }

  /**
   * Sends a request and gives its own answers up to the last one. A box that takes longer than `limitMs` while somebody waits for it, or whose
   * answers nobody wants any more, is ended.
   */
  async *#answers(
    child: ChildProcess,
    request: BoxRequest,
    signal: AbortSignal | undefined,
    limitMs: number,
  ): AsyncGenerator<BoxAnswer> {
    this.#requests += 1;
    const number = this.#requests;
    const heard: BoxAnswer[] = [];
    let isGone = false;
    let isOver = false;
    let leftMs = limitMs;
    let wake = (): void => {};
    const hear = (answer: Numbered<BoxAnswer>) => {
      if (answer.number !== number) return;
      heard.push(answer);
      wake();
    };
    const leave = () => {
      isGone = true;
      wake();
    };
    const stop = () => wake();
    child.on('message', hear);
    child.once('exit', leave);
    signal?.addEventListener('abort', stop);
    this.#waiting += 1;
    try {
      tell(child, { ...request, number });
      while (!isOver) {
        if (signal?.aborted) throw stopped();
        const answer = heard.shift();
        if (answer !== undefined) {
          isOver = isLast(answer);
          if (answer.kind === 'failed') throw errorOf(answer);
          yield answer;
          if (answer.kind === 'rows') tell(child, { kind: 'taken' });
          continue;
        }
        if (isGone) throw tooLarge();
        if (leftMs <= 0) throw tooLong(limitMs);
        leftMs -= await timeOf((woken) => {
          wake = woken;
        }, leftMs);
      }
    } finally {
      this.#waiting -= 1;
      child.off('message', hear);
      child.off('exit', leave);
      signal?.removeEventListener('abort', stop);
      if (!isOver) {
        child.kill('SIGKILL');
        // There may be another one by now, when two requests went to this one.
        if (this.#child === child) this.#child = undefined;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

// One that has ended is heard of by its exit.
const tell = (child: ChildProcess, message: BoxMessage): unknown => child.send(message, () => {});

const isLast = ({ kind }: BoxAnswer): boolean => kind === 'opened' || kind === 'done' || kind === 'failed';

async function* rowsOf(answers: AsyncGenerator<BoxAnswer>): AsyncGenerator<Row[]> {
  for await (const answer of answers) if (answer.kind === 'rows') yield answer.rows;
}

/** Waits until it is woken, or for as long as it may. Returns the milliseconds that it took. */
async function timeOf(whenWoken: (wake: () => void) => void, mostMs: number): Promise<number> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    whenWoken(resolve);
    if (Number.isFinite(mostMs)) timer = setTimeout(resolve, mostMs);
  });
  clearTimeout(timer);
  return performance.now() - started;
}

const stopped = () => new ArchiveError('The query was stopped.', { exitCode: ExitCode.interrupted });

const tooLong = (limitMs: number): ArchiveError =>
  usageError(
    `The query took longer than ${limitMs === 1000 ? '1 second' : `${limitMs / 1000} seconds`} and was ended: narrow it down, or allow more with --time-limit.`,
  );

const CODES: readonly number[] = Object.values(ExitCode);

const isExitCode = (code: number | undefined): code is ExitCode => code !== undefined && CODES.includes(code);

const errorOf = ({ message, exitCode }: Extract<BoxAnswer, { kind: 'failed' }>): Error =>
  isExitCode(exitCode) ? new ArchiveError(message, { exitCode }) : new Error(message);
