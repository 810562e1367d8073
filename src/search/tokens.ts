// search: a text → the words in it, in order, with their places.
// Invariant: a word is a run of letters, digits and the marks on them, and begins with no mark; Chinese and Japanese, which put no
// spaces between words, are found by any two characters that follow each other. What is indexed and what is asked for is cut by this
// file alone.
import { fold } from './fold.js';

export interface Token {
  /** Folded. */
  readonly text: string;
  /** True for a run of Chinese or Japanese characters, of which any part may be asked for. */
  readonly isCjk: boolean;
  /** Place in the text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** A longer word is known by so much of it: nobody types more, and blocks of code would fill the index. */
const LONGEST = 64;

// Emoji end in marks that belong to no word.
const RUN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーｰﾞﾟ]/u;
const PARTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーｰﾞﾟ][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーｰﾞﾟ\p{M}]*|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーｰﾞﾟ]+/gu;

/** The words of a text. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(RUN)) {
    for (const token of tokensOfRun(match[0])) {
      tokens.push({ ...token, start: match.index + token.start, end: match.index + token.end });
    }
  }
  return tokens;
}

/** A run of letters and digits is one word unless it has Chinese or Japanese in it. */
function tokensOfRun(run: string): Token[] {
  if (!CJK.test(run)) return tokenOf(run, 0, false);
  return [...run.matchAll(PARTS)].flatMap(({ 0: part, index }) => tokenOf(part, index, CJK.test(part)));
}

function tokenOf(part: string, start: number, isCjk: boolean): Token[] {
  const folded = fold(part);
  const text = isCjk ? folded : shortened(folded);
  return text === '' ? [] : [{ text, isCjk, start, end: start + part.length }];
}

const shortened = (word: string): string =>
  word.length <= LONGEST ? word : word.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '');

/** Under which terms the index lists a token: pairs of characters and the last one, so that one character is a prefix. */
export function termsOf({ text, isCjk }: Pick<Token, 'text' | 'isCjk'>): readonly string[] {
  if (!isCjk) return [text];
  const characters = [...text];
  return characters.map((character, index) => character + (characters[index + 1] ?? ''));
}

/** The terms that a text must have if it is to have this run in it; one character must begin a term. */
export function pairsOf(text: string): readonly string[] {
  return termsOf({ text, isCjk: true }).slice(0, -1);
}
