// The searcher of secrets.test.ts finds what it looks for, wherever it is planted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { temporaryFolder } from '../support/folder.js';
import { leaksIn, placesBelow, placesInTables, textPlace, watchProcesses } from '../support/leaks.js';
import { syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const PASSWORD = 'canary "pass" wörd & 7/+?';
const secrets = new Set([PASSWORD, 'dd737a29-7819-41dc-ad93-a38aab2c9409']);
const [password = '', token = ''] = secrets;

test.each([
  ['as it is', `x${password}y`],
  ['in an address', `?p=${encodeURIComponent(password)}`],
  ['in JSON', JSON.stringify({ password })],
  ['in hex', Buffer.from(`ab${password}`).toString('hex')],
  ...[0, 1, 2, 3].map((skipped): [string, string] => [
    `in base64 after ${skipped} bytes`,
    Buffer.from(`${'x'.repeat(skipped)}${password}, and more`).toString('base64'),
  ]),
])('a secret %s', (_name, text) => {
  expect(leaksIn([textPlace('stdout', text)], secrets)).toEqual([`stdout: ${password}`]);
});

test('one in a name, in a file and in gzip, and none below the exception', async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.at('deep', token), { recursive: true });
  await writeFile(folder.at('deep', 'plain'), `ticket=${token}`);
  await writeFile(folder.at('deep', 'packed.gz'), gzipSync(`{"ticket":"${token}"}`));
  await mkdir(folder.at('sessions'));
  await writeFile(folder.at('sessions', 'kept'), token);
  const found = leaksIn(placesBelow(folder.path, folder.at('sessions')), secrets);
  expect(found.map((leak) => leak.replace(`${folder.path}/`, '')).sort()).toEqual(
    [`deep/${token}: ${token}`, `deep/packed.gz: ${token}`, `deep/plain: ${token}`].sort(),
  );
  expect(await readdir(folder.path)).toHaveLength(2);
});

test('one in a table, which is compressed in the file', async () => {
  await using folder = await temporaryFolder();
  const emulator = await startEmulator({ world: worldFromRecords([...people, conv('c'), message('c', 1)]) });
  await syncHere(emulator.url, folder.at('archive')).finally(() => emulator.close());
  const places = await placesInTables(folder.at('archive'));
  expect(leaksIn(places, secrets)).toEqual([]);
  expect(leaksIn(places, new Set(['message 1']))).not.toEqual([]);
});

test.runIf(process.platform === 'linux')('one in the arguments of a process', async () => {
  const processes = watchProcesses(secrets);
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)', token], { stdio: 'ignore' });
  await once(child, 'close');
  processes.stop();
  expect(processes.leaks()).toEqual([`process list: ${token}`]);
});
