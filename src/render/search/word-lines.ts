// render/search: how the words of a document are written as a line, and what of a line tells that it has some words in a row.
// Invariant: a line holds the tokens of every field in order, and nothing else; what a pattern is found in has the words, unless one of
// them is Chinese or Japanese, of which any part is asked for.
// The most frequent words of the archive are one character each that no word has, so that the longest searches, for phrases of nothing but
// such words, go through fewer bytes and stop at fewer of them.
import type { ReadFile } from '../../search/archive-index.js';
import { FILE_MARK, FILES, type PackedTextCode, SUBJECT_MARK } from '../../search/index-files.js';
import { unpacked } from '../../search/prefix-code.js';
import type { Words } from '../../search/query.js';
import { type Token, tokensOf } from '../../search/tokens.js';

/** Stand around each word, before a run of Chinese or Japanese, and between fields. */
const [SPACE, RUN, FIELD] = [' ', '\u0001', '\n'];

/** Control characters but for those above; the marks of the texts are left to them. */
const CODES = Array.from({ length: 0x1e }, (_unused, code) => String.fromCharCode(code)).filter(
  (code) => code !== '\0' && code !== RUN && code !== FIELD,
);

const FIELD_MARKS = new RegExp(`[${SUBJECT_MARK}${FILE_MARK}]`);

export class WordLines {
  readonly #codes: ReadonlyMap<string, string>;
  readonly #words: ReadonlyMap<string, string>;

  constructor(frequent: readonly string[]) {
    const pairs = CODES.flatMap((code, index) => {
      const word = frequent[index];
      return word === undefined ? [] : [[word, code] as const];
    });
    this.#codes = new Map(pairs);
    this.#words = new Map(pairs.map(([word, code]) => [code, word]));
  }

  /** With the words that the code of the texts of an index has found to be frequent. */
  static async of(read: ReadFile): Promise<WordLines> {
    const { parts } = (await read(FILES.code)).head as PackedTextCode;
    // Frequent ones come first. More are looked at than there are codes: spellings of one word, and what stands between words.
    const symbols = unpacked(parts).symbols.slice(0, 4 * CODES.length);
    const tokens = symbols
      .map((symbol) => tokensOf(symbol))
      .flatMap(([token, ...more]) => (token === undefined || token.isCjk || more.length > 0 ? [] : token.text));
    return new WordLines([...new Set(tokens)]);
  }

  /** The line of a document, from its text with the marks between the fields. */
  lineOf(text: string): string {
    return text
      .split(FIELD_MARKS)
      .map((field) => this.#fieldOf(field))
      .join(FIELD);
  }

  #fieldOf(text: string): string {
    return (
      SPACE +
      tokensOf(text)
        .map((token) => this.#written(token) + SPACE)
        .join('')
    );
  }

  #written({ text, isCjk }: Pick<Token, 'text' | 'isCjk'>): string {
    return isCjk ? RUN + text : (this.#codes.get(text) ?? text);
  }

  /** The tokens of each field of a line; their places in the text are not known here. */
  tokensOf(line: string): Token[][] {
    return line
      .split(FIELD)
      .map((field) => field.split(SPACE).flatMap((word) => (word === '' ? [] : this.#tokenOf(word))));
  }

  #tokenOf(word: string): Token {
    const isCjk = word.startsWith(RUN);
    const text = isCjk ? word.slice(RUN.length) : (this.#words.get(word) ?? word);
    return { text, isCjk, start: 0, end: 0 };
  }

  /** A line that has the words has one of these in it. */
  patternsFor({ tokens, isPrefix }: Words): string[] {
    const runs = tokens.filter(({ isCjk }) => isCjk).map(({ text }) => text);
    if (runs.length > 0) return [runs.reduce((a, b) => (b.length > a.length ? b : a))];
    const words = tokens.map((token) => this.#written(token));
    if (!isPrefix) return [this.#bounded(words, SPACE)];
    const start = tokens[tokens.length - 1]?.text ?? '';
    const before = words.slice(0, -1);
    const coded = [...this.#codes].filter(([word]) => word.startsWith(start)).map(([, code]) => code);
    return [this.#bounded([...before, start], ''), ...coded.map((code) => this.#bounded([...before, code], SPACE))];
  }

  /** A code needs no space beside it to be a whole word, and what begins with it is found sooner. */
  #bounded(words: readonly string[], end: string): string {
    const isCoded = (word: string | undefined) => this.#words.has(word ?? '');
    return (isCoded(words[0]) ? '' : SPACE) + words.join(SPACE) + (isCoded(words[words.length - 1]) ? '' : end);
  }
}
