// render: what is not in the archive, in words.
import type { GapInfo } from './catalog.js';
import { wordFor } from './language/texts.js';
import type { Words } from './words.js';

/** A gap in one sentence. */
export function gapWords(gap: GapInfo, words: Words): string {
  const kind = kindWord(gap.kind, gap.total, words);
  const what = gap.total > 1 ? `${words.count(gap.total)} ${kind}` : kind;
  const detail = gap.detail === '' ? '' : ` (${gap.detail})`;
  return `${what}${rangeOf(gap, words)}: ${causeWord(gap.cause, words)}${detail}`;
}

/** What is missing, as a word that follows a number. */
export function kindWord(kind: string, total: number, { texts }: Words): string {
  const word = texts.gaps.kinds.get(kind);
  return word === undefined ? kind : wordFor(total, word);
}

export const causeWord = (cause: string, { texts }: Words): string => texts.gaps.causes.get(cause) ?? cause;

function rangeOf({ firstNr, lastNr }: GapInfo, { texts }: Words): string {
  if (firstNr === null) return '';
  return lastNr === null || lastNr === firstNr ? texts.gaps.inMessage(firstNr) : texts.gaps.inMessages(firstNr, lastNr);
}
