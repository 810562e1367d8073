// Downloads against a real HTTP server: what is accepted is the file that was promised, and nothing else.
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { FleepClient } from '../../src/fleep/client.js';
import { downloadFile, type FileExpectation } from '../../src/fleep/download.js';
import { fakeClock } from '../support/fake-clock.js';
import { temporaryFolder } from '../support/folder.js';
import { type Asked, type Script, scriptedServer } from '../support/scripted-server.js';

const CONTENT = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(2000));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const PROMISED: FileExpectation = { url: '/file/1', sizeBytes: CONTENT.length, sha256: SHA256 };

interface Outcome {
  readonly asked: readonly Asked[];
  readonly bytes: Buffer;
  readonly result: unknown;
  readonly error: unknown;
}

async function download(
  script: Script,
  expectation: FileExpectation = PROMISED,
  clock = fakeClock(),
): Promise<Outcome> {
  await using folder = await temporaryFolder();
  await using server = await scriptedServer(script);
  await using client = new FleepClient({ server: server.url, email: 'e', password: 'p', clock });
  const handle = await open(folder.at('f'), 'wx');
  try {
    const outcome = await downloadFile(client, expectation, handle).then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => ({ result: undefined, error }),
    );
    return { ...outcome, asked: server.asked, bytes: await readFile(folder.at('f')) };
  } finally {
    await handle.close();
  }
}

/** Sends the first `length` bytes of `bytes` and breaks the connection. */
function breakAfter(response: ServerResponse, bytes: Buffer, length: number, headers = {}, status = 200): void {
  response.writeHead(status, { 'content-length': bytes.length, ...headers });
  response.write(bytes.subarray(0, length), () => setImmediate(() => response.destroy()));
}

const rangeStart = ({ headers }: Asked): number => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);

const sendRange = (asked: Asked, response: ServerResponse): void => {
  const start = rangeStart(asked);
  const headers = { 'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` };
  response.writeHead(206, headers).end(CONTENT.subarray(start));
};

test('a file as promised', async () => {
  const { result, bytes, asked } = await download((_asked, response) => void response.end(CONTENT));
  expect(result).toEqual({ sha256: SHA256, sizeBytes: CONTENT.length });
  expect(bytes.equals(CONTENT)).toBe(true);
  expect(asked[0]?.method).toBe('GET');
});

test('a disk that takes a part of what is written gets the rest as well', async () => {
  await using folder = await temporaryFolder();
  await using server = await scriptedServer((_asked, response) => void response.end(CONTENT));
  await using client = new FleepClient({ server: server.url, email: 'e', password: 'p', clock: fakeClock() });
  await using handle = await open(folder.at('f'), 'wx');
  const write = handle.write.bind(handle);
  handle.write = (async (bytes: Buffer, offset: number, length: number, position: number) =>
    write(bytes, offset, Math.min(length, 1000), position)) as typeof handle.write;
  await downloadFile(client, PROMISED, handle);
  expect((await readFile(folder.at('f'))).equals(CONTENT)).toBe(true);
});

test.each(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE'])('what the disk says is no matter of the network: %s', async (code) => {
  await using folder = await temporaryFolder();
  await using server = await scriptedServer((_asked, response) => void response.end(CONTENT));
  await using client = new FleepClient({ server: server.url, email: 'e', password: 'p', clock: fakeClock() });
  await using handle = await open(folder.at('f'), 'wx');
  const failure = Object.assign(new Error(`${code}: write`), { code, syscall: 'write' });
  handle.write = () => Promise.reject(failure);
  await expect(downloadFile(client, PROMISED, handle)).rejects.toBe(failure);
  expect(server.asked).toHaveLength(1);
});

test('a file is asked for again after the Retry-After of the answer', async () => {
  const clock = fakeClock();
  const { result } = await download(
    (_asked, response, earlier) =>
      void (earlier.length === 0 ? response.writeHead(429, { 'retry-after': '40' }).end() : response.end(CONTENT)),
    PROMISED,
    clock,
  );
  expect(result).toEqual({ sha256: SHA256, sizeBytes: CONTENT.length });
  expect(clock.sleeps).toEqual([40_000]);
});

test('a broken download goes on where it stopped', async () => {
  const { result, bytes, asked } = await download((one, response, earlier) => {
    if (earlier.length > 0) return sendRange(one, response);
    breakAfter(response, CONTENT, 40_000);
  });
  expect(result).toMatchObject({ sha256: SHA256 });
  expect(bytes.equals(CONTENT)).toBe(true);
  expect(asked).toHaveLength(2);
  expect(rangeStart(asked[1] as Asked)).toBeGreaterThan(0);
});

test('a server that ignores the range sends the whole: it replaces what was there', async () => {
  const { bytes, asked } = await download((_one, response, earlier) => {
    if (earlier.length > 0) response.end(CONTENT);
    else breakAfter(response, CONTENT, 40_000);
  });
  expect(bytes.equals(CONTENT)).toBe(true);
  expect(asked[1]?.headers.range).toMatch(/^bytes=\d+-$/);
});

test('after 416 it starts anew', async () => {
  const { bytes, asked } = await download((_one, response, earlier) => {
    if (earlier.length === 0) breakAfter(response, CONTENT, 40_000);
    else if (earlier.length === 1) response.writeHead(416).end();
    else response.end(CONTENT);
  });
  expect(bytes.equals(CONTENT)).toBe(true);
  expect(asked[2]?.headers.range).toBeUndefined();
});

test('another range than asked for is not glued to what is there', async () => {
  const { bytes } = await download((_one, response, earlier) => {
    if (earlier.length === 0) breakAfter(response, CONTENT, 40_000);
    else if (earlier.length === 1) response.writeHead(206, { 'content-range': 'bytes 5-9/100' }).end('xxxxx');
    else response.end(CONTENT);
  });
  expect(bytes.equals(CONTENT)).toBe(true);
});

test('a file that changed between two parts is fetched whole again', async () => {
  const other = Buffer.from(CONTENT.toString().toUpperCase());
  const { bytes, asked } = await download((one, response, earlier) => {
    if (earlier.length === 0) breakAfter(response, other, 40_000);
    else sendRangeOrWhole(one, response);
  });
  expect(bytes.equals(CONTENT)).toBe(true);
  expect(asked).toHaveLength(3);
});

const sendRangeOrWhole: (asked: Asked, response: ServerResponse) => void = (asked, response) =>
  asked.headers.range === undefined ? void response.end(CONTENT) : sendRange(asked, response);

test('without a hash nothing proves a part: it starts anew', async () => {
  const { bytes, asked } = await download(
    (_one, response, earlier) => {
      if (earlier.length > 0) response.end(CONTENT);
      else breakAfter(response, CONTENT, 40_000);
    },
    { url: '/file/1', sizeBytes: CONTENT.length },
  );
  expect(bytes.equals(CONTENT)).toBe(true);
  expect(asked[1]?.headers.range).toBeUndefined();
});

test.each([
  ['too short', CONTENT.subarray(1)],
  ['too long', Buffer.concat([CONTENT, CONTENT])],
  ['other bytes of the same length', Buffer.alloc(CONTENT.length, 'x')],
])('content that is %s is refused after three tries, and none of it is kept', async (_name, wrong) => {
  const { error, bytes, asked } = await download((_one, response) => void response.end(wrong));
  expect(error).toMatchObject({ kind: 'body', isOtherContent: true });
  expect(asked).toHaveLength(3);
  expect(bytes).toHaveLength(0);
});

test.each([403, 404, 410])('status %i is final', async (status) => {
  const { error, asked } = await download((_one, response) => void response.writeHead(status).end());
  expect(error).toMatchObject({ kind: 'refused', status });
  expect(asked).toHaveLength(1);
});

test('a redirect is refused and not followed', async () => {
  const { error, asked } = await download((_one, response) => void response.writeHead(302, { location: '/x' }).end());
  expect(error).toMatchObject({ kind: 'redirect' });
  expect(asked.map(({ path }) => path)).toEqual(['/file/1']);
});

test.each(['https://example.org/x', '//example.org/x', 'file:///etc/passwd', 'http://127.0.0.1:1/x'])(
  'the address %s is nobody to ask',
  async (url) => {
    const { error, asked } = await download((_one, response) => void response.end(), { url });
    expect(error).toMatchObject({ kind: 'refused' });
    expect(asked).toEqual([]);
  },
);

test('a page of HTML is no picture', async () => {
  const { error } = await download(
    (_one, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    { url: '/avatar/1', contentType: 'image/' },
  );
  expect(error).toMatchObject({ kind: 'body' });
});

test('an empty file is a file', async () => {
  const sha256 = createHash('sha256').digest('hex');
  const { result } = await download((_one, response) => void response.end(), { url: '/f', sizeBytes: 0, sha256 });
  expect(result).toEqual({ sha256, sizeBytes: 0 });
});
