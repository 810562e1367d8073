import { expect, test } from 'vitest';
import { findDifference } from '../../src/render/difference.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const words = (before: string, after: string): string | undefined =>
  findDifference(before, after)
    ?.map(({ text, isGone, isNew }) => (isGone ? `-${text}-` : isNew ? `+${text}+` : text))
    .join('');

test.each([
  ['We meet at ten', 'We meet at eleven', 'We meet at -ten-+eleven+'],
  ['one two three', 'one three', 'one -two -three'],
  ['שלום עולם יפה', 'שלום עולם', 'שלום עולם- יפה-'],
])('%s → %s', (before, after, expected) => {
  expect(words(before, after)).toBe(expected);
});

test.each([
  ['the same', 'the same'],
  ['', 'something'],
  ['deleted later', ''],
  ['nothing of this is left', 'quite another sentence'],
])('no difference to show: %s → %s', (before, after) => {
  expect(findDifference(before, after)).toBeUndefined();
});

test('two long texts that have little in common end at once', () => {
  const text = (word: string) => Array.from({ length: 50_000 }, (_unused, index) => `${word}${index}`).join(' ');
  expect(findDifference(text('a'), text('b'))).toBeUndefined();
});

const seed = chooseSeed();
test(`SEED=${seed}: the parts give both texts again`, () => {
  const random = randomFrom(seed);
  const WORDS = ['a', 'b', ' ', '\n', '.', 'é', 'e\u0301', '会議', '👍🏽', '<b>', '\u202e', ' '];
  let shown = 0;
  for (let turn = 0; turn < 500; turn += 1) {
    const before = Array.from({ length: random.whole(0, 20) }, () => random.pick(WORDS));
    const after = before.flatMap((word) =>
      random.chance(0.2) ? [random.pick(WORDS)] : random.chance(0.1) ? [] : [word],
    );
    const parts = findDifference(before.join(''), after.join(''));
    if (parts === undefined) continue;
    shown += 1;
    const kept = (isLeftOut: 'isGone' | 'isNew') => parts.filter((part) => !part[isLeftOut]).map(({ text }) => text);
    expect(kept('isNew').join('')).toBe(before.join(''));
    expect(kept('isGone').join('')).toBe(after.join(''));
  }
  expect(shown).toBeGreaterThan(50);
});
