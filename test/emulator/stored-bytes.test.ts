// Contents that are files on disk: served whole and in parts as contents in memory are, and read in the parts that are asked for.
import { randomBytes } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.js';
import { LoadedWorld } from '../../src/emulator/loaded-world.js';
import { StoredBytes } from '../../src/emulator/stored-bytes.js';
import { temporaryFolder } from '../support/folder.js';
import { control } from './controlling.js';
import { file, plain, smallWorld } from './small-world.js';
import { signIn } from './walk.js';

test('any part of a file is the same part of its bytes', async () => {
  await using folder = await temporaryFolder();
  const bytes = randomBytes(1000);
  writeFileSync(folder.at('f'), bytes);
  const stored = new StoredBytes(folder.at('f'));
  expect(stored.length).toBe(1000);
  expect(stored.subarray()).toEqual(bytes);
  for (const [start, end] of [
    [0, 1],
    [7, 7],
    [999, 1000],
    [10, 5000],
    [1000, 1001],
    [9, 3],
  ] as const) {
    expect(stored.subarray(start, end)).toEqual(bytes.subarray(start, end));
  }
});

test('a part of a large file is had without the rest of it', async () => {
  await using folder = await temporaryFolder();
  writeFileSync(folder.at('f'), 'head');
  truncateSync(folder.at('f'), 8 * 1024 ** 3);
  const stored = new StoredBytes(folder.at('f'));
  expect(stored.length).toBe(8 * 1024 ** 3);
  expect(stored.subarray(2, 6)).toEqual(Buffer.from('ad\0\0'));
});

test('a file that is gone or has become shorter is an error, never other bytes', async () => {
  await using folder = await temporaryFolder();
  expect(() => new StoredBytes(folder.at('none'))).toThrow('ENOENT');
  writeFileSync(folder.at('f'), 'abcdef');
  const stored = new StoredBytes(folder.at('f'));
  truncateSync(folder.at('f'), 3);
  expect(() => stored.subarray()).toThrow('shorter');
});

test('the server serves it whole, in one part and in several; without a place for files there is none', async () => {
  await using folder = await temporaryFolder();
  writeFileSync(folder.at('abc'), 'abcdefghij');
  const lines = [...smallWorld, file(plain, 50, 'ten.txt', { stored: 'abc' }, { file_type: 'text/plain' })];
  const worldOf = (world: LoadedWorld) => {
    for (const line of lines) world.add(line, JSON.stringify(line));
    return world;
  };
  const withFiles = await startEmulator({ world: worldOf(new LoadedWorld((name) => folder.at(name))) });
  const without = await startEmulator({ world: worldOf(new LoadedWorld()) });
  try {
    const client = await signIn(withFiles.url);
    const get = async (headers: Record<string, string> = {}) => {
      const response = await client.get('/file/c/50/a/ten.txt', headers);
      return [response.status, response.headers.get('content-length'), await response.text()];
    };
    expect(await get()).toEqual([200, '10', 'abcdefghij']);
    expect(await get({ range: 'bytes=2-4' })).toEqual([206, '3', 'cde']);
    expect(String((await get({ range: 'bytes=0-1,8-' }))[2])).toMatch(/\r\n\r\nab\r\n.*\r\n\r\nij\r\n/s);
    const stranger = await signIn(without.url);
    expect((await stranger.get('/file/c/50/a/ten.txt')).status).toBe(404);
  } finally {
    await withFiles.close();
    await without.close();
  }
});

test('a fault that cuts the answer short reads no more than it gives', async () => {
  await using folder = await temporaryFolder();
  writeFileSync(folder.at('f'), 'abcdef');
  truncateSync(folder.at('f'), 8 * 1024 ** 3);
  const world = new LoadedWorld((name) => folder.at(name));
  for (const line of [...smallWorld, file(plain, 50, 'huge.bin', { stored: 'f' })])
    world.add(line, JSON.stringify(line));
  const emulator = await startEmulator({ world });
  try {
    const client = await signIn(emulator.url);
    await control(emulator.url, 'POST faults', { schedule: { rules: [{ call: 'file', kind: 'truncate', bytes: 4 }] } });
    expect(await (await client.get('/file/c/50/a/huge.bin')).text()).toBe('abcd');
    await control(emulator.url, 'POST faults', { schedule: { rules: [{ call: 'file', kind: 'drop', bytes: 4 }] } });
    const cut = await client.get('/file/c/50/a/huge.bin');
    expect(cut.headers.get('content-length')).toBe(String(8 * 1024 ** 3));
    await expect(cut.text()).rejects.toThrow();
  } finally {
    await emulator.close();
  }
});
