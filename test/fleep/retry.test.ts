import { expect, test } from 'vitest';
import { FleepError, type FleepErrorDetails, kindOfStatus } from '../../src/fleep/errors.js';
import { defaultRetry, parseRetryAfter, withRetry } from '../../src/fleep/retry.js';
import { fakeClock } from '../support/fake-clock.js';

const failure = (details: Partial<FleepErrorDetails>) => new FleepError('no', { kind: 'busy', call: 'x', ...details });

/** Runs something that always fails in this way; says how often it was tried and how long was slept. */
async function triesOf(details: Partial<FleepErrorDetails>, random = 0.5) {
  const clock = fakeClock(random);
  let tries = 0;
  const run = withRetry(
    async () => {
      tries += 1;
      throw failure(details);
    },
    { clock },
  );
  await expect(run).rejects.toBeInstanceOf(FleepError);
  return { tries, sleeps: clock.sleeps };
}

test.each([
  [401, 'session', 1],
  [302, 'redirect', 1],
  [400, 'refused', 1],
  [404, 'refused', 1],
  [430, 'refused', 1],
  [431, 'refused', 1],
  [408, 'busy', defaultRetry.attempts],
  [425, 'busy', defaultRetry.attempts],
  [429, 'busy', defaultRetry.attempts],
  [500, 'busy', defaultRetry.attempts],
  [503, 'busy', defaultRetry.attempts],
] as const)('status %i is %s and tried %i times', async (status, kind, tries) => {
  expect(kindOfStatus(status)).toBe(kind);
  expect((await triesOf({ kind, status })).tries).toBe(tries);
});

test('a body that is not what it should be is tried three times, a server that is not there four', async () => {
  expect((await triesOf({ kind: 'body' })).tries).toBe(3);
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  expect((await triesOf({ kind: 'network', cause })).tries).toBe(4);
  expect((await triesOf({ kind: 'network' })).tries).toBe(defaultRetry.attempts);
});

test('what is no error of the service is not tried again', async () => {
  let tries = 0;
  const run = withRetry(async () => {
    tries += 1;
    throw new TypeError('a bug');
  });
  await expect(run).rejects.toThrow('a bug');
  expect(tries).toBe(1);
});

test('the pause is anything up to a ceiling that doubles, and never above the most', async () => {
  const { sleeps } = await triesOf({}, 0.999_999);
  const ceilings = [250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000];
  expect(sleeps.map(Math.round)).toEqual(ceilings);
  expect((await triesOf({}, 0)).sleeps.every((sleep) => sleep === 0)).toBe(true);
});

test('Retry-After is waited for in full', async () => {
  expect((await triesOf({ retryAfterMs: 90_000 })).sleeps[0]).toBe(90_000);
});

test.each([
  [3_600_001, 'until 2024-01-01T01:00Z'],
  [Number.POSITIVE_INFINITY, 'for good'],
])('a Retry-After beyond an hour is neither waited for nor cut short: %i', async (retryAfterMs, words) => {
  const clock = fakeClock();
  let tries = 0;
  const run = withRetry(
    async () => {
      tries += 1;
      throw failure({ retryAfterMs, status: 429 });
    },
    { clock },
  );
  await expect(run).rejects.toMatchObject({ kind: 'busy', status: 429, retryAfterMs });
  await expect(run).rejects.toThrow(words);
  expect({ tries, sleeps: clock.sleeps }).toEqual({ tries: 1, sleeps: [] });
});

const NOW = new Date(Date.UTC(2024, 0, 1));

test.each([
  ['7', 7000],
  [' 7 ', 7000],
  ['0', 0],
  ['Mon, 01 Jan 2024 00:00:30 GMT', 30_000],
  ['Sun, 31 Dec 2023 00:00:00 GMT', 0],
  ['999999999999', 999_999_999_999_000],
  ['Wed, 21 Oct 2115 07:28:00 GMT', Date.UTC(2115, 9, 21, 7, 28) - Date.UTC(2024, 0, 1)],
  ['soon', undefined],
  ['-5 seconds', undefined],
  [undefined, undefined],
])('Retry-After: %s', (value, expected) => {
  expect(parseRetryAfter(value, NOW)).toBe(expected);
});

test('an abort ends the waiting with its reason', async () => {
  const controller = new AbortController();
  const run = withRetry(
    async () => {
      controller.abort(new Error('stop'));
      throw failure({});
    },
    { clock: fakeClock(), signal: controller.signal },
  );
  await expect(run).rejects.toThrow('stop');
});
