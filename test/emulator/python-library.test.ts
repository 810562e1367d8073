// The writing side of the Python library that Fleep published: what its cache has from answers, and that of the others from polls
// alone, are the same; and every field that it reads without asking is there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PythonConversation } from './published-clients.js';
import { openPythonScene, type PythonPerson, type PythonScene } from './python-library.js';
import { type Json, recordsIn } from './walk.js';

let scene: PythonScene;
let eva: PythonPerson;
let olev: PythonPerson;
let mari: PythonPerson;

beforeAll(async () => {
  scene = await openPythonScene();
  ({ eva, olev, mari } = scene);
});

afterAll(() => scene.server.close());

async function begin(topic: string): Promise<string> {
  const id = await eva.create(topic, `${olev.email}, Mari <${mari.email}>`, { message: 'hello' });
  await heard(id);
  return id;
}

/** All that shows: texts, tags and boards. */
const shownOf = ({ messages, pinboard, header }: PythonConversation): Json => ({
  messages: [...messages.values()]
    .map(({ message_nr, message, tags, assignee_ids }) => ({ message_nr, message, tags, assignee_ids }))
    .sort((a, b) => Number(a.message_nr) - Number(b.message_nr)),
  pinboard: [...pinboard].sort(([a], [b]) => a - b),
  last: header.last_message_nr,
  fw: header.fw_message_nr,
});

/** The others poll, and then know what eva knows. */
async function heard(id: string): Promise<void> {
  const known = shownOf(eva.at(id));
  expect(known.fw).toBe(known.last);
  for (const other of [olev, mari]) expect(shownOf(await other.follow(eva, id)), other.email).toEqual(known);
}

const textOf = (person: PythonPerson, id: string, nr: number): unknown => person.at(id).messages.get(nr)?.message;
const tagsOf = (person: PythonPerson, id: string, nr: number): unknown => person.at(id).messages.get(nr)?.tags;

describe('messages', () => {
  it('sends, with a request id once, and hears of the request', async () => {
    const id = await begin('requests');
    const body = { message: 'once', attachments: null, client_req_id: '0c9f7e0e-5d0e-4d0a-9d5b-0b1a2c3d4e5f' };
    const nr = await eva.change(id, 'message/send', body);
    expect(await eva.change(id, 'message/send', body)).toBe(nr);
    await eva.pollUntil(() => eva.cache.requests.has(body.client_req_id), 'the request');
    await heard(id);
    expect(textOf(olev, id, nr)).toBe('<msg><p>once</p></msg>');
  });

  it('edits; two edits between polls leave no gap', async () => {
    const id = await begin('edits');
    const nr = await eva.send(id, 'first');
    await heard(id);
    for (const message of ['second', 'third']) {
      await eva.change(id, 'message/edit', { message, message_nr: nr, attachments: null });
    }
    await heard(id);
    expect(textOf(mari, id, nr)).toBe('<msg><p>third</p></msg>');
  });

  it('keeps files when it edits by giving their file_url, adds one, and deletes a single one', async () => {
    const id = await begin('files');
    const nr = await eva.send(id, 'see', [await eva.upload('one.txt', 'one')]);
    await heard(id);
    const kept = eva.filesOf(id, nr).map(({ file_url }) => String(file_url));
    const attachments = [...kept, await eva.upload('two.txt', 'two')];
    await eva.change(id, 'message/edit', { message: 'see both', message_nr: nr, attachments });
    await heard(id);
    const files = olev.filesOf(id, nr);
    expect(files.map(({ file_name }) => file_name)).toEqual(['one.txt', 'two.txt']);
    const contents = files.map(async ({ file_url }) => (await olev.cache.client.get(String(file_url))).text());
    expect(await Promise.all(contents)).toEqual(['one', 'two']);
    await eva.change(id, 'message/delete', { message_nr: nr, attachment_id: files[0]?.attachment_id });
    await heard(id);
    expect(mari.filesOf(id, nr).map(({ is_deleted }) => is_deleted)).toEqual([true, false]);
  });

  it('deletes', async () => {
    const id = await begin('deletions');
    const nr = await eva.send(id, 'oops');
    await heard(id);
    await eva.change(id, 'message/delete', { message_nr: nr, attachment_id: null });
    await heard(id);
    expect(textOf(olev, id, nr)).toBe('');
  });

  it('copies into another conversation, from which it hears by polls', async () => {
    const [id, other] = [await begin('from'), await begin('to')];
    const nr = await eva.send(id, 'copy me');
    await eva.change(id, 'message/copy', { message_nr: nr, to_conv_id: other });
    const { header } = eva.at(other);
    await eva.pollUntil(() => Number(header.last_message_nr) > 2, 'the copy');
    await heard(other);
    expect(textOf(mari, other, Number(header.last_message_nr))).toBe('<msg><p>copy me</p></msg>');
  });
});

describe('boards', () => {
  it('pins, moves pins and unpins, the pins of others too', async () => {
    const id = await begin('pins');
    const [low, high] = [await eva.send(id, 'low'), await eva.send(id, 'high')];
    for (const message_nr of [low, high]) await eva.change(id, 'message/pin', { message_nr, pin_weight: null });
    await heard(id);
    const weightOf = (nr: number) => Number(olev.at(id).pinboard.get(nr));
    expect(weightOf(high)).toBeGreaterThan(weightOf(low));
    await eva.change(id, 'message/repin', { pin_message_nr: high, pin_weight: weightOf(low) - 1 });
    await heard(id);
    expect(weightOf(high)).toBeLessThan(weightOf(low));
    const first = await olev.call('account/sync_pinboard', { conversation_id: id, pin_weight: null, pin_limit: 30 });
    expect(recordsIn(first.stream).map(({ message_nr }) => message_nr)).toEqual(expect.arrayContaining([low, high]));
    await olev.change(id, 'message/unpin', { pin_message_nr: high });
    await eva.follow(olev, id);
    await eva.change(id, 'message/unpin', { pin_message_nr: low });
    await heard(id);
    expect(mari.at(id).pinboard.size).toBe(0);
  });

  it('makes tasks of texts and of messages, assigns, does, sorts, archives and brings them back', async () => {
    const id = await begin('tasks');
    await eva.changeTask(id, 'create', { message: 'buy', attachments: null, assignee_ids: [olev.id] });
    const buy = Number(eva.at(id).header.last_message_nr);
    const sell = await eva.send(id, 'sell');
    await eva.changeTask(id, 'make', { message_nr: sell });
    await heard(id);
    expect([tagsOf(olev, id, buy), tagsOf(olev, id, sell)]).toEqual([
      ['is_shared', 'is_task', 'is_todo'],
      ['is_shared', 'is_task', 'is_todo'],
    ]);
    await eva.changeTask(id, 'assign', { message_nr: buy, assignee_ids: [mari.id] });
    await heard(id);
    expect(olev.at(id).messages.get(buy)).toMatchObject({ assignee_ids: [mari.id] });
    await eva.changeTask(id, 'done', { message_nr: buy });
    await heard(id);
    expect(tagsOf(mari, id, buy)).toContain('is_done');
    await eva.changeTask(id, 'todo', { message_nr: buy });
    await eva.changeTask(id, 'sort', { message_nr: sell, below_task_weight: null, is_my_tasklist: null });
    await eva.changeTask(id, 'archive', { message_nr: buy });
    await heard(id);
    expect(tagsOf(mari, id, buy)).toContain('is_archived');
    await eva.changeTask(id, 'activate', { message_nr: buy });
    await heard(id);
    expect(tagsOf(mari, id, buy)).not.toContain('is_archived');
    expect(await olev.call(`task/list/${id}`, { sync_horizon: null, is_archive: null })).toMatchObject({});
  });

  it('stores messages with tags, as tasks, pins and with a subject', async () => {
    const id = await begin('stores');
    const blank = { message_nr: null, message: null, attachments: null, tags: null, pin_weight: null };
    const store = (body: Json) =>
      eva.change(id, 'message/store', { ...blank, assignee_ids: null, subject: null, is_retry: null, ...body });
    const nr = await store({ message: 'plan', tags: ['is_todo'], assignee_ids: [olev.id] });
    await store({ message_nr: nr, tags: ['is_done'] });
    await store({ message_nr: nr, message: 'plan b', subject: 'Plans' });
    await heard(id);
    expect(olev.at(id).messages.get(nr)).toMatchObject({ message: '<msg><p>plan b</p></msg>', subject: 'Plans' });
    const pin = await store({ message: 'keep', tags: ['pin'] });
    await heard(id);
    expect([...mari.at(id).pinboard.keys()]).toEqual([pin]);
    await store({ message_nr: pin, tags: ['unpin'] });
    await heard(id);
    expect(mari.at(id).pinboard.size).toBe(0);
  });
});

describe('of the moment', () => {
  it('shows a pen, which message it is at, and the lock of a pinned one', async () => {
    const id = await begin('pens');
    const nr = await eva.change(id, 'message/store', { message: 'to edit', tags: ['pin'] });
    await heard(id);
    const show = (message_nr: number | null, is_writing: boolean | null) =>
      eva.call(`conversation/show_activity/${id}`, { message_nr, is_writing, from_message_nr: null });
    const activity = (): Json => olev.at(id).activity.get(eva.id) ?? {};
    const lock = () => olev.at(id).messages.get(nr)?.lock_account_id;
    expect(await show(null, null)).toMatchObject({ stream: [] });
    await show(null, true);
    await olev.pollUntil(() => activity().is_writing === true, 'a pen');
    await show(null, false);
    await olev.pollUntil(() => activity().is_writing === false, 'no pen');
    await show(nr, true);
    await olev.pollUntil(() => activity().message_nr === nr && activity().is_writing === true, 'a pen at the message');
    await olev.pollUntil(() => lock() === eva.id, 'a lock');
    await show(nr, false);
    await olev.pollUntil(() => activity().is_writing === false && lock() === null, 'no lock');
    await show(null, true);
    await olev.pollUntil(() => activity().is_writing === true && activity().message_nr === null, 'a pen at no message');
  });

  it('pokes itself and others', async () => {
    const id = await begin('pokes');
    for (const is_bg_poke of [false, true]) {
      await eva.change(id, 'conversation/poke', { message_nr: -1, is_bg_poke });
      for (const person of [eva, olev]) {
        await person.pollUntil(() => person.at(id).pokedNr === -1, 'a poke');
        person.at(id).pokedNr = null;
      }
    }
  });

  it('reads and unreads; the others hear how far', async () => {
    const id = await begin('reading');
    const nr = await eva.send(id, 'read this');
    await heard(id);
    const unread = () => Number(olev.at(id).header.unread_count);
    expect(unread()).toBeGreaterThan(0);
    await olev.change(id, 'message/mark_read', { message_nr: nr });
    expect([unread(), olev.at(id).header.read_message_nr]).toEqual([0, nr]);
    await eva.pollUntil(() => eva.at(id).activity.get(olev.id)?.read_message_nr === nr, 'that it was read');
    await olev.change(id, 'message/mark_unread', { message_nr: nr });
    expect(unread()).toBeGreaterThan(0);
    await olev.change(id, 'conversation/mark_read');
    expect(unread()).toBe(0);
  });
});
