// watch: what it cannot have is left alone for a while, has its turn again, and holds nothing else up.
import { expect, test } from 'vitest';
import { Rest } from '../../src/commands/watch-rest.js';
import { worldFromRecords } from '../../src/emulator/index.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { realClock } from '../../src/lib/clock.js';
import { openStore } from '../../src/store/open.js';
import { hasty } from '../chaos/trial.js';
import { startFront, untouched } from '../support/faulty-front.js';
import { temporaryFolder } from '../support/folder.js';
import { conv, message, people } from '../support/tiny-world.js';
import { say, serveTalk, startWatch, texts } from '../support/watch.js';

const MINUTE_MS = 60_000;
const at = (minutes: number): Date => new Date(Date.UTC(2024, 0, 1) + minutes * MINUTE_MS);

test('a gap rests five minutes, and twice as long each time it was tried in vain, six hours at most', () => {
  const rest = new Rest();
  const gaps = new Map([['file:a', 'fetch failed']]);
  const rests: number[] = [];
  for (let minutes = 0; rests.length < 9; ) {
    expect([...rest.begin(at(minutes))]).toEqual([]);
    rest.end(gaps, at(minutes));
    const began = minutes;
    while (!rest.isOver(at(minutes))) {
      expect([...rest.begin(at(minutes))]).toEqual(['file:a']);
      rest.end(gaps, at(minutes));
      minutes += 1;
    }
    rests.push(minutes - began);
  }
  expect(rests).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
});

test('what was had rests no more, and begins anew when it fails again', () => {
  const rest = new Rest();
  rest.end(new Map([['file:a', 'fetch failed']]), at(0));
  rest.begin(at(5));
  rest.end(new Map(), at(5));
  expect(rest.isOver(at(1000))).toBe(false);
  rest.end(new Map([['file:a', 'fetch failed']]), at(10));
  expect([rest.isOver(at(14)), rest.isOver(at(15))]).toEqual([false, true]);
});

test('for what only time changes no pass is made', () => {
  const rest = new Rest();
  rest.end(new Map([['call:x:a', 'not permitted']]), at(0));
  expect([...rest.begin(at(1))]).toEqual(['call:x:a']);
  expect(rest.isOver(at(1000))).toBe(false);
});

test('one conversation that always fails holds nothing up, and is archived when it does not', async () => {
  await using folder = await temporaryFolder();
  const world = worldFromRecords([
    ...people,
    ...['talk', 'bad'].flatMap((id) => [conv(id), message(id, 1), message(id, 2)]),
  ]);
  const server = await serveTalk({ world });
  await using front = await startFront(server.url);
  let asked = 0;
  front.spoil = ({ call, response }) => {
    if (call !== 'conversation/sync/bad') return false;
    asked += 1;
    response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    return true;
  };
  let later = 0;
  const clock = { ...realClock, now: () => new Date(Date.now() + later) };
  const archive = folder.at('archive');
  const watch = startWatch(front.url, archive, { clock, connection: { clock: hasty } });
  try {
    let end = await watch.next('synced');
    expect(watch.events[end - 1]?.open_gaps).toBeGreaterThan(0);
    expect(asked).toBe(9);
    for (const words of ['one', 'two']) {
      await say(server.url, words);
      end = await watch.next('synced', end);
    }
    expect(asked).toBe(9);
    front.spoil = untouched;
    later = 5 * MINUTE_MS;
    end = await watch.next('synced', end);
    expect(watch.events[end - 1]?.open_gaps).toBe(0);
    expect(watch.events.filter(({ event }) => event === 'offline')).toEqual([]);
  } finally {
    watch.stop();
    await server.close();
  }
  expect(await watch.ended).toBe(0);
  expect(await texts(archive)).toEqual(['one', 'two']);
  await using database = await openStore(await openArchive(archive));
  expect(
    await database.rows("SELECT message_nr::INT AS nr FROM messages WHERE conversation_id = 'bad' ORDER BY nr"),
  ).toEqual([{ nr: 1 }, { nr: 2 }]);
});
