// What counts as a whole page: no byte of it can be another one, and pages of before there was a hash of the paths count without it.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodePage, ownRecord } from '../../src/journal/format.js';
import { findWholeEnd } from '../../src/journal/whole-end.js';

/** Two pages, of which the second has records under several paths. */
function twoPages(): { first: Buffer; second: Buffer } {
  const context = { run: 'r', account: 'a', time: '2024-01-01T00:00:00.000Z' };
  const page = { call: 'x', args: {}, status: 200 };
  const first = encodePage({ ...page, records: [ownRecord({ a: 1 })] }, { ...context, page: 1, previous: '' });
  const records = ['envelope', '', 'stream', 'odd "ä\u0085\n🙂"'].map((path) => ({
    path,
    bytes: Buffer.from('{"b":[1,2]}'),
  }));
  const second = encodePage({ ...page, records }, { ...context, page: 2, previous: first.hash });
  return { first: first.bytes, second: second.bytes };
}

test('a page of which any byte is another one is not whole', () => {
  const { first, second } = twoPages();
  expect(findWholeEnd(Buffer.concat([first, second]))).toMatchObject({ page: 2 });
  for (let at = 0; at < second.length; at += 1) {
    const changed = Buffer.from(second);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
    expect([at, findWholeEnd(Buffer.concat([first, changed]))?.page]).toEqual([at, 1]);
  }
});

/** The page as it was written before its commit had a hash of the paths. */
function withoutPaths(page: Buffer): Buffer {
  const lines = page.toString().split('\n');
  const text = JSON.stringify({ ...JSON.parse(lines.at(-2) ?? '').commit, paths: undefined });
  const hash = createHash('sha256').update(text).digest('hex');
  return Buffer.from([...lines.slice(0, -2), `{"commit":${text},"hash":"${hash}"}`, ''].join('\n'));
}

test('a page without a hash of its paths is whole, whatever they are', () => {
  const { first, second } = twoPages();
  const old = withoutPaths(second);
  expect(old.toString()).not.toContain('"paths"');
  const changed = Buffer.from(old.toString().replace('"path":"stream"', '"path":"matches"'));
  for (const page of [old, changed]) expect(findWholeEnd(Buffer.concat([first, page]))).toMatchObject({ page: 2 });
});
