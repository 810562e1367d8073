// The task board and a person's open tasks: no task is left out, in whatever section it is.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, uuid } from './small-archive.js';

const [room, hall] = [uuid('room'), uuid('hall')];
const [ann, bob] = [uuid('ann'), uuid('bob')];
const [now, later, old, own] = [uuid('now'), uuid('later'), uuid('old'), uuid('own')];

const task = (conversation_id: string, message_nr: number, more: object) => ({
  conversation_id,
  message_nr,
  account_id: ann,
  message: `<msg><p>Task ${message_nr}</p></msg>`,
  text: `Task ${message_nr}`,
  posted_time: at(`2020-01-${String(message_nr).padStart(2, '0')}T10:00:00Z`),
  task_state: 'todo',
  ...more,
});

let archive: ArchiveFolder;
let site: string;
const page = (name: string): Promise<string> =>
  readFile(join(site, name), 'utf8').then((html) => html.replaceAll('&#x3D;', '='));
beforeAll(async () => {
  archive = await makeArchive({
    accounts: [
      { account_id: ann, display_name: 'Ann' },
      { account_id: bob, display_name: 'Bob' },
    ],
    conversations: [
      { conversation_id: room, topic: 'Room' },
      { conversation_id: hall, topic: 'Hall' },
    ],
    sections: [
      {
        conversation_id: room,
        section_id: old,
        name: 'Put away',
        mk_section_subtype: 'urn:fleep:section:archived',
        weight: 9,
      },
      { conversation_id: room, section_id: later, name: 'Later', weight: 1 },
      { conversation_id: room, section_id: now, name: 'Now <b>', weight: 5 },
      // The key of a section is the conversation and the id (fleep-wire.md section 4).
      { conversation_id: hall, section_id: now, name: 'Now in the hall', weight: 5 },
      { conversation_id: null, section_id: own, name: 'Of nobody', weight: 1 },
      { conversation_id: null, section_id: later, name: 'Not this one', weight: 1 },
    ],
    messages: [
      task(room, 1, { section_id: later, assignee_ids: [bob] }),
      task(room, 2, { section_id: now, task_state: 'done', assignee_ids: [bob] }),
      task(room, 3, { section_id: old, assignee_ids: [bob, ann] }),
      task(room, 4, { section_id: uuid('unknown section'), assignee_ids: [] }),
      task(room, 5, { assignee_ids: [bob], is_deleted: true }),
      task(room, 6, { section_id: now, task_weight: 2 }),
      task(hall, 7, { assignee_ids: [bob, bob] }),
      task(hall, 8, { section_id: now }),
      task(hall, 9, { section_id: own }),
      task(hall, 10, { section_id: old }),
    ],
  });
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false });
});
afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

async function boardOf(conversation_id: string) {
  const sections = (await page(`c/${conversation_id}/tasks.html`)).split('<section').slice(1);
  return sections.map((html) => {
    const heading = /<h2[^>]*>(.*?)<\/h2>/s.exec(html)?.[1]?.replace(/<[^>]*>/g, '');
    return [heading, [...html.matchAll(/<p dir="auto">(Task \d+)<\/p>/g)].map((match) => match[1])];
  });
}

test('the board has every task in its section, archived ones last', async () => {
  expect(await boardOf(room)).toEqual([
    ['Tasks 1 open, 0 done', ['Task 4']],
    ['Now &lt;b&gt; 1 open, 1 done', ['Task 6', 'Task 2']],
    ['Later 1 open, 0 done', ['Task 1']],
    ['Put away archived 1 open, 0 done', ['Task 3']],
  ]);
});

test('a section of the id in another conversation is another section', async () => {
  expect(await boardOf(hall)).toEqual([
    ['Tasks 2 open, 0 done', ['Task 7', 'Task 10']],
    ['Of nobody 1 open, 0 done', ['Task 9']],
    ['Now in the hall 1 open, 0 done', ['Task 8']],
  ]);
  expect(await page(`c/${hall}/0.html`)).toContain('<bdi>Now in the hall</bdi>');
});

test('a person has their open tasks of all conversations, the latest first', async () => {
  const tasksOf = async (id: string) => {
    const html = (await page(`p/${id}.html`)).split('<h2 id="tasks">')[1]?.split('</section>')[0] ?? '';
    const rows = html.split('<tr>').slice(2);
    return rows.map((row) => [
      /href="\.\.\/c\/([^"]*)"/.exec(row)?.[1],
      row
        .split('</td>')
        .slice(0, 4)
        .map((cell) => cell.replace(/<[^>]*>/g, '').trim()),
    ]);
  };
  const three = [`${room}/0.html#m3`, ['Task 3', 'Room', 'Put away archived', '3 Jan 2020']];
  expect(await tasksOf(bob)).toEqual([
    [`${hall}/0.html#m7`, ['Task 7', 'Hall', '', '7 Jan 2020']],
    three,
    [`${room}/0.html#m1`, ['Task 1', 'Room', 'Later', '1 Jan 2020']],
  ]);
  expect(await tasksOf(ann)).toEqual([three]);
});

test('a person who wrote has a search for it, and the first and the latest of each conversation', async () => {
  const html = await page(`p/${ann}.html`);
  expect(html).toContain(`href="../search.html#q=from%3A${ann}"`);
  expect(html).toContain(`href="../search.html#q=from%3A${ann}%20in%3A${room}">6</a>`);
  expect(html).toContain(`href="../c/${room}/0.html#m1">1 Jan 2020</a>`);
  expect(html).toContain(`href="../c/${room}/0.html#m6">6 Jan 2020</a>`);
  expect(await page(`p/${bob}.html`)).not.toContain('search.html#q=');
});
