import { expect, test } from 'vitest';
import { cut } from '../../src/lib/cut.js';

test('a text is cut between characters, and one that fits stays', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('abc');
  expect(cut('ab🙂', 3)).toBe('ab');
  expect(cut('ab🙂', 4)).toBe('ab🙂');
  expect(cut('ab🙂c', 4)).toBe('ab🙂');
});
