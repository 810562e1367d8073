// render/search: the words of texts, and what stands between them, each with how it is written and the numbers of its terms.
// Invariant: parts are cut as `partsOf` cuts them; one that was met before is found where it stands in its text, without a string of
// its own, since half of the work of an index is to find words again.
import type { BitWriter } from '../../search/bits.js';
import { partsOf, type TextWriter } from '../../search/text-code.js';
import { termsOf, tokensOf } from '../../search/tokens.js';
import type { TermList } from './term-list.js';

/** More are forgotten when a unit begins: to fold and code one costs as much as to list it a hundred times. */
const MOST_REMEMBERED = 80_000;

const WORD_UNIT = /[\p{L}\p{N}\p{M}]/u;
/** By UTF-16 code unit, 1 for those that are characters of words by themselves. */
const IS_WORD = Uint8Array.from({ length: 0x10000 }, (_unused, unit) =>
  unit < 0xd800 || unit > 0xdfff ? Number(WORD_UNIT.test(String.fromCharCode(unit))) : 0,
);
const SPACE = 0x20;

export class Spellings {
  readonly #writer: TextWriter;
  readonly #terms: TermList;
  /** Hash table with open addresses: number of the spelling and one more. */
  #slots = new Int32Array(2 ** 17);
  #parts: string[] = [];
  /** Value and bits of each code, and where those of a spelling end. */
  readonly #codes = new NumberList();
  readonly #codeEnds = new NumberList();
  /** Numbers of terms, and where those of a spelling end. */
  readonly #numbers = new NumberList();
  readonly #numberEnds = new NumberList();

  constructor(writer: TextWriter, terms: TermList) {
    this.#writer = writer;
    this.#terms = terms;
  }

  /** Between two units. */
  begin(): void {
    if (this.#parts.length > MOST_REMEMBERED || this.#terms.size > MOST_REMEMBERED) {
      this.#parts = [];
      this.#slots.fill(0);
      for (const list of [this.#codes, this.#codeEnds, this.#numbers, this.#numberEnds]) list.length = 0;
      this.#terms.forget();
    }
    this.#terms.begin();
  }

  /** Writes a text, and lists its words under the document unless that is undefined. */
  addText(text: string, document: number | undefined, out: BitWriter): void {
    for (let start = 0; start < text.length; ) {
      const end = partEnd(text, start);
      // A space that is neither first nor last stands between words, and is not written.
      const isLeftOut = end === start + 1 && text.charCodeAt(start) === SPACE && start > 0 && end < text.length;
      if (!isLeftOut) this.#addPart(this.#numberOf(text, start, end), document, out);
      start = end;
    }
    this.#writer.writeEnd(out);
  }

  /** Lists the words of a text under a document. */
  listText(text: string, document: number): void {
    for (const part of partsOf(text)) this.#list(this.#numberOf(part, 0, part.length), document);
  }

  #addPart(spelling: number, document: number | undefined, out: BitWriter): void {
    const { values } = this.#codes;
    const end = this.#codeEnds.values[spelling] ?? 0;
    for (let at = spelling === 0 ? 0 : (this.#codeEnds.values[spelling - 1] ?? 0); at < end; at += 2) {
      out.write(values[at] ?? 0, values[at + 1] ?? 0);
    }
    if (document !== undefined) this.#list(spelling, document);
  }

  #list(spelling: number, document: number): void {
    const end = this.#numberEnds.values[spelling] ?? 0;
    for (let at = spelling === 0 ? 0 : (this.#numberEnds.values[spelling - 1] ?? 0); at < end; at += 1) {
      this.#terms.add(this.#numbers.values[at] ?? 0, document);
    }
  }

  #numberOf(text: string, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(text, start, end) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.#learn(text.slice(start, end), slot);
      if (standsAt(text, start, end, this.#parts[number] ?? '')) return number;
    }
  }

  #learn(part: string, slot: number): number {
    const number = this.#parts.length;
    this.#parts.push(part);
    for (const { value, bits } of this.#writer.codesOf(part)) {
      this.#codes.push(value);
      this.#codes.push(bits);
    }
    this.#codeEnds.push(this.#codes.length);
    for (const term of tokensOf(part).flatMap(termsOf)) this.#numbers.push(this.#terms.numberOf(term));
    this.#numberEnds.push(this.#numbers.length);
    this.#slots[slot] = number + 1;
    if (2 * this.#parts.length > this.#slots.length) this.#growSlots();
    return number;
  }

  #growSlots(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (const [number, part] of this.#parts.entries()) {
      let slot = hashOf(part, 0, part.length) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

/** Where the word that begins here ends, or what stands between two. */
export function partEnd(text: string, start: number): number {
  const isWord = wordUnits(text, start) > 0;
  let end = start;
  while (end < text.length) {
    const units = wordUnits(text, end);
    if (units > 0 !== isWord) break;
    end += Math.max(units, 1);
  }
  return end;
}

/** Code units of the character of a word that stands here; 0 when it is none. */
function wordUnits(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return IS_WORD[unit] ?? 0;
  return WORD_UNIT.test(String.fromCodePoint(text.codePointAt(at) ?? 0)) ? 2 : 0;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function standsAt(text: string, start: number, end: number, part: string): boolean {
  if (part.length !== end - start) return false;
  for (let at = 0; at < part.length; at += 1) if (part.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}

/** Numbers in order, in memory that is not given back. */
class NumberList {
  values = new Int32Array(65_536);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(2 * this.values.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }
}
