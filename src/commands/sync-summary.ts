// commands: what a sync says at its end, for people and, as JSON, for programs (docs/commands.md names the fields).
import type { Unmatched } from '../crawl/unmatched.js';
import type { ExitCode } from '../lib/errors.js';
import type { CutNote } from './journal-cut.js';

export interface RunSummary {
  readonly run_id: string;
  readonly archive: string;
  readonly account_id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string;
  /** HTTP requests, repeats included. */
  readonly requests: number;
  readonly exit_code: ExitCode;
  /** What was cut off the journal when it was opened, where that may have been a page. */
  readonly journal_cut: CutNote | null;
  /** What --conversation and --exclude named and no conversation is. */
  readonly unmatched: Unmatched;
  /** Rows of each table after the run, and counts of what is wrong with them. */
  readonly totals: Readonly<Record<string, number>>;
  /** The same counts, less what was there before. */
  readonly added: Readonly<Record<string, number>>;
}

/** A few plain lines. */
export function describeRun({ archive, totals, added, requests }: RunSummary): string {
  const count = (name: string) => `${totals[name] ?? 0} (${signed(added[name] ?? 0)})`;
  const lines = [
    `Archive ${archive}: ${count('messages')} messages in ${count('conversations')} conversations, ` +
      `${count('files_stored')} of ${totals.files ?? 0} files, ${count('accounts')} people; ${requests} requests.`,
    ...remarks(totals),
  ];
  return `${lines.join('\n')}\n`;
}

function remarks(totals: Readonly<Record<string, number>>): string[] {
  const malformed = totals.malformed_messages ?? 0;
  const wrong = totals.wrong_type_fields ?? 0;
  const gaps = totals.open_gaps ?? 0;
  return [
    ...(malformed > 0 ? [`${malformed} messages have malformed markup and are kept and shown as plain text.`] : []),
    ...(wrong > 0
      ? [`${wrong} fields have a type that Fleep's documents do not name; the journal has them as they came.`]
      : []),
    ...(gaps > 0 ? [`${gaps} gaps: "fleep-archive status" names them.`] : []),
  ];
}

const signed = (count: number): string => (count >= 0 ? `+${count}` : String(count));
