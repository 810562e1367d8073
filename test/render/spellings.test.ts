// Words are found again where they stand in their texts, cut as everywhere else.
import { expect, test } from 'vitest';
import { partEnd, Spellings } from '../../src/render/search/spellings.js';
import { TermList } from '../../src/render/search/term-list.js';
import { BitReader, BitWriter, unescaped } from '../../src/search/bits.js';
import { partsOf, TextReader, TextWriter, textCodeFor } from '../../src/search/text-code.js';
import { termsOf, tokensOf } from '../../src/search/tokens.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const seed = chooseSeed();
const PIECES = [
  'the',
  'The',
  ' ',
  '  ',
  '.',
  ', ',
  'xyz',
  'Õhtul',
  '東京',
  'ー',
  '\ud83e',
  '\udd8a',
  '🦊',
  '𠮷',
  'i\u0301',
  '\0',
  '7',
];

function texts(count: number, pieces: readonly string[]): string[] {
  const random = randomFrom(seed).next;
  return Array.from({ length: count }, () =>
    Array.from({ length: 12 }, () => pieces[Math.floor(random() * pieces.length)]).join(''),
  );
}

test(`parts are those of every other cut, SEED=${seed}`, () => {
  for (const text of texts(5_000, PIECES)) {
    const parts: string[] = [];
    for (let start = 0; start < text.length; start = partEnd(text, start))
      parts.push(text.slice(start, partEnd(text, start)));
    expect(parts, JSON.stringify(text)).toEqual(partsOf(text));
  }
});

test(`texts come back and are listed under their words, however many there are, SEED=${seed}`, () => {
  const many = Array.from({ length: 150_000 }, (_, index) => `word${index.toString(36)}`);
  const all = [...texts(2_000, PIECES), ...texts(20_000, many)];
  const code = textCodeFor(all.slice(0, 1_000));
  const terms = new TermList();
  const spellings = new Spellings(new TextWriter(code), terms);
  spellings.begin();
  const out = new BitWriter();
  for (const [document, text] of all.entries()) spellings.addText(text, document % 2 === 0 ? document : undefined, out);
  const bits = unescaped([...out.finish()].map((unit) => String.fromCharCode(unit)).join(''));
  const back = new BitReader(bits);
  const texter = new TextReader(code);
  expect(all.map(() => texter.read(back))).toEqual(all);
  const expected = new Map<string, number[]>();
  for (const [document, text] of all.entries()) {
    if (document % 2 === 1) continue;
    for (const term of new Set(tokensOf(text).flatMap(termsOf))) {
      expected.set(term, [...(expected.get(term) ?? []), document]);
    }
  }
  expect(new Map(terms.end().map(({ term, documents }) => [term, Array.from(documents)]))).toEqual(expected);
  // After that many it begins anew, and gives the same.
  spellings.begin();
  spellings.addText('The pump', 7, new BitWriter());
  expect(terms.end().map(({ term, documents }) => [term, Array.from(documents)])).toEqual([
    ['the', [7]],
    ['pump', [7]],
  ]);
});
