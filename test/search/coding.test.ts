// What the index writes comes back: bits, codes, texts, lists of documents, times.
import { describe, expect, it, test } from 'vitest';
import { BitReader, BitWriter, unescaped } from '../../src/search/bits.js';
import { dayRangeOf } from '../../src/search/days.js';
import { DocumentSet } from '../../src/search/document-set.js';
import { firstOf } from '../../src/search/first-of.js';
import { frontCoded, frontDecoded } from '../../src/search/front-coding.js';
import { ShardReader, ShardWriter } from '../../src/search/postings.js';
import { codesOf, packed, prefixCodeFor, SymbolReader, unpacked } from '../../src/search/prefix-code.js';
import { partsOf, TextReader, TextWriter, textCodeFor } from '../../src/search/text-code.js';
import { dayNumberOf, isDayIn, minuteOf, readTimes, toldMs, writeTimes } from '../../src/search/times.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const seed = chooseSeed();

/** What a script that holds the units hands over. */
function readBack(units: Uint16Array): Uint16Array {
  const literal = [...units].map((unit) => String.fromCharCode(unit)).join('');
  expect(literal).not.toMatch(/["\\\n\r\ud800-\udfff]/);
  return unescaped(literal);
}

test(`numbers of any number of bits come back, in characters that stand in a string as they are, SEED=${seed}`, () => {
  const random = randomFrom(seed).next;
  const writer = new BitWriter();
  const numbers = Array.from({ length: 5_000 }, () => {
    const bits = Math.floor(random() * 31);
    return { bits, value: Math.floor(random() * 2 ** bits), small: Math.floor(random() ** 8 * 3_000_000) };
  });
  for (const { bits, value, small } of numbers) {
    writer.write(value, bits);
    writer.writeGamma(small);
    writer.writeRice(small, 14);
  }
  const reader = new BitReader(readBack(writer.finish()));
  for (const { bits, value, small } of numbers) {
    expect([reader.read(bits), reader.readGamma(), reader.readRice(14)]).toEqual([value, small, small]);
  }
});

test('bits that are appended stand where they were put', () => {
  const [one, two] = [new BitWriter(), new BitWriter()];
  one.write(5, 3);
  for (let value = 0; value < 40; value += 1) two.write(value, 7);
  one.append(two);
  const reader = new BitReader(readBack(one.finish()), 3);
  for (let value = 0; value < 40; value += 1) expect(reader.read(7)).toBe(value);
});

describe('a prefix code', () => {
  const counts = new Map([...'abcdefgh'].map((symbol, index) => [symbol, 3 ** index]));
  it('gives frequent symbols few bits and reads them back', () => {
    const code = prefixCodeFor(counts);
    const codes = codesOf(code);
    expect(codes.get('h')?.bits).toBe(1);
    const writer = new BitWriter();
    for (const { value, bits } of codes.values()) writer.write(value, bits);
    const reader = new BitReader(readBack(writer.finish()));
    const symbols = new SymbolReader(code.sizes);
    expect([...codes.keys()].map(() => code.symbols[symbols.read(reader)])).toEqual([...codes.keys()]);
  });
  it(`of any counts reads back, however long its codes are, SEED=${seed}`, () => {
    const random = randomFrom(seed).next;
    for (let turn = 0; turn < 50; turn += 1) {
      const size = 2 + Math.floor(random() ** 3 * 3_000);
      const code = prefixCodeFor(
        new Map(Array.from({ length: size }, (_, index) => [String(index), 1 + Math.floor(random() ** 9 * 1e7)])),
      );
      const codes = codesOf(code);
      const asked = Array.from({ length: 300 }, () => code.symbols[Math.floor(random() * size)] ?? '');
      const writer = new BitWriter();
      for (const symbol of asked) writer.write(codes.get(symbol)?.value ?? 0, codes.get(symbol)?.bits ?? 0);
      const reader = new BitReader(readBack(writer.finish()));
      const symbols = new SymbolReader(code.sizes);
      expect(asked.map(() => code.symbols[symbols.read(reader)])).toEqual(asked);
    }
  });
  it('says so when there is no such code', () => {
    const { sizes } = prefixCodeFor(new Map([...'abc'].map((symbol) => [symbol, 1])));
    const none = new SymbolReader([0, 0, ...sizes.slice(2).map(() => 1)]);
    expect(() => none.read(new BitReader(Uint16Array.of(0xffff, 0xffff)))).toThrow(RangeError);
  });
  it('comes back from a file', () => {
    const code = prefixCodeFor(counts);
    expect(unpacked(JSON.parse(JSON.stringify(packed(code))))).toEqual(code);
  });
  it('does not go by the order of the counts', () => {
    expect(prefixCodeFor(new Map([...counts].reverse()))).toEqual(prefixCodeFor(counts));
  });
  it('stays short for counts that grow like Fibonacci numbers', () => {
    const steep = new Map(Array.from({ length: 40 }, (_, index) => [String(index), Math.round(1.618 ** index)]));
    const codes = [...codesOf(prefixCodeFor(steep)).values()];
    expect(Math.max(...codes.map(({ bits }) => bits))).toBeLessThanOrEqual(24);
    expect(codes.reduce((sum, { bits }) => sum + 2 ** -bits, 0)).toBe(1);
  });
});

describe('texts', () => {
  const known = ['The pump is new.', 'the pump, the valve', 'is it the new one?', 'Pump'];
  const code = textCodeFor(known);
  const roundTrip = (texts: readonly string[]): string[] => {
    const writer = new BitWriter();
    const out = new TextWriter(code);
    for (const text of texts) out.write(partsOf(text), writer);
    const reader = new BitReader(readBack(writer.finish()));
    const back = new TextReader(code);
    return texts.map(() => back.read(reader));
  };
  it('come back exactly', () => {
    const texts = [
      ...known,
      '',
      ' ',
      '  a  b ',
      'THE The tHe',
      'ŉ ŉew ǅ ß',
      'x\0end \0',
      '\ud800 x\udc00',
      '東京 🦊',
      'a\u0301',
    ];
    expect(roundTrip(texts)).toEqual(texts);
  });
  it(`of any characters come back exactly, SEED=${seed}`, () => {
    const random = randomFrom(seed).next;
    const pieces = [
      'the',
      'The',
      ' ',
      '  ',
      '.',
      ', ',
      'pump',
      'xyz',
      '\0',
      '\n',
      'Õ',
      '東',
      '\ud83e',
      '\udd8a',
      'I',
      'İ',
    ];
    const texts = Array.from({ length: 2_000 }, () =>
      Array.from({ length: 10 }, () => pieces[Math.floor(random() * pieces.length)]).join(''),
    );
    expect(roundTrip(texts)).toEqual(texts);
  });
  it('in another order give the same code', () => {
    expect(textCodeFor([...known].reverse())).toEqual(code);
  });
});

test(`lists of documents come back, whatever stands before them, SEED=${seed}`, () => {
  const random = randomFrom(seed).next;
  const total = 20_000;
  const lists = new Map<string, number[]>();
  for (const [index, share] of [1, 0.9, 0.5, 0.1, 0.001, 0].entries()) {
    const documents = Array.from({ length: total }, (_, document) => document).filter(() => random() < share);
    lists.set(`term${'x'.repeat(index)}`, documents.length === 0 ? [total - 1] : documents);
  }
  const writer = new ShardWriter(total);
  for (const [term, documents] of lists) writer.add(term, documents);
  const { head, units } = writer.finish();
  const reader = new ShardReader(head, readBack(units), total);
  expect([...reader.terms]).toEqual([...lists.keys()]);
  for (const [term, documents] of [...lists].reverse()) {
    const read: number[] = [];
    reader.read(term, (document) => read.push(document));
    expect(read).toEqual(documents);
  }
  reader.read('other', () => expect.unreachable());
});

test('words that share their beginnings come back', () => {
  const words = ['', 'a', 'an', 'and', 'and', 'b"\n', '\0end', 'x'.repeat(100), `${'x'.repeat(100)}y`, '東京'];
  expect(frontDecoded(frontCoded(words))).toEqual(words);
  expect(frontDecoded('')).toEqual([]);
});

test('times come back to the minute, unknown ones as 0', () => {
  const times = [0, 86_399_999, 86_400_000, 1_500_000_000_000, 1_499_999_940_000, 4e15, -5].map(minuteOf);
  expect(times).toEqual([1, 1, 1440, 25_000_000, 24_999_999, 2 ** 29 - 1, 1]);
  const minutes = [...times, minuteOf(null), 3];
  expect([...readTimes(readBack(writeTimes(minutes)), minutes.length)]).toEqual(minutes);
});

test('what is too early or too late to tell is not told, and the early is before every date', () => {
  const [early, first, late] = [-3e11, 86_400_000, 4e15].map(minuteOf);
  expect([early, first, late, 0].map((minute) => toldMs(minute ?? 0))).toEqual([
    undefined,
    86_400_000,
    undefined,
    undefined,
  ]);
  const found = (field: string, date: string) => {
    const { from, until } = dayRangeOf(field, date) ?? expect.unreachable();
    return [early, first, late, 0].map((minute) => isDayIn(dayNumberOf(minute ?? 0), from, until));
  };
  expect(found('before', '1970')).toEqual([true, false, false, false]);
  expect(found('before', '1970-01-03')).toEqual([true, true, false, false]);
  expect(found('on', '1970')).toEqual([false, true, false, false]);
  expect(found('after', '1969')).toEqual([false, true, true, false]);
});

test('sets of documents are what sets are', () => {
  const of = (...documents: number[]) => DocumentSet.of(70, (add) => documents.map(add));
  const [a, b] = [of(0, 31, 32, 69), of(31, 64, 69)];
  expect([...a.and(b)]).toEqual([31, 69]);
  expect([...a.or(b)]).toEqual([0, 31, 32, 64, 69]);
  expect([...a.without(b)]).toEqual([0, 32]);
  expect([a.size, DocumentSet.all(70).size, DocumentSet.all(64).size, DocumentSet.none(70).size]).toEqual([
    4, 70, 64, 0,
  ]);
  expect([a.has(32), a.has(33)]).toEqual([true, false]);
  expect([a.inBlock(0, 32), a.inBlock(1, 32), a.inBlock(2, 32), a.inBlock(3, 32)]).toEqual([[0, 31], [32], [69], []]);
});

test(`the first of many are those that sorting them all would give, SEED=${seed}`, () => {
  const random = randomFrom(seed).next;
  const values = Array.from({ length: 1_000 }, () => Math.floor(random() * 300));
  const compare = (a: number, b: number) => (values[a] ?? 0) - (values[b] ?? 0) || a - b;
  const all = values.map((_, index) => index).sort(compare);
  for (const count of [0, 1, 10, 999, 2_000])
    expect(firstOf(values.keys(), count, compare)).toEqual(all.slice(0, count));
});
