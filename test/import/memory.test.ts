// What an import holds at a time does not grow with the file: a file of 192 MiB is read in little more memory than one of 4 MiB.
// `node bench/import.mjs` measures the whole command with 500 MiB.
import { expect, test } from 'vitest';
import { readHistory } from '../../src/import/read.js';
import { dumped } from '../support/import.js';

const MIB = 1024 * 1024;
const CHUNK = Buffer.from(`${JSON.stringify(dumped(1, { text: 'x'.repeat(500) }))},`.repeat(300));

/** Most memory that was in use while reading, in MiB, over what was before. */
async function growthOf(bytes: number): Promise<number> {
  async function* chunks() {
    yield Buffer.from('{"conversations":{"c":{"topic":"t","messages":[');
    for (let written = 0; written < bytes; written += CHUNK.length) yield Buffer.from(CHUNK);
    yield Buffer.from('{}]}}}');
  }
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  globalThis.gc?.();
  const before = used();
  let [most, records] = [before, 0];
  const { items, findDamage } = readHistory({ index: 0, entry: '', read: chunks });
  for await (const some of items) {
    records += some.length;
    most = Math.max(most, used());
  }
  expect(findDamage()).toBeUndefined();
  expect(records).toBeGreaterThan(bytes / CHUNK.length);
  return (most - before) / MIB;
}

test('memory does not grow with the file', async () => {
  await growthOf(4 * MIB);
  const small = await growthOf(4 * MIB);
  expect(await growthOf(192 * MIB)).toBeLessThan(small + 96);
});

test('a value without end is not kept', async () => {
  async function* chunks() {
    yield Buffer.from('{"conversations":{"c":{"messages":[{"message_nr":1},{"message":"');
    for (let written = 0; written < 384; written += 1) yield Buffer.alloc(MIB, 'x');
    yield Buffer.from('"},{"message_nr":2}]}}}');
  }
  const { items } = readHistory({ index: 0, entry: '', read: chunks });
  const found: string[] = [];
  let most = 0;
  for await (const some of items) {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
    for (const item of some) found.push(item.kind === 'record' ? item.path : item.reason);
  }
  expect(found).toEqual([
    'conversations/c/messages',
    'it is too large',
    'conversations/c/messages',
    'conversations/c',
    'envelope',
  ]);
  // What is not collected yet counts as well.
  expect(most / MIB).toBeLessThan(192);
});
