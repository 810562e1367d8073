// Numbers that decide what is asked next, as numbers and as text.
import { expect, test } from 'vitest';
import { findNumber } from '../../src/crawl/answers.js';

test.each([
  [7, 7],
  ['7', 7],
  ['-7', -7],
  ['1512345678123456', 1_512_345_678_123_456],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740993', undefined],
  [2 ** 53, undefined],
  ['', undefined],
  ['7.5', undefined],
  ['1e3', undefined],
  [true, undefined],
  [null, undefined],
])('%j is %j', (value, number) => {
  expect(findNumber({ value }, 'value')).toBe(number);
});
