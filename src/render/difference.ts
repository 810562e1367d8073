// render: what changed from one version of a text to the next, word by word.
// Invariant: the parts that are not new, put together, are the text before; those that are not gone, the text after.
import { diffWordsWithSpace } from 'diff';

export interface DifferencePart {
  readonly text: string;
  readonly isGone: boolean;
  readonly isNew: boolean;
}

/** Past so many changed words nobody sees any more what stayed, and looking for it takes long. */
const MOST_CHANGES = 300;
/** The share of the longer text that has to stay for a difference to be easier to read than both texts. */
const LEAST_SHARE = 0.3;

/** Undefined where the texts are the same, where there is only one, and where little of the one is in the other. */
export function findDifference(before: string, after: string): readonly DifferencePart[] | undefined {
  if (before === after || before === '' || after === '') return undefined;
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_CHANGES });
  if (changes === undefined) return undefined;
  const parts = changes.map(({ value, added, removed }) => ({ text: value, isGone: removed, isNew: added }));
  const stayed = parts.reduce((size, { text, isGone, isNew }) => size + (isGone || isNew ? 0 : text.length), 0);
  return stayed < LEAST_SHARE * Math.max(before.length, after.length) ? undefined : parts;
}
