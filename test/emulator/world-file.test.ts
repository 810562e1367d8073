// World files: plain and zipped, and a sentence that names the line for each way in which one can be bad.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWorldFile, startEmulator } from '../../src/emulator/index.js';
import { ArchiveError, ExitCode } from '../../src/lib/errors.js';
import { file, message, plain, secret, smallWorld } from './small-world.js';
import { post, signIn } from './walk.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function worldFile(name: string, bytes: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function loadFailure(path: string): Promise<ArchiveError> {
  const error: unknown = await loadWorldFile(path).catch((reason: unknown) => reason);
  if (!(error instanceof ArchiveError)) throw new Error(`no ArchiveError but ${error}`);
  return error;
}

const text = smallWorld.map((record) => JSON.stringify(record)).join('\n');

it('reads a zipped file as it reads a plain one, blank lines and CRLF aside', async () => {
  const zipped = await loadWorldFile(await worldFile('a.ndjson.gz', gzipSync(text)));
  const spaced = await loadWorldFile(await worldFile('a.ndjson', `${text.replaceAll('\n', '\r\n\r\n')}\r\n`));
  const list = (world: typeof zipped) => world.conversationsOf('').map((one) => [one.id, one.messagesIn(1, 99)]);
  expect(list(zipped)).toHaveLength(1);
  expect(list(spaced)).toEqual(list(zipped));
  expect(spaced.epoch).toBe(zipped.epoch);
});

it('passes the bytes of a line through: spaces, escapes, numbers, U+2028', async () => {
  const conv = `{"mk_rec_type":"conv","conversation_id":"${plain}","topic":"\\u00e4", "note" : 1.0e2}`;
  const odd = JSON.stringify(message(plain, 1)).replace('"tags":[]', '"tags" : "x", "n":1.50, "s":"\\/\\u0041\u2028"');
  const sections = `{"mk_rec_type":"file","conversation_id":"${plain}","message_nr":1,"content":{"text":"}"} , "x":[1 , 2]}`;
  const path = await worldFile('odd.ndjson', [...text.split('\n').slice(0, 2), conv, odd, sections].join('\n'));
  const emulator = await startEmulator({ world: await loadWorldFile(path) });
  const { cookie, ticket } = await signIn(emulator.url);
  const body = await (await post(emulator.url, `conversation/sync/${plain}`, { ticket }, { cookie })).text();
  await emulator.close();
  expect(body).toContain('"topic":"\\u00e4"');
  expect(body).toContain('"note":1.0e2');
  expect(body).toContain(odd.slice(0, -1));
  expect(body).toContain(`{"mk_rec_type":"file","conversation_id":"${plain}","message_nr":1,"x":[1 , 2]}`);
});

it('lets the practice login in where no account line says who may', async () => {
  const named = JSON.stringify({ mk_rec_type: 'conv', conversation_id: secret, members: ['somebody'] });
  const path = await worldFile('nobody.ndjson', [named, JSON.stringify(message(secret, 1))].join('\n'));
  const emulator = await startEmulator({ world: await loadWorldFile(path) });
  const client = await signIn(emulator.url);
  const { conversations } = await client.call('conversation/list');
  await emulator.close();
  expect(conversations).toMatchObject([{ conversation_id: secret, last_message_nr: 1, members: ['somebody'] }]);
});

it('takes a line of any length in time in proportion to it', async () => {
  const content = { base64: Buffer.alloc(40_000_000, 7).toString('base64') };
  const path = await worldFile('large.ndjson', `${text}\n${JSON.stringify(file(plain, 6, 'large.bin', content))}`);
  const start = performance.now();
  const world = await loadWorldFile(path);
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(world.findContent('/file/c/6/a/large.bin')?.content.read().length).toBe(40_000_000);
});

describe('a bad world', () => {
  it.each([
    ['no JSON', '{"mk_rec_type":'],
    ['no object', '[1]'],
    ['a message without a number', JSON.stringify(message(plain, 1, { message_nr: 'x' }))],
    ['a message without its conversation', JSON.stringify(message('nowhere', 1))],
    ['a second conv record', JSON.stringify({ mk_rec_type: 'conv', conversation_id: plain })],
    ['a contact without an id', JSON.stringify({ mk_rec_type: 'contact' })],
  ])('with %s is refused by the number of the line', async (name, line) => {
    const lines = text.split('\n');
    const error = await loadFailure(await worldFile(`${name}.ndjson`, [...lines, '', line].join('\n')));
    expect(error.exitCode).toBe(ExitCode.usage);
    expect(error.message).toContain(`line ${lines.length + 2} cannot be used (`);
  });

  it('is refused when it is missing or no gzip', async () => {
    expect((await loadFailure(join(folder, 'missing.ndjson'))).exitCode).toBe(ExitCode.usage);
    expect((await loadFailure(join(folder, 'missing.ndjson.gz'))).message).toContain('ENOENT');
    expect((await loadFailure(await worldFile('b.ndjson.gz', 'plain'))).exitCode).toBe(ExitCode.usage);
  });
});
