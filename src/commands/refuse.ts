// commands: options that mean nothing beside others are refused: what is passed over in silence is taken for done.
import { usageError } from '../lib/errors.js';

/** What may have been given → whether it was. */
export type Given = Readonly<Record<string, boolean>>;

/** Throws `usage` for the first of `others` that was given. */
export function refuse(others: Given, place: string, next = 'leave one of the two out'): void {
  const vain = Object.keys(others).find((name) => others[name]);
  if (vain !== undefined) throw usageError(`${vain} means nothing ${place}: ${next}.`);
}
