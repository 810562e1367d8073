// search: whether words stand in a text; places.ts says where.
// Invariant: words match whole words that follow each other, the last one by its beginning when a star says so; Chinese and Japanese
// match any part of a run. Only a match across several tokens is bound to the ends of a run.
import type { Words } from './query.js';
import type { Token } from './tokens.js';

export const stands = (words: Words, tokens: readonly Token[]): boolean => matchesOf(words, tokens).length > 0;

/** Whether the text is these words and no more, none of them given by its beginning. */
export const areAll = (words: Words, tokens: readonly Token[]): boolean =>
  !words.isPrefix && words.tokens.length === tokens.length && stands(words, tokens);

/** The numbers of the tokens at which the words begin, in order. */
export function matchesOf({ tokens: wanted, isPrefix }: Words, tokens: readonly Token[]): number[] {
  const matches: number[] = [];
  for (let at = 0; at + wanted.length <= tokens.length; at += 1)
    if (fitsAt(wanted, isPrefix, tokens, at)) matches.push(at);
  return matches;
}

function fitsAt(wanted: Words['tokens'], isPrefix: boolean, tokens: readonly Token[], at: number): boolean {
  return wanted.every((part, index) => {
    const token = tokens[at + index];
    if (token === undefined || token.isCjk !== part.isCjk) return false;
    const isLast = index === wanted.length - 1;
    return part.isCjk
      ? fitsRun(part.text, token.text, index === 0, isLast)
      : token.text === part.text || (isLast && isPrefix && token.text.startsWith(part.text));
  });
}

function fitsRun(part: string, run: string, isFirst: boolean, isLast: boolean): boolean {
  if (isFirst && isLast) return run.includes(part);
  if (isFirst) return run.endsWith(part);
  return isLast ? run.startsWith(part) : run === part;
}
