// report: the comment lines at the top of a report's .sql file → keys, values and the lines where they stand (docs/reports.md).
// Invariant: a line that does not follow the form is an error that names file and line; nothing is skipped in silence.
import { usageError } from '../lib/errors.js';

const HEADER_KEYS = ['title', 'question', 'description', 'param', 'column', 'caveat', 'chart'] as const;
export type HeaderKey = (typeof HEADER_KEYS)[number];

export interface HeaderEntry {
  readonly key: HeaderKey;
  /** Continuation lines are joined by one space. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** Where an entry stands, for error messages. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export const headerError = ({ file, line }: Place, problem: string, cause?: unknown) =>
  usageError(`${file}, line ${line}: ${problem}`, cause);

const KEY_LINE = /^-- ([a-z]+): (.*\S)\s*$/;
const CONTINUATION = /^-- {3,}(.*\S)\s*$/;
const COMMENT = /^--/;

/** The header is every comment line from the first line on; the rest is the SQL. */
export function parseHeader(file: string, text: string): { entries: HeaderEntry[]; sql: string } {
  // Some editors put a mark of the byte order before it.
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end = lines.findIndex((line) => !COMMENT.test(line));
  const header = end === -1 ? lines : lines.slice(0, end);
  const entries = header.reduce<HeaderEntry[]>(
    (done, line, index) => addLine(done, line, { file, line: index + 1 }),
    [],
  );
  return { entries, sql: end === -1 ? '' : lines.slice(end).join('\n').trim() };
}

function addLine(done: HeaderEntry[], line: string, place: Place): HeaderEntry[] {
  const more = CONTINUATION.exec(line)?.[1];
  if (more === undefined) return [...done, parseEntry(line, place)];
  const last = done.at(-1);
  if (last === undefined) throw headerError(place, 'a continuation needs a "-- key: value" line before it.');
  return [...done.slice(0, -1), { ...last, value: `${last.value} ${more}` }];
}

function parseEntry(line: string, place: Place): HeaderEntry {
  const [, word = '', value = ''] = KEY_LINE.exec(line) ?? [];
  if (word === '') throw headerError(place, 'a header line has the form "-- key: value"; "--   " continues one.');
  const key = HEADER_KEYS.find((known) => known === word);
  if (key === undefined) throw headerError(place, `unknown key "${word}"; known are ${HEADER_KEYS.join(', ')}.`);
  return { key, value, line: place.line };
}
