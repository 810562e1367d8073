// Content that was in files/ and is there no more: found by a run that reads all lists, and had again or named.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contentPath, filesPath } from '../../src/journal/archive-folder.js';
import { control } from '../emulator/controlling.js';
import { temporaryFolder } from '../support/folder.js';
import { type Line, liveWorld, planHere, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

const URL = '/file/c/1/a/x.txt';
const TEXT = 'what was said';
const SHA256 = createHash('sha256').update(TEXT).digest('hex');

const file: Line = {
  mk_rec_type: 'file',
  conversation_id: 'c',
  message_nr: 1,
  account_id: ANNA,
  attachment_id: 'a',
  file_name: 'x.txt',
  file_url: URL,
  file_size: TEXT.length,
  content: { text: TEXT },
};

async function syncedWorld() {
  const { world } = liveWorld([...people, conv('c'), message('c', 1), file]);
  const folder = await temporaryFolder();
  const server = await serve({ world });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  const path = contentPath(archive, SHA256);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
  return {
    server: server.url,
    archive,
    path,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const refuseFile = (server: string) =>
  control(server, 'POST faults', { schedule: { seed: 1, rules: [{ path: URL, kind: 'status', status: 404 }] } });

test.each([
  ['gone', (path: string) => rmSync(path)],
  ['of another size', (path: string) => writeFileSync(path, `${TEXT}, and more`)],
])('what is %s is had again by a run that reads all lists, and by no other', async (_name, harm) => {
  await using world = await syncedWorld();
  const { server, archive, path } = world;
  harm(path);
  expect((await syncHere(server, archive)).exit_code).toBe(0);
  expect(existsSync(path) && readFileSync(path, 'utf8') === TEXT).toBe(false);
  expect(await planHere(server, archive, { full: true })).toMatchObject({ files: 1 });
  expect((await syncHere(server, archive, { full: true })).exit_code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});

test('a folder of contents that is not there is made anew, and filled', async () => {
  await using world = await syncedWorld();
  const { server, archive, path } = world;
  rmSync(filesPath(archive), { recursive: true });
  expect((await syncHere(server, archive, { full: true })).exit_code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});

test('what cannot be had again is a gap until it is there, however it comes back', async () => {
  await using world = await syncedWorld();
  const { server, archive, path } = world;
  rmSync(path);
  await refuseFile(server);
  expect(await syncHere(server, archive, { full: true })).toMatchObject({ exit_code: 3, totals: { open_gaps: 1 } });
  expect((await syncHere(server, archive)).exit_code).toBe(3);
  writeFileSync(path, TEXT);
  expect(await syncHere(server, archive)).toMatchObject({ exit_code: 0, totals: { open_gaps: 0 } });

  rmSync(path);
  expect((await syncHere(server, archive, { full: true })).exit_code).toBe(3);
  await control(server, 'POST faults', {});
  expect((await syncHere(server, archive, { full: true })).exit_code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});

test('other content at the address of what is lost is not taken for it', async () => {
  await using world = await syncedWorld();
  const { archive, path } = world;
  rmSync(path);
  const other = { ...file, content: { text: TEXT.toUpperCase() } };
  await using server = await serve({ world: liveWorld([...people, conv('c'), message('c', 1), other]).world });
  expect((await syncHere(server.url, archive, { full: true })).exit_code).toBe(3);
  expect(existsSync(path)).toBe(false);
});
