// report: the known name that an unknown one probably meant, for error messages.
// Invariant: a guess is only made when it is likely; a far-fetched one confuses more than none.
import { closest, distance } from 'fastest-levenshtein';

/** The known name nearest to `name`, or undefined when none is near. */
function findNearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const word = name.toLowerCase();
  const lowered = known.map((candidate) => candidate.toLowerCase());
  const guess = closest(word, lowered);
  if (distance(word, guess) <= Math.max(2, Math.floor(guess.length / 2))) return known[lowered.indexOf(guess)];
  return word.length >= 3 ? known[lowered.findIndex((candidate) => candidate.includes(word))] : undefined;
}

/** ` (did you mean "messages-by-month"?)`, or '' when no name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const guess = findNearest(name, known);
  return guess === undefined ? '' : ` (did you mean "${guess}"?)`;
}
