// report: the process in which a user's SQL runs, and nothing else does. Started by box.ts.
// Orders: one `open`, answered by `opened` or `failed`; then queries one after the other, each answered by `columns`, rows in chunks and
// `done`, or by `failed`. A request may come before the last one is answered, so each answer has the number of its request. The parent says
// `taken` for each chunk that it has dealt with; only so many are on their way to it. It ends this process, in the middle of a query too.
import { type ArchiveFolder, openArchive } from '../journal/archive-folder.js';
import { ArchiveError, reasonOf } from '../lib/errors.js';
import { findSystemError } from '../lib/system-errors.js';
import type { Database } from '../store/database.js';
import { openStore } from '../store/open.js';
import type { Row } from '../store/values.js';
import { streamUserQuery } from './query.js';
import { bindable, type QueryParameters } from './query-parameters.js';

export interface BoxSettings {
  /** Folder of the archive. */
  readonly archive: string;
  /** Most memory that DuckDB may take, as DuckDB writes it. */
  readonly memoryLimit: string;
}

export type BoxRequest =
  | { readonly kind: 'open'; readonly settings: BoxSettings }
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: QueryParameters; readonly mayBeSpare: boolean }
  | { readonly kind: 'complete'; readonly line: string };

export type BoxAnswer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'columns'; readonly columns: readonly string[]; readonly types: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: Row[] }
  | { readonly kind: 'done' }
  /** `exitCode` is undefined for what nobody foresaw. */
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number | undefined };

/** A request with its number, or an answer with that of the request that it belongs to. */
export type Numbered<T> = T & { readonly number: number };

/** What the parent sends. */
export type BoxMessage = Numbered<BoxRequest> | { readonly kind: 'taken' };

type Answer = (answer: BoxAnswer) => Promise<void>;

/** Answers one request, and waits until each answer is in the pipe, so that they do not pile up here. */
const answerTo =
  (number: number): Answer =>
  (answer) =>
    new Promise((resolve, reject) => {
      const message: Numbered<BoxAnswer> = { ...answer, number };
      process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
    });

/** Chunks that may wait for the parent. */
const MOST_ON_THE_WAY = 4;
let onTheWay = 0;
let goOn = (): void => {};

function taken(): void {
  onTheWay -= 1;
  goOn();
}

async function handOn(rows: Row[], answer: Answer): Promise<void> {
  while (onTheWay >= MOST_ON_THE_WAY) {
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  }
  onTheWay += 1;
  await answer({ kind: 'rows', rows });
}

function failure(error: unknown): BoxAnswer {
  const known = error instanceof ArchiveError ? error : findSystemError(error);
  return { kind: 'failed', message: known?.message ?? reasonOf(error), exitCode: known?.exitCode };
}

async function open({ archive, memoryLimit }: BoxSettings): Promise<Database> {
  const folder: ArchiveFolder = await openArchive(archive);
  // What does not fit into memory fails: to go on in temporary files would be to write files.
  return openStore(folder, { memoryLimit, isWithoutFiles: true });
}

/** What DuckDB would put after a line. It knows names of files as well, which are no business of a query. */
const completions = (database: Database, line: string): Promise<Row[]> =>
  database.rows(
    "SELECT suggestion, suggestion_start FROM sql_auto_complete($line::VARCHAR) WHERE suggestion_type NOT LIKE '%file%' LIMIT 100",
    { line },
  );

let opening: Promise<Database> | undefined;

async function handle(request: BoxRequest, answer: Answer): Promise<void> {
  if (request.kind === 'open') {
    opening = open(request.settings);
    await opening;
    return answer({ kind: 'opened' });
  }
  if (opening === undefined) throw new Error('A query came before there was something to ask.');
  if (request.kind === 'complete') {
    await answer({ kind: 'columns', columns: ['suggestion', 'suggestion_start'], types: ['VARCHAR', 'INTEGER'] });
    await handOn(await completions(await opening, request.line), answer);
    return answer({ kind: 'done' });
  }
  const parameters = bindable(request.parameters);
  const { columns, types, chunks } = await streamUserQuery(await opening, request.sql, parameters, request.mayBeSpare);
  await answer({ kind: 'columns', columns, types });
  for await (const rows of chunks) await handOn(rows, answer);
  return answer({ kind: 'done' });
}

// Ctrl-C goes to every process of the terminal. What it means is the parent's to know: in a pager it does not end the query.
process.on('SIGINT', () => {});
// A query would go on to its end when the parent has gone, whatever that takes.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

let working: Promise<void> = Promise.resolve();
process.on('message', (message: BoxMessage) => {
  if (message.kind === 'taken') return taken();
  const answer = answerTo(message.number);
  working = working.then(() => handle(message, answer)).catch((error: unknown) => answer(failure(error)));
});
