// commands: what an import says at its end, for people and, as JSON, for programs (docs/commands.md names the fields).
import type { HistoryFormat } from '../import/history.js';
import type { ExitCode } from '../lib/errors.js';
import { visibleText } from '../lib/format/visible.js';
import type { CutNote } from './journal-cut.js';

export interface ImportSummary {
  readonly run_id: string;
  readonly archive: string;
  /** Name of the file, without folders. */
  readonly file: string;
  readonly sha256: string;
  readonly format: HistoryFormat;
  /** Whose history it is; null when the file does not say. */
  readonly account_id: string | null;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string;
  /** In the file, whether they were in the archive already or not. */
  readonly records: number;
  /** Of the file, and in no table. */
  readonly unreadable: number;
  /** Addresses whose content was found. */
  readonly attachments: number;
  /** Files and folders that cannot be read, each with the reason, the first thousand of them. */
  readonly unreadable_files: readonly string[];
  readonly exit_code: ExitCode;
  /** What was cut off the journal when it was opened, where that may have been a page. */
  readonly journal_cut: CutNote | null;
  /** Rows of each table after the run, and counts of what is wrong with them. */
  readonly totals: Readonly<Record<string, number>>;
  /** The same counts, less what was there before. */
  readonly added: Readonly<Record<string, number>>;
}

const MOST_LINES = 10;

/** A few plain lines. */
export function describeImport(summary: ImportSummary): string {
  const { file, archive, records, unreadable, unreadable_files, totals, added } = summary;
  const count = (name: string) => `${totals[name] ?? 0} (+${Math.max(0, added[name] ?? 0)})`;
  const gaps = totals.open_gaps ?? 0;
  const lines = [
    `${file}: ${records} records. Archive ${archive}: ${count('messages')} messages in ${count('conversations')} conversations, ` +
      `${count('files_stored')} of ${totals.files ?? 0} files, ${count('accounts')} people.`,
    ...(unreadable > 0
      ? [
          `${unreadable} records of the file cannot be read, or have no id or number that gives them a place: they are in no table.`,
        ]
      : []),
    ...unreadable_files.slice(0, MOST_LINES).map((what) => `Passed over: ${visibleText(what)}.`),
    ...(unreadable_files.length > MOST_LINES ? [`Passed over: ${unreadable_files.length - MOST_LINES} more.`] : []),
    ...(gaps > 0 ? [`${gaps} gaps: "fleep-archive status" names them.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
