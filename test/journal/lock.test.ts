// One writer for each archive, contested by real processes.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { acquireLock } from '../../src/journal/lock.js';
import { temporaryFolder } from '../support/folder.js';

const LOCK_MODULE = new URL('../../dist/journal/lock.js', import.meta.url).href;

/** Takes the lock, says so, and holds it until its stdin ends; or says the exit code with which it was refused. */
const CONTENDER = `
  const { acquireLock } = await import(${JSON.stringify(LOCK_MODULE)});
  try {
    await acquireLock(process.argv[1]);
    console.log('got');
    for await (const _ of process.stdin);
  } catch (error) {
    console.log(String(error.exitCode));
  }
`;

/** How ten processes that want the lock at the same moment fare. The one that gets it holds it until all have answered. */
async function contest(archive: string): Promise<string[]> {
  const contenders = Array.from({ length: 10 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', CONTENDER, archive], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const ended = contenders.map((child) => once(child, 'exit'));
  const answers = await Promise.all(
    contenders.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
  );
  for (const { stdin } of contenders) stdin.end();
  await Promise.all(ended);
  return answers;
}

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const lockOf = (holder: object): string =>
  JSON.stringify({ pid: process.pid, host: hostname(), started: null, ...holder });

test('of ten processes one gets the lock and nine are told that it is in use', async () => {
  await using folder = await temporaryFolder();
  expect((await contest(folder.path)).sort()).toEqual([...Array(9).fill('11'), 'got']);
});

test.each([
  ['whose process is gone', () => lockOf({ pid: deadPid() })],
  ['that is no lock at all', () => 'not JSON'],
  ['that is JSON and no lock', () => '17'],
])('a stale lock %s is taken over by one of ten', async (_name, content) => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('lock'), content());
  expect((await contest(folder.path)).sort()).toEqual([...Array(9).fill('11'), 'got']);
});

test('a number that another process has by now is no holder', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('lock'), lockOf({ started: '1' }));
  await using _lock = await acquireLock(folder.path);
  await expect(acquireLock(folder.path)).rejects.toMatchObject({ exitCode: 11 });
});

test('of ten that find a takeover which died half-way, one gets the lock', async () => {
  await using folder = await temporaryFolder();
  for (const name of ['lock', 'lock.takeover', 'lock.takeover.takeover'])
    await writeFile(folder.at(name), lockOf({ pid: deadPid() }));
  expect((await contest(folder.path)).sort()).toEqual([...Array(9).fill('11'), 'got']);
});

test.each([
  ['of a process that is gone', () => lockOf({ pid: deadPid() })],
  ['of a number that another process has by now', () => lockOf({ started: '1' })],
  ['of an earlier version, which wrote the bare number', () => String(process.pid)],
])('a takeover %s does not block the next one', async (_name, guard) => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('lock'), lockOf({ pid: deadPid() }));
  await writeFile(folder.at('lock.takeover'), guard());
  await using _lock = await acquireLock(folder.path);
  expect(await readdir(folder.path)).toEqual(['lock']);
});

test('a takeover of another machine stays, and the sentence names its file', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('lock'), lockOf({ pid: deadPid() }));
  await writeFile(folder.at('lock.takeover'), lockOf({ host: 'elsewhere', pid: 17 }));
  await expect(acquireLock(folder.path)).rejects.toMatchObject({
    exitCode: 11,
    message: `${folder.path} is in use by process 17 on elsewhere: wait until it has ended, or, if that machine is off, remove ${folder.at('lock.takeover')}.`,
  });
  expect((await readdir(folder.path)).sort()).toEqual(['lock', 'lock.takeover']);
});

test('what a takeover finds replaced stays', async () => {
  await using folder = await temporaryFolder();
  const [stale, alive] = [lockOf({ pid: deadPid() }), lockOf({})];
  await writeFile(folder.at('lock'), stale);
  await writeFile(folder.at('lock.takeover'), alive);
  const waiting = acquireLock(folder.path);
  await delay(50);
  // The one that took over has the lock now, and its guard is gone.
  await writeFile(folder.at('new'), alive);
  await rename(folder.at('new'), folder.at('lock'));
  await rm(folder.at('lock.takeover'));
  await expect(waiting).rejects.toMatchObject({ exitCode: 11 });
  expect(await readFile(folder.at('lock'), 'utf8')).toBe(alive);
});

test('where the system does not tell when a process began, the sentence names the file', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('lock'), lockOf({}));
  await expect(acquireLock(folder.path)).rejects.toThrow(
    `: wait until it has ended, or, if it is another program by now, remove ${folder.at('lock')}.`,
  );
});

test('the lock of another machine is never taken over, and the sentence says what to do when that machine is off', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.at('lock'), lockOf({ host: 'elsewhere', pid: 17 }));
  await expect(acquireLock(folder.path)).rejects.toMatchObject({
    exitCode: 11,
    message: `${folder.path} is in use by process 17 on elsewhere: wait until it has ended, or, if that machine is off, remove ${folder.at('lock')}.`,
  });
});

test('the lock of a process of this machine is to be waited for', async () => {
  await using folder = await temporaryFolder();
  await using _lock = await acquireLock(folder.path);
  await expect(acquireLock(folder.path)).rejects.toThrow(/: wait until it has ended\.$/);
});

test('released, it is free; and releasing leaves the lock of another alone', async () => {
  await using folder = await temporaryFolder();
  const lock = await acquireLock(folder.path);
  await lock.release();
  expect(await readdir(folder.path)).toEqual([]);
  await writeFile(folder.at('lock'), lockOf({ host: 'elsewhere' }));
  await lock.release();
  expect(await readdir(folder.path)).toEqual(['lock']);
});
