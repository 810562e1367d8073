// How many requests are under way: growing while answers are quick, halved when the service is busy, never more than allowed a second.
import { expect, test } from 'vitest';
import { FleepError } from '../../src/fleep/errors.js';
import { Pace } from '../../src/fleep/pace.js';
import { fakeClock } from '../support/fake-clock.js';

const busy = new FleepError('busy', { kind: 'busy', call: 'x', status: 503 });
const quick = async () => 'ok';

test('it starts with two and grows to what is allowed while answers are quick', async () => {
  const pace = new Pace({ most: 6, clock: fakeClock() });
  expect(pace.limit).toBe(2);
  for (let turn = 0; turn < 50; turn += 1) await pace.run(quick);
  expect(pace.limit).toBe(6);
});

test('it never has more under way than its limit', async () => {
  const pace = new Pace({ most: 4, clock: fakeClock() });
  let running = 0;
  let highest = 0;
  const send = async () => {
    running += 1;
    highest = Math.max(highest, running);
    expect(running).toBeLessThanOrEqual(pace.limit);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 100 }, () => pace.run(send)));
  expect(highest).toBe(4);
});

test('a busy answer halves it, once for all that were under way; other failures do not', async () => {
  const clock = fakeClock();
  const pace = new Pace({ most: 8, clock });
  for (let turn = 0; turn < 100; turn += 1) await pace.run(quick);
  const fail = (error: FleepError) => pace.run(() => Promise.reject(error)).catch(() => undefined);
  await fail(new FleepError('no', { kind: 'refused', call: 'x', status: 430 }));
  expect(pace.limit).toBe(8);
  const gate = clock.sleep(1000);
  const failing = Array.from({ length: 8 }, () =>
    pace.run(async () => {
      await gate;
      throw busy;
    }),
  );
  await Promise.allSettled(failing);
  expect(pace.limit).toBe(4);
  await clock.sleep(1);
  await fail(busy);
  await clock.sleep(1);
  await fail(busy);
  await clock.sleep(1);
  await fail(busy);
  expect(pace.limit).toBe(1);
});

test('it does not grow while answers are slow', async () => {
  const clock = fakeClock();
  const pace = new Pace({ most: 8, clock });
  await pace.run(() => clock.sleep(10));
  const before = pace.limit;
  for (let turn = 0; turn < 30; turn += 1) await pace.run(() => clock.sleep(500));
  expect(pace.limit).toBe(before);
});

test('no more start in a second than allowed', async () => {
  const clock = fakeClock();
  const pace = new Pace({ most: 8, perSecond: 4, clock });
  const starts: number[] = [];
  const began = clock.now().getTime();
  for (let turn = 0; turn < 9; turn += 1) {
    await pace.run(async () => {
      starts.push(clock.now().getTime() - began);
    });
  }
  expect(starts).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000]);
});

test('a Retry-After holds back every request, and one that is longer than a run waits holds back none', async () => {
  const clock = fakeClock();
  const pace = new Pace({ most: 4, clock });
  const refuse = (retryAfterMs: number) =>
    pace
      .run(() => Promise.reject(new FleepError('busy', { kind: 'busy', call: 'x', status: 429, retryAfterMs })))
      .catch(() => undefined);
  const startedAt = () => pace.run(async () => clock.now().getTime());
  const now = clock.now().getTime();
  await refuse(5000);
  expect(await startedAt()).toBe(now + 5000);
  await refuse(86_400_000);
  expect(await startedAt()).toBe(now + 5000);
});

test('who waits already waits on when the service asks for more meanwhile', async () => {
  const still = fakeClock();
  const clock = { ...still, sleep: (ms: number) => still.sleep(ms).then(() => new Promise<void>(setImmediate)) };
  const pace = new Pace({ most: 4, clock });
  for (let turn = 0; turn < 20; turn += 1) await pace.run(quick);
  const now = clock.now().getTime();
  const refusal = (retryAfterMs: number) =>
    new FleepError('no', { kind: 'busy', call: 'x', status: 429, retryAfterMs });
  let fail: (error: Error) => void = () => undefined;
  const slow = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const underWay = pace.run(() => slow).catch(() => undefined);
  await pace.run(() => Promise.reject(refusal(1000))).catch(() => undefined);
  const waiting = pace.run(async () => clock.now().getTime());
  fail(refusal(3000));
  await underWay;
  expect(await waiting).toBe(now + 4000);
});
