// Whether one thing fails or the service as a whole.
import { expect, test } from 'vitest';
import { Streak } from '../../src/crawl/streak.js';
import { FleepError, type FleepErrorKind } from '../../src/fleep/errors.js';

const failure = (kind: FleepErrorKind, more: { status?: number; retryAfterMs?: number } = {}) =>
  new FleepError('c: failed', { kind, call: 'c', ...more });
const busy = failure('busy', { status: 500 });

const causes = (streak: Streak, ...known: (string | undefined)[]) => known.map((one) => streak.causeOf(busy, one));

test('the third in a row ends the run', () => {
  expect(causes(new Streak(), undefined, undefined, undefined)).toEqual(['fetch failed', 'fetch failed', undefined]);
});

test('one that was had, or refused, in between begins another row', () => {
  const streak = new Streak();
  causes(streak, undefined, undefined);
  streak.end();
  expect(causes(streak, undefined, undefined)).toEqual(['fetch failed', 'fetch failed']);
  expect(streak.causeOf(failure('refused', { status: 404 }), undefined)).toBe('not found');
  expect(causes(streak, undefined, undefined, undefined)).toEqual(['fetch failed', 'fetch failed', undefined]);
});

test('what failed before says nothing of the service', () => {
  const streak = new Streak();
  expect(new Set(causes(streak, ...Array.from({ length: 9 }, () => 'fetch failed')))).toEqual(
    new Set(['fetch failed']),
  );
  expect(causes(streak, 'not found', undefined, undefined)).toEqual(['fetch failed', 'fetch failed', undefined]);
});

test.each([
  ['a connection that fails', failure('network')],
  ['a service that asks to be left alone for a day', failure('busy', { status: 429, retryAfterMs: 86_400_000 })],
  ['a fault of the program', new Error('x')],
])('%s ends the run at once', (_name, error) => {
  expect(new Streak().causeOf(error, 'fetch failed')).toBeUndefined();
});
