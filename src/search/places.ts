// search: where words stand in a text, to mark them and to show what is around them.
// Invariant: of a run of Chinese or Japanese only what was asked for is marked, each time that it stands there; a place is one of the
// text as it was written, however folding made it longer or shorter.
import { fold } from './fold.js';
import { matchesOf } from './match.js';
import type { Words } from './query.js';
import type { Token } from './tokens.js';

/** From where to where, in UTF-16 code units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where the words stand in the text, in order; the tokens are those of the text. */
export function placesOf(words: Words, tokens: readonly Token[], text: string): Place[] {
  const [head, tail] = [words.tokens[0], words.tokens.at(-1)];
  return matchesOf(words, tokens).flatMap((at) => {
    const [first, last] = [tokens[at], tokens[at + words.tokens.length - 1]];
    if (head === undefined || tail === undefined || first === undefined || last === undefined) return [];
    if (words.tokens.length === 1)
      return first.isCjk ? placesInRun(head.text, first, text) : [{ start: first.start, end: first.end }];
    // Words that follow each other end the first run and begin the last one.
    const start = first.isCjk ? lettersOf(first, text)[first.text.length - head.text.length]?.start : first.start;
    const end = last.isCjk ? lettersOf(last, text)[tail.text.length - 1]?.end : last.end;
    return [{ start: start ?? first.start, end: end ?? last.end }];
  });
}

function placesInRun(part: string, run: Token, text: string): Place[] {
  const letters = lettersOf(run, text);
  const places: Place[] = [];
  for (let at = run.text.indexOf(part); at >= 0; at = run.text.indexOf(part, at + 1)) {
    const [first, last] = [letters[at], letters[at + part.length - 1]];
    if (first !== undefined && last !== undefined) places.push({ start: first.start, end: last.end });
  }
  return places;
}

/** A character of Chinese or Japanese with its marks: what folding joins is never of two of them. */
const LETTER = /.[\p{M}ﾞﾟ]*/gsu;

/** For each code unit of the folded run the place in the text of the letter that it is of. */
function lettersOf(run: Token, text: string): Place[] {
  return [...text.slice(run.start, run.end).matchAll(LETTER)].flatMap(({ 0: letter, index }) => {
    const start = run.start + index;
    return Array.from(fold(letter).split(''), () => ({ start, end: start + letter.length }));
  });
}
