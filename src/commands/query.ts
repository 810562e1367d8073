// commands: query "SELECT …" – runs one SELECT over the tables of an archive and prints the rows; without one, a shell.
// Invariant: what is printed is the result and nothing else, so that it can be piped on. SQL runs in a process of its own (report/box.ts).
import { ExitCode } from '../lib/errors.js';
import { formatRows, type RowFormat } from '../lib/format/rows.js';
import { QueryBox } from '../report/box.js';
import { valuesOf } from '../report/query-parameters.js';
import type { Output } from './output.js';
import { parseAssignments } from './report.js';
import { runScript } from './shell/script.js';
import { runShell } from './shell/shell.js';

export interface QueryOptions {
  /** Folder of the archive. */
  readonly archive: string;
  /** The SELECT; a shell when absent. */
  readonly sql?: string | undefined;
  readonly format: RowFormat;
  /** Values for `$name` in the SQL, each as `name=value`. */
  readonly params: readonly string[];
  /** How long a query may take. */
  readonly timeLimitSeconds: number;
  /** Most memory that DuckDB may take, as DuckDB writes it. */
  readonly memoryLimit: string;
  readonly signal?: AbortSignal | undefined;
}

/** Throws `usage`, with DuckDB's message, for SQL that is refused, fails or goes beyond its limits; `noArchive` when nothing is there to ask. */
export async function queryCommand(options: QueryOptions, out: Output = process.stdout): Promise<ExitCode> {
  const parameters = valuesOf(parseAssignments(options.params));
  await using box = new QueryBox(options.archive, {
    timeMs: options.timeLimitSeconds * 1000,
    memory: options.memoryLimit,
  });
  if (options.sql === undefined) {
    const session = { box, parameters, format: options.format };
    return await (process.stdin.isTTY ? runShell(session) : runScript(session, process.stdin, out));
  }
  const result = await box.run(options.sql, parameters, options.signal);
  out.write(formatRows(result, options.format, { width: out.columns }));
  return ExitCode.complete;
}
