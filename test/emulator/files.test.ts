// File downloads: the Range table of fleep-wire.md 6 and the headers of an answer.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { send } from '../../src/emulator/answers.js';
import { fileAnswer } from '../../src/emulator/file-answer.js';
import { file, plain, smallWorld, withWorld } from './small-world.js';
import { type Client, signIn } from './walk.js';

const text = 'abcdefghij';
const records = [
  ...smallWorld,
  file(plain, 50, 'ten.txt', { text }, { file_type: 'text/plain' }),
  file(
    plain,
    50,
    'two words.png',
    { base64: 'iVBORw0=' },
    { file_type: 'image/png', thumb_url_50: '/thumb/c/50/a/thumb50' },
  ),
  file(plain, 50, 'õun "1".csv', { text: '1;2' }, { file_type: 'no type\r\nx: y' }),
  file(plain, 50, 'none', { text: '' }),
  { mk_rec_type: 'avatar', file_url: '/avatar/p/f/thumb50', file_type: 'image/png', content: { base64: 'iVBORw0=' } },
];
const ten = '/file/c/50/a/ten.txt';

const withClient = <T>(use: (client: Client) => Promise<T>) =>
  withWorld(async (url) => use(await signIn(url)), { records });
const ranged = (range: string, path = ten) =>
  withClient(async (client) => {
    const response = await client.get(path, { range });
    return { response, body: await response.text() };
  });

describe('Range', () => {
  it.each([
    ['bytes=0-3', 'abcd', 'bytes 0-3/10'],
    ['bytes=4-4', 'e', 'bytes 4-4/10'],
    ['bytes=4-', 'efghij', 'bytes 4-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=-30', text, 'bytes 0-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
  ])('%s is %s', async (range, expected, contentRange) => {
    const { response, body } = await ranged(range);
    expect([response.status, body]).toEqual([206, expected]);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(expected.length));
  });

  it.each([
    'bytes=10-',
    'bytes=5-2',
    'bytes=',
    'bytes=-',
    'bytes=-0',
    'bytes=x-y',
    'bytes=0-1,20-21',
    'lines=0-1',
    `bytes=${Array(103).fill('0-1').join(',')}`,
  ])('%s is refused', async (range) => {
    const { response } = await ranged(range);
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('any range of an empty file is refused', async () => {
    expect((await ranged('bytes=0-', '/file/c/50/a/none')).response.status).toBe(416);
  });

  it('answers several ranges in parts', async () => {
    const { response, body } = await ranged('bytes=0-1, 4-5,-1');
    const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(response.headers.get('content-type') ?? '')?.[1];
    const parts = body.split(`--${boundary}`).slice(1, -1);
    const lengths = parts.map((part) => /content-length: (\d+)\r\n/.exec(part)?.[1]);
    const ranges = parts.map((part) => /content-range: (.*)\r\n/.exec(part)?.[1]);
    expect(response.status).toBe(206);
    expect(parts.map((part) => part.split('\r\n\r\n')[1]?.trimEnd())).toEqual(['ab', 'ef', 'j']);
    expect(lengths).toEqual(['2', '2', '1']);
    expect(ranges).toEqual(['bytes 0-1/10', 'bytes 4-5/10', 'bytes 9-9/10']);
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  });

  it('makes the parts of an answer one after the other, however much they are together', () => {
    let readBytes = 0;
    const sizeBytes = 100 * 1024 ** 3;
    const bytes = {
      length: sizeBytes,
      subarray: (start = 0, end = sizeBytes) => {
        readBytes += end - start;
        return Buffer.alloc(end - start);
      },
    };
    const content = { fileName: 'a', fileType: 'text/plain', read: () => bytes };
    const { headers, body } = fileAnswer(content, `bytes=${Array(100).fill('0-').join(',')}`);
    if (typeof body === 'string' || Buffer.isBuffer(body)) throw new Error('the body is in memory');
    expect(readBytes).toBe(0);
    expect(Number(headers['content-length'])).toBeGreaterThan(100 * sizeBytes);
    const [head, first] = body.pieces;
    expect(head?.toString()).toContain(`content-range: bytes 0-${sizeBytes - 1}/${sizeBytes}`);
    expect(first?.length).toBe(readBytes);
    expect(readBytes).toBeLessThan(10_000_000);
  });
});

it('makes no bytes for a HEAD', async () => {
  let made = 0;
  function* pieces() {
    for (; made < 100; made += 1) yield Buffer.alloc(10);
  }
  const answer = { status: 200, headers: { 'content-length': 1000 }, body: { pieces: pieces() } };
  const server = createServer((_request, response) => send(response, answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  const response = await fetch(url, { method: 'HEAD' });
  expect([response.headers.get('content-length'), await response.text(), made]).toEqual(['1000', '', 0]);
  expect((await (await fetch(url)).text()).length).toBe(1000);
  server.close();
  server.closeAllConnections();
});

it('names a download but not a picture', async () => {
  await withClient(async (client) => {
    const named = await client.get(ten);
    expect(named.headers.get('content-type')).toBe('text/plain');
    expect(named.headers.get('content-disposition')).toBe('attachment; filename="ten.txt"');
    expect(named.headers.get('accept-ranges')).toBe('bytes');
    expect(named.headers.get('content-length')).toBe('10');
    for (const path of ['/file/c/50/a/two%20words.png', '/thumb/c/50/a/thumb50', '/avatar/p/f/thumb50']) {
      const picture = await client.get(path);
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(picture.headers.get('content-disposition')).toBeNull();
    }
  });
});

it('keeps foreign characters and line breaks out of headers', async () => {
  await withClient(async (client) => {
    const response = await client.get(`/file/c/50/a/${encodeURIComponent('õun "1".csv')}`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="_un _1_.csv"; filename*=UTF-8''%C3%B5un%20%221%22.csv`,
    );
  });
});
