import { expect, test } from 'vitest';
import { Disposables } from '../../src/lib/disposables.js';
import { firstOf, isNoSpace, throwAfter } from '../../src/lib/errors.js';

/** Three things, each of which notes that it was closed; `failing` ones cannot be. */
function three(failing: readonly string[]): { stack: Disposables; closed: string[] } {
  const closed: string[] = [];
  const stack = new Disposables();
  for (const name of ['lock', 'journal', 'tables'])
    stack.use({
      [Symbol.asyncDispose]: async () => {
        closed.push(name);
        if (failing.includes(name)) throw new Error(`${name} cannot be closed`);
      },
    });
  return { stack, closed };
}

const failureOf = (closing: PromiseLike<void>) =>
  closing.then(
    () => undefined,
    (error: unknown) => error,
  );

test.each([
  { failing: [], first: undefined },
  { failing: ['journal'], first: 'journal cannot be closed' },
  { failing: ['tables', 'lock'], first: 'tables cannot be closed' },
  { failing: ['tables', 'journal', 'lock'], first: 'tables cannot be closed' },
])('all are closed, last to first, where $failing fail; the first failure is the one to speak of', async (given) => {
  const { stack, closed } = three(given.failing);
  const error = await failureOf(stack[Symbol.asyncDispose]());
  expect(closed).toEqual(['tables', 'journal', 'lock']);
  expect((firstOf(error) as Error | undefined)?.message).toBe(given.first);
  await stack[Symbol.asyncDispose]();
  expect(closed).toHaveLength(3);
});

test('what was moved is closed by its new owner alone', async () => {
  const { stack, closed } = three([]);
  const owner = stack.move();
  await stack[Symbol.asyncDispose]();
  expect(closed).toEqual([]);
  await owner[Symbol.asyncDispose]();
  expect(closed).toHaveLength(3);
});

test('a failure is thrown after the last steps were tried, whether they can be done or not', async () => {
  const done: string[] = [];
  const failure = new Error('the disk is full');
  const steps = async () => void done.push('noted');
  expect(await failureOf(throwAfter(failure, steps))).toBe(failure);
  const failing = async () => Promise.reject(new Error('nor can that be noted'));
  expect(firstOf(await failureOf(throwAfter(failure, failing)))).toBe(failure);
  expect(done).toEqual(['noted']);
});

test('a full disk is known by the code of the system, or by its words in an error of DuckDB', () => {
  const system = Object.assign(new Error('write failed'), { code: 'ENOSPC' });
  const duckDb = new Error('IO Error: Could not write file "/a/archive.duckdb.wal": No space left on device');
  expect([system, duckDb].map(isNoSpace)).toEqual([true, true]);
  expect([new Error('EIO'), 'ENOSPC'].map(isNoSpace)).toEqual([false, false]);
});
