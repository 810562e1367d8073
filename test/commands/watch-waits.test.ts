// watch: what it waits out and what it does not, and what it leaves behind on every way out: an event, a heartbeat, a row in runs.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { control } from '../emulator/controlling.js';
import { runCli } from '../support/cli.js';
import { fakeClock } from '../support/fake-clock.js';
import { temporaryFolder } from '../support/folder.js';
import { openReader } from '../support/open-reader.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { syncHere } from '../support/sync.js';
import { say, serveTalk, startWatch, texts } from '../support/watch.js';

const readBeat = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

async function lastRun(archive: string): Promise<unknown> {
  await using database = await openStore(await openArchive(archive));
  return (await database.rows('SELECT exit_code, outcome FROM runs ORDER BY started_time DESC LIMIT 1'))[0];
}

test('a reader that is open when something is said is waited out, and what was said is archived then', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const archive = folder.at('archive');
  const heartbeat = folder.at('alive.json');
  const watch = startWatch(server.url, archive, { heartbeat });
  try {
    let at = await watch.next('synced');
    {
      await using _reader = await openReader(archive);
      await say(server.url, 'while somebody reads');
      at = await watch.next('locked', at);
      expect(watch.events[at - 1]?.reason).toMatch(/in use by another program/);
      await expect.poll(() => readBeat(heartbeat)).toMatchObject({ state: 'locked', reason: expect.any(String) });
      await say(server.url, 'and once more');
    }
    at = await watch.next('unlocked', at);
    for (let tries = 0; tries < 3 && (await texts(archive)).length < 2; tries += 1) at = await watch.next('synced', at);
    expect(await texts(archive)).toEqual(['while somebody reads', 'and once more']);
    expect(watch.events.filter(({ event }) => event === 'locked')).toHaveLength(1);
  } finally {
    watch.stop();
    await server.close();
  }
  expect(await watch.ended).toBe(0);
});

test('told to stop while somebody reads, it stops; the next run loads what was heard', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const archive = folder.at('archive');
  const watch = startWatch(server.url, archive);
  try {
    const at = await watch.next('synced');
    await using _reader = await openReader(archive);
    await say(server.url, 'said late');
    await watch.next('locked', at);
    watch.stop();
    expect(await watch.ended).toBe(0);
  } finally {
    watch.stop();
  }
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  await server.close();
  expect(await texts(archive)).toEqual(['said late']);
});

test('a service that is not there yet at the start is waited for', async () => {
  await using folder = await temporaryFolder();
  const first = await serveTalk();
  await first.close();
  const heartbeat = folder.at('alive.json');
  const watch = startWatch(first.url, folder.at('archive'), { heartbeat });
  let second: Awaited<ReturnType<typeof serveTalk>> | undefined;
  try {
    let at = await watch.next('offline');
    await expect.poll(() => readBeat(heartbeat)).toMatchObject({ state: 'offline', reason: expect.any(String) });
    second = await serveTalk({ port: first.port });
    at = await watch.next('online', at);
    at = await watch.next('started', at);
    await watch.next('synced', at);
    watch.stop();
    expect(await watch.ended).toBe(0);
    expect(await readBeat(heartbeat)).toMatchObject({ state: 'stopped', reason: null });
  } finally {
    watch.stop();
    await second?.close();
  }
});

test('told to stop before the service was there, it ends with 0 and makes nothing', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  await server.close();
  const watch = startWatch(server.url, folder.at('archive'));
  await watch.next('offline');
  watch.stop();
  expect(await watch.ended).toBe(0);
  expect(watch.events.at(-1)).toMatchObject({ event: 'stopped', exit_code: 0, reason: null });
  await expect(openArchive(folder.at('archive'))).rejects.toMatchObject({ exitCode: 10 });
});

test('a wrong password ends it at once, with 5', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const heartbeat = folder.at('alive.json');
  const watch = startWatch(server.url, folder.at('archive'), { heartbeat, password: 'wrong' });
  await expect(watch.ended).rejects.toMatchObject({ exitCode: 5 });
  await server.close();
  const end = { exit_code: 5, reason: expect.stringContaining('did not let') };
  expect(watch.events).toEqual([expect.objectContaining({ event: 'stopped', ...end })]);
  expect(await readBeat(heartbeat)).toMatchObject({ state: 'stopped', reason: end.reason });
});

test('a password that is refused later ends it with 5, and runs says so', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const archive = folder.at('archive');
  const heartbeat = folder.at('alive.json');
  const watch = startWatch(server.url, archive, { heartbeat });
  await watch.next('synced');
  const rules = [
    { call: 'account/poll', kind: 'status', status: 401 },
    { call: 'account/login', kind: 'status', status: 431 },
  ];
  await control(server.url, 'POST faults', { schedule: { rules } });
  await expect(watch.ended).rejects.toMatchObject({ exitCode: 5 });
  await server.close();
  expect(watch.events.at(-1)).toMatchObject({ event: 'stopped', exit_code: 5 });
  expect(await readBeat(heartbeat)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('did not let') });
  expect(await lastRun(archive)).toMatchObject({ exit_code: 5, outcome: expect.stringContaining('did not let') });
});

test('one that is started beside another leaves the heartbeat of that one alone', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const archive = folder.at('archive');
  const heartbeat = folder.at('alive.json');
  const watch = startWatch(server.url, archive, { heartbeat });
  try {
    await watch.next('synced');
    await expect.poll(() => readBeat(heartbeat)).toMatchObject({ state: 'waiting' });
    const args = ['watch', '--archive', archive, '--server', server.url, '--heartbeat', heartbeat, '--json'];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(11);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'stopped', exit_code: 11 });
    expect(await readBeat(heartbeat)).toMatchObject({ pid: process.pid, state: 'waiting' });
  } finally {
    watch.stop();
    await server.close();
  }
  expect(await watch.ended).toBe(0);
});

test('a service that holds no long poll is asked less and less often, and soon again when it has told something', async () => {
  await using folder = await temporaryFolder();
  const news: unknown[] = [];
  await using server = await scriptedServer(
    smallService(
      () => [header('c')],
      ({ path, body }, response) => {
        if (path !== '/api/account/poll' || body.wait !== true) return false;
        sendJson(response, { event_horizon: 7, stream: news.splice(0) });
        return true;
      },
    ),
  );
  const waits: number[] = [];
  const clock = fakeClock();
  const watch = startWatch(server.url, folder.at('archive'), {
    clock: {
      ...clock,
      async sleep(waitMs, signal) {
        waits.push(waitMs / 1000);
        if (waits.length === 9) news.push({ mk_rec_type: 'label', label_id: 'l', label: 'new' });
        if (waits.length === 11) watch.stop();
        await clock.sleep(waitMs, signal);
      },
    },
  });
  expect(await watch.ended).toBe(0);
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 1, 2]);
  expect(server.asked.filter(({ body }) => body.wait === true)).toHaveLength(12);
});
