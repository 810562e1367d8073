// watch: what happens at the service is archived as it happens, through outages, lost sessions and restarts, until it is told to stop.

import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { everything } from '../../src/crawl/selection.js';
import { control } from '../emulator/controlling.js';
import { temporaryFolder } from '../support/folder.js';
import { say, serveTalk, startWatch, texts } from '../support/watch.js';

test.each(['duckdb', 'parquet'] as const)(
  '%s: messages are archived as they come, and readers can read along',
  async (store) => {
    await using folder = await temporaryFolder();
    const server = await serveTalk();
    const archive = folder.at('archive');
    // What a watch left that was killed as it wrote.
    await writeFile(folder.at('alive.json.0123456789ab.tmp'), 'half');
    const watch = startWatch(server.url, archive, { store, heartbeat: folder.at('alive.json') });
    try {
      let at = await watch.next('synced');
      for (const words of ['one', 'two', 'three']) {
        await say(server.url, words);
        at = await watch.next('synced', at);
        expect(watch.events[at - 1]?.added).toMatchObject({ messages: 1 });
      }
      if (store === 'duckdb') expect(await texts(archive)).toEqual(['one', 'two', 'three']);
      const beat: Record<string, unknown> = JSON.parse(await readFile(folder.at('alive.json'), 'utf8'));
      expect(beat).toMatchObject({ pid: process.pid, state: expect.stringMatching(/waiting|syncing/) });
      expect(Date.parse(String(beat.last_answer))).toBeGreaterThan(Date.now() - 60_000);
      watch.stop();
      expect(await watch.ended).toBe(0);
      expect(JSON.parse(await readFile(folder.at('alive.json'), 'utf8'))).toMatchObject({ state: 'stopped' });
      expect((await readdir(folder.path)).sort()).toEqual(['alive.json', 'archive']);
      expect(await texts(archive)).toEqual(['one', 'two', 'three']);
      const document = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
      const names = [...Object.keys(beat), ...watch.events.flatMap((event) => [event.event, ...Object.keys(event)])];
      expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
    } finally {
      watch.stop();
      await server.close();
    }
  },
);

test('an outage, a lost session and a server that starts anew are lived through', async () => {
  await using folder = await temporaryFolder();
  const first = await serveTalk();
  const archive = folder.at('archive');
  const watch = startWatch(first.url, archive);
  let second: Awaited<ReturnType<typeof serveTalk>> | undefined;
  try {
    let at = await watch.next('synced');
    await control(first.url, 'POST faults', {
      schedule: { rules: [{ call: 'account/poll', kind: 'status', status: 401, times: 1 }] },
    });
    await say(first.url, 'after the session died');
    at = await watch.next('synced', at);
    await first.close();
    at = await watch.next('offline', at);
    second = await serveTalk({ port: first.port });
    at = await watch.next('online', at);
    // A service that knows nothing of the old event stream asks for a new start; nothing that is archived goes.
    await say(second.url, 'after the restart');
    for (let tries = 0; tries < 5 && !(await texts(archive)).includes('after the restart'); tries += 1)
      at = await watch.next('synced', at);
    expect(await texts(archive)).toContain('after the restart');
    watch.stop();
    expect(await watch.ended).toBe(0);
  } finally {
    watch.stop();
    await second?.close();
  }
});

/** The journal of an archive that a watch has begun and left. */
async function watchedJournal(server: string, archive: string, store: 'duckdb' | 'parquet'): Promise<string> {
  const watch = startWatch(server, archive, { store });
  await watch.next('synced');
  watch.stop();
  await watch.ended;
  return `${archive}/journal/00000001.ndjson`;
}

test('what is cut off the journal and may have been a page is an event', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  try {
    const archive = folder.at('archive');
    const segment = await watchedJournal(server.url, archive, 'duckdb');
    const kept_as = `${segment}.cut-at-${(await readFile(segment)).length}`;
    await appendFile(segment, '{"commit":{');
    const watch = startWatch(server.url, archive);
    const at = await watch.next('cut');
    expect(watch.events[at - 1]).toMatchObject({ event: 'cut', bytes: 11, kept_as });
    const document = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    for (const name of ['cut', 'bytes', 'kept_as']) expect(document).toContain(`\`${name}\``);
    watch.stop();
    expect(await watch.ended).toBe(0);
  } finally {
    await server.close();
  }
});

test.each(['duckdb', 'parquet'] as const)('%s: a journal whose end is missing gets no further page', async (store) => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  try {
    const archive = folder.at('archive');
    const segment = await watchedJournal(server.url, archive, store);
    const lines = (await readFile(segment, 'utf8')).split('\n');
    const fifth = lines.findIndex((line) => line.startsWith('{"commit":{"page":5,'));
    const cut = `${lines.slice(0, fifth + 1).join('\n')}\n`;
    await writeFile(segment, cut);
    await expect(startWatch(server.url, archive, { store }).ended).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('ends with page 5, and the tables know that page'),
    });
    expect(await readFile(segment, 'utf8')).toBe(cut);
  } finally {
    await server.close();
  }
});

test('a filter that means no conversation is told once, and ends the first watch into an archive when nothing else is chosen', async () => {
  await using folder = await temporaryFolder();
  const server = await serveTalk();
  const archive = folder.at('archive');
  const watch = startWatch(server.url, archive, { selection: { ...everything, exclude: ['Nosuch'] } });
  let told = await watch.next('synced');
  await say(server.url, 'one');
  told = await watch.next('synced', told);
  watch.stop();
  await watch.ended;
  expect(watch.events.filter(({ event }) => event === 'unmatched')).toMatchObject([
    { conversation: [], exclude: ['Nosuch'] },
  ]);
  const chosen = { selection: { ...everything, conversations: ['Nosuch'] } };
  const vain = startWatch(server.url, folder.at('another'), chosen);
  await expect(vain.ended).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('"Nosuch"') });
  // In an archive that has been synced, what was chosen may be gone or renamed.
  const later = startWatch(server.url, archive, chosen);
  await later.next('synced');
  later.stop();
  await later.ended;
  expect(later.events.filter(({ event }) => event === 'unmatched')).toMatchObject([{ conversation: ['Nosuch'] }]);
  await server.close();
});
