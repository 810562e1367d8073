// search: the texts of messages ↔ few bits. Words and what stands between them are symbols of one code for the whole archive; a single
// space between two words costs nothing; what is not in the code is spelled in letters, which have a code of their own.
// Invariant: every text comes back exactly, code unit by code unit.
import type { BitReader, BitWriter } from './bits.js';
import { type Code, codesOf, isPackable, type PrefixCode, prefixCodeFor, SymbolReader } from './prefix-code.js';

export interface TextCode {
  readonly parts: PrefixCode;
  readonly letters: PrefixCode;
}

/** Symbols beside words and separators. They begin with NUL and a letter, as no word and no separator does. */
const END = '\0end';
/** The next word begins with a capital. */
const CAPITAL = '\0capital';
/** A word or a separator in letters. */
const SPELL = '\0spell';
const SPELL_BETWEEN = '\0between';
/** Among letters: the end, or that the next 16 bits are a code unit. */
const SPELLED = '\0spelled';
const RAW = '\0raw';

const ASCII_PARTS = /[A-Za-z0-9]+|[^A-Za-z0-9]+/g;
const PARTS = /[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu;
const ASCII = /^[\0-\x7f]*$/;
const WORD_START = /^[\p{L}\p{N}\p{M}]/u;

/** Words and separators with a symbol: more would cost more to load than they save. */
const MOST_SYMBOLS = 16_000;
const LEAST_COUNT = 2;

/** Words and separators in turn. */
export const partsOf = (text: string): readonly string[] => text.match(ASCII.test(text) ? ASCII_PARTS : PARTS) ?? [];

const isWord = (part: string): boolean => WORD_START.test(part);

/** The same word without its capital; undefined when it has none, or would not come back. */
function uncapitalised(part: string): string | undefined {
  const lower = part.charAt(0).toLowerCase() + part.slice(1);
  return lower !== part && capitalised(lower) === part ? lower : undefined;
}

const capitalised = (part: string): string => part.charAt(0).toUpperCase() + part.slice(1);

/** The code that suits texts like these. The same texts in any order give the same code. */
export function textCodeFor(texts: Iterable<string>): TextCode {
  const counts = new Map<string, number>();
  let total = 0;
  for (const text of texts) {
    for (const part of partsOf(text)) add(counts, part, 1);
    total += 1;
  }
  counts.delete(' ');
  const capitals = joinCapitals(counts);
  const kept = [...counts]
    .filter(([part, count]) => count >= LEAST_COUNT && isPackable(part))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_SYMBOLS);
  const parts = new Map([...kept, [END, total + 1], [CAPITAL, capitals + 1], [SPELL, 1], [SPELL_BETWEEN, 1]]);
  const letters = new Map([
    [SPELLED, 1],
    [RAW, 1],
  ]);
  for (const [part, count] of counts) {
    if (parts.has(part)) continue;
    add(parts, isWord(part) ? SPELL : SPELL_BETWEEN, count);
    add(letters, SPELLED, count);
    for (const unit of part.split('')) if (!isSurrogate(unit) && isPackable(unit)) add(letters, unit, count);
  }
  return { parts: prefixCodeFor(parts), letters: prefixCodeFor(letters) };
}

/** Counts a capitalised word for the plain one where that is the usual form. Gives how often that was. */
function joinCapitals(counts: Map<string, number>): number {
  let capitals = 0;
  for (const [part, count] of counts) {
    const lower = uncapitalised(part);
    if (lower === undefined || (counts.get(lower) ?? 0) < count) continue;
    counts.delete(part);
    add(counts, lower, count);
    capitals += count;
  }
  return capitals;
}

const add = (counts: Map<string, number>, key: string, more: number): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + more);

const isSurrogate = (unit: string): boolean => unit >= '\ud800' && unit <= '\udfff';

/** A space that is neither first nor last stands between words, and is not written. */
const isLeftOut = (parts: readonly string[], index: number): boolean =>
  parts[index] === ' ' && index > 0 && index < parts.length - 1;

/** Writes texts. */
export class TextWriter {
  readonly #parts: ReadonlyMap<string, Code>;
  readonly #letters: ReadonlyMap<string, Code>;

  constructor(code: TextCode) {
    this.#parts = codesOf(code.parts);
    this.#letters = codesOf(code.letters);
  }

  /** `parts` are those of `partsOf`. */
  write(parts: readonly string[], out: BitWriter): void {
    for (const [index, part] of parts.entries()) {
      if (isLeftOut(parts, index)) continue;
      for (const { value, bits } of this.codesOf(part)) out.write(value, bits);
    }
    this.writeEnd(out);
  }

  writeEnd(out: BitWriter): void {
    for (const { value, bits } of this.#symbol(END)) out.write(value, bits);
  }

  /** What is written for a part, wherever it stands. */
  codesOf(part: string): Code[] {
    const known = this.#symbol(part);
    if (known.length > 0) return known;
    const lower = uncapitalised(part);
    if (lower !== undefined && this.#parts.has(lower)) return [...this.#symbol(CAPITAL), ...this.#symbol(lower)];
    return [...this.#symbol(isWord(part) ? SPELL : SPELL_BETWEEN), ...this.#spelled(part)];
  }

  /** Nothing when it has no code. */
  #symbol(symbol: string): Code[] {
    const code = this.#parts.get(symbol);
    return code === undefined ? [] : [code];
  }

  #spelled(part: string): Code[] {
    const units = part.split('').flatMap((unit) => {
      const code = this.#letter(unit);
      return code.length > 0 ? code : [...this.#letter(RAW), { value: unit.charCodeAt(0), bits: 16 }];
    });
    return [...units, ...this.#letter(SPELLED)];
  }

  #letter(symbol: string): Code[] {
    const code = this.#letters.get(symbol);
    return code === undefined ? [] : [code];
  }
}

/** Reads what a TextWriter wrote. */
export class TextReader {
  readonly #parts: SymbolReader;
  readonly #letters: SymbolReader;
  readonly #code: TextCode;
  readonly #isWord: readonly boolean[];

  constructor(code: TextCode) {
    this.#code = code;
    this.#parts = new SymbolReader(code.parts.sizes);
    this.#letters = new SymbolReader(code.letters.sizes);
    this.#isWord = code.parts.symbols.map((symbol) => symbol === SPELL || isWord(symbol));
  }

  read(reader: BitReader): string {
    let text = '';
    let isAfterWord = false;
    let isCapital = false;
    for (;;) {
      const place = this.#parts.read(reader);
      const symbol = this.#code.parts.symbols[place] ?? '';
      if (symbol === END) return text;
      if (symbol === CAPITAL) {
        isCapital = true;
        continue;
      }
      const isNextWord = this.#isWord[place] === true;
      if (isNextWord && isAfterWord) text += ' ';
      const part = symbol === SPELL || symbol === SPELL_BETWEEN ? this.#spelled(reader) : symbol;
      text += isCapital ? capitalised(part) : part;
      isAfterWord = isNextWord;
      isCapital = false;
    }
  }

  #spelled(reader: BitReader): string {
    let part = '';
    for (;;) {
      const symbol = this.#code.letters.symbols[this.#letters.read(reader)] ?? '';
      if (symbol === SPELLED) return part;
      part += symbol === RAW ? String.fromCharCode(reader.read(16)) : symbol;
    }
  }
}
