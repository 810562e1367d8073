// The cutter is given the same text in pieces of every size and must cut what a plain parser would find, byte for byte.
import { describe, expect, test } from 'vitest';
import { type JsonContainer, JsonCutter, type JsonPath, type JsonPiece } from '../../src/lib/json-stream.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';

const UP_TO_TWO = (path: JsonPath) => path.length < 2;

function cut(
  text: string | Buffer,
  chunkBytes: number,
  enter: (path: JsonPath, container: JsonContainer) => boolean = UP_TO_TWO,
  maxValueBytes = 1 << 20,
  maxValueDepth = 10,
) {
  const bytes = Buffer.from(text);
  const cutter = new JsonCutter({ enter, maxValueBytes, maxValueDepth });
  const pieces: JsonPiece[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    pieces.push(...cutter.push(bytes.subarray(at, at + chunkBytes)));
  pieces.push(...cutter.end());
  return { pieces: pieces.map(describePiece), damage: cutter.damage };
}

function describePiece(piece: JsonPiece): string {
  const path = piece.path.join('/');
  if (piece.kind === 'value')
    return `${path} = ${piece.bytes} @${piece.at}${piece.name.length > 0 ? ` ${piece.name}` : ''}`;
  return piece.kind === 'beyond'
    ? `${path} beyond ${piece.limit} @${piece.at}`
    : `${piece.kind} ${path}${piece.isList ? '[]' : '{}'}`;
}

const SIZES = [1, 2, 3, 7, 64, 1 << 16];

test('containers are entered as asked, values are the bytes that came, with their place and their name', () => {
  const text = '{"a": [1.0, {"b":"\\u0041"} ,[]], "x\\"y":null,\n"c":{"d":{"e":[1,2]}}}';
  for (const size of SIZES) {
    expect(cut(text, size)).toEqual({
      pieces: [
        'open {}',
        'open a[]',
        'a/0 = 1.0 @7',
        'a/1 = {"b":"\\u0041"} @12',
        'a/2 = [] @28',
        'close a[]',
        'x"y = null @40 "x\\"y"',
        'open c{}',
        'c/d = {"e":[1,2]} @55 "d"',
        'close c{}',
        'close {}',
      ],
      damage: undefined,
    });
  }
});

test('a list says of what it is, even where white space stands before that', () => {
  const text = '{"a":[ 1,{}],"b":[\n"x"],"c":[false],"d":[null],"e":[ ],"f":[ [1]],"g":[{}],"h":{}}';
  const lists = { a: 'list of scalars', b: 'list of scalars', c: 'list of scalars', d: 'list', e: 'list', f: 'list' };
  const long = `[${' '.repeat(70_000)}1]`;
  for (const size of SIZES) {
    const asked: Record<string, JsonContainer> = {};
    const enter = (path: JsonPath, container: JsonContainer) => {
      if (path.length === 1) asked[path.join()] = container;
      return path.length < 1;
    };
    expect(cut(text, size, enter)).toMatchObject({ damage: undefined });
    expect(asked).toEqual({ ...lists, g: 'list', h: 'object' });
    expect(cut('[ ', size).damage).toEqual({ at: 2, reason: 'it ends in the middle' });
    if (size > 3) expect(cut(long, size).pieces).toEqual(['open []', '0 = 1 @70001', 'close []']);
  }
});

test('a text may hold several values, begin with a byte order mark, and end with a bare number', () => {
  for (const size of SIZES) {
    expect(cut('\ufeff{"a":1}\n{"a":2}\n 17', size).pieces).toEqual([
      'open {}',
      'a = 1 @8 "a"',
      'close {}',
      'open {}',
      'a = 2 @16 "a"',
      'close {}',
      ' = 17 @20',
    ]);
  }
});

describe('what is no JSON', () => {
  test.each([
    ['{"a":1', 6, 'it ends in the middle'],
    ['{"a":"x', 7, 'it ends in the middle'],
    ['{"a":1}}', 7, 'something that is no JSON stands there'],
    ['{"a" 1}', 5, 'something that is no JSON stands there'],
    ['{"a":1,}', 7, 'something that is no JSON stands there'],
    ['[1 2]', 3, 'something that is no JSON stands there'],
    ['[1,]', 3, 'something that is no JSON stands there'],
    ['<html>', 0, 'something that is no JSON stands there'],
    ['{"a\nb":1}', 6, 'a name cannot be read'],
    ['\u00ef', 0, 'something that is no JSON stands there'],
  ])('%s', (text, at, reason) => {
    for (const size of SIZES) expect(cut(text, size).damage).toEqual({ at, reason });
  });

  test('what came before it is handed out', () => {
    for (const size of SIZES) {
      expect(cut('{"a":1,"b":[2,3', size).pieces).toEqual([
        'open {}',
        'a = 1 @5 "a"',
        'open b[]',
        'b/0 = 2 @12',
        'b/1 = 3 @14',
      ]);
    }
  });
});

test('a value that is too large is passed over, whatever stands in it, and the rest goes on', () => {
  const large = JSON.stringify({ text: `${'x'.repeat(90)}\\"]}`, list: [[], {}] });
  for (const size of SIZES) {
    const { pieces, damage } = cut(`[1,${large},"${'y'.repeat(200)}",2]`, size, (path) => path.length === 0, 100);
    expect(damage).toBeUndefined();
    expect(pieces).toEqual([
      'open []',
      '0 = 1 @1',
      '1 beyond size @3',
      `2 beyond size @${large.length + 4}`,
      expect.stringMatching(/^3 = 2 @/),
      'close []',
    ]);
  }
});

test('a value that is nested too deeply is passed over, and the rest goes on', () => {
  for (const size of SIZES) {
    const { pieces, damage } = cut(
      '[[{"a":[1]}],[[[[]]],{"s":"[[[[["}],[{"a":[[]]}],2]',
      size,
      (path) => path.length === 0,
      100,
      3,
    );
    expect(damage).toBeUndefined();
    expect(pieces).toEqual([
      'open []',
      '0 = [{"a":[1]}] @1',
      '1 beyond depth @13',
      '2 beyond depth @36',
      '3 = 2 @49',
      'close []',
    ]);
  }
});

const ROUNDS = Number(process.env.ROUNDS ?? 400);
const seed = chooseSeed();

test(`SEED=${seed}: the values of random texts, in random pieces, parse to what the whole text parses to`, () => {
  const random = randomFrom(seed);
  for (let round = 0; round < ROUNDS; round += 1) {
    const value = randomValue(random, 4);
    const text = JSON.stringify(value, undefined, random.whole(0, 2));
    const cutter = new JsonCutter({ enter: () => true, maxValueBytes: 1 << 20, maxValueDepth: 10 });
    const bytes = Buffer.from(text);
    const leaves: JsonPiece[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + random.whole(0, 8);
      leaves.push(...cutter.push(bytes.subarray(at, end)));
      at = end;
    }
    leaves.push(...cutter.end());
    expect(cutter.damage).toBeUndefined();
    const found = leaves.flatMap((piece) =>
      piece.kind === 'value' ? [[piece.path, JSON.parse(piece.bytes.toString())]] : [],
    );
    expect(found).toEqual(leavesOf(value, []));
  }
});

function randomValue(random: Random, depth: number): unknown {
  const kind = random.whole(0, depth > 0 ? 6 : 3);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return (random.next() - 0.5) * 10 ** random.whole(0, 19);
  if (kind === 3) return randomText(random);
  const size = random.whole(0, 4);
  if (kind === 4) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: size }, (_, index) => [`${index}${randomText(random)}`, randomValue(random, depth - 1)]),
  );
}

const randomText = (random: Random): string =>
  Array.from({ length: random.whole(0, 5) }, () => '"\\[]{},:\n\u0000aé😀'.charAt(random.whole(0, 12))).join('');

function leavesOf(value: unknown, path: JsonPath): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => leavesOf(element, [...path, index]));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
}
