// emulator/replay: what a value of a message says, however it is written.
// Invariant: as the macros list_meaning, reactions_meaning and body_meaning (queries/load/00_prelude.sql and 33_echoes.sql).
import { bareBody, mayBeJson } from '../../fleep/markup/plain-text.js';
import { mendEscapes } from '../../lib/half-pairs.js';

const SETS: ReadonlySet<string> = new Set(['tags', 'assignee_ids']);

/** Texts that are the same where the values of the field say the same; null for nothing. */
export function meaningOf(field: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (SETS.has(field) && Array.isArray(value)) return JSON.stringify(setOf(value));
  if (field === 'reactions') return JSON.stringify(reactionsMeaning(value));
  return JSON.stringify(value);
}

const setOf = (values: readonly unknown[]): readonly unknown[] =>
  [...new Set(values)].filter((value) => value !== null).toSorted();

function reactionsMeaning(reactions: unknown): unknown {
  if (typeof reactions !== 'object' || reactions === null || Array.isArray(reactions)) return reactions;
  return Object.entries(reactions)
    .map(([name, people]) => [name, Array.isArray(people) ? setOf(people.map((one) => JSON.stringify(one))) : people])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Of two forms of its name (fleep-wire.md 4.2). */
export const shortState = (state: unknown): unknown => (typeof state === 'string' ? state.replace(/^.*:/s, '') : state);

/** A body without its envelope, and without white space that says nothing. */
export function bodyMeaning(type: string, message: string): string {
  const bare = bareBody(type, message);
  const payload = bare === message && mayBeJson(type, message) ? minified(message) : undefined;
  return payload ?? bare.replace(/(<[A-Za-z][^<>]*?)\s+\/>/g, '$1/>');
}

function minified(json: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(mendEscapes(json)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
