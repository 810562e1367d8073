// What the clients that Fleep published do when they write: the calls and defaults of the Python library (every unset keyword is null),
// its cache fed by the answers alone and by polls alone, and what the others then know.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { people } from '../support/tiny-world.js';
import { control } from './controlling.js';
import { PythonCache, type PythonConversation } from './published-clients.js';
import { asRecord, type Json, recordsIn, signIn } from './walk.js';

const PASSWORD = 'a long password';
const STATE = 'urn:fleep:message:mk_message_state';

/** Somebody at the Python library. */
class Person {
  readonly cache: PythonCache;
  readonly id: string;
  readonly email: string;

  constructor(cache: PythonCache, id: string, email: string) {
    this.cache = cache;
    this.id = id;
    this.email = email;
  }

  /** A call about a conversation as the library makes it; its answer goes into the cache. */
  async change(method: string, id: string, body: Json = {}): Promise<Json> {
    const full = { from_message_nr: null, ...body };
    const answer = await this.cache.client.call(`${method}/${id}`, full);
    this.cache.takeAnswer(answer);
    return answer;
  }

  /** What the cache has after a poll. */
  async hears(id: string): Promise<PythonConversation> {
    await this.cache.poll();
    const conversation = this.cache.conversations.get(id);
    if (conversation === undefined) throw new Error(`${this.email} has not heard of ${id}`);
    await conversation.syncToLast();
    return conversation;
  }
}

let server: Awaited<ReturnType<typeof startEmulator>>;
let eva: Person;
let olev: Person;
let mari: Person;
let talk: string;

async function register(name: string): Promise<Person> {
  const email = `${name}@example.org`;
  const { body } = await control(server.url, 'POST accounts', { email, password: PASSWORD, display_name: name });
  const cache = new PythonCache(await signIn(server.url, { email, password: PASSWORD }));
  await cache.start();
  await cache.loadContacts();
  return new Person(cache, String(body.account_id), email);
}

beforeAll(async () => {
  server = await startEmulator({ world: worldFromRecords([...people]), pollTimeoutMs: 5000 });
  [eva, olev, mari] = await Promise.all([register('eva'), register('olev'), register('mari')]);
  const answer = await eva.cache.client.call('conversation/create', {
    topic: 'Talk',
    emails: `${olev.email}, Mari <${mari.email}>`,
    message: null,
    attachments: null,
    is_invite: null,
  });
  talk = eva.cache.takeAnswer(answer).id;
});

afterAll(() => server.close());

const latest = (conversation: PythonConversation): Json =>
  [...conversation.messages].sort(([a], [b]) => a - b).at(-1)?.[1] ?? {};

const send = async (person: Person, message: string): Promise<number> =>
  Number((await person.change('message/send', talk, { message, attachments: null })).result_message_nr);

/** The same message as three caches have it: of who wrote, by the answer; of the others, by polls. */
async function asAllKnow(nr: number): Promise<(Json | undefined)[]> {
  const mine = eva.cache.conversations.get(talk)?.messages.get(nr);
  return [mine, (await olev.hears(talk)).messages.get(nr), (await mari.hears(talk)).messages.get(nr)];
}

async function expectAll(nr: number, fields: Json): Promise<void> {
  for (const message of await asAllKnow(nr)) expect(message).toMatchObject(fields);
}

describe('the Python library', () => {
  it('sends, and everybody has it', async () => {
    const nr = await send(eva, 'Hello *all*');
    await expectAll(nr, {
      message: '<msg><p>Hello <b flp="*" fls="*">all</b></p></msg>',
      account_id: eva.id,
      mk_message_type: 'text',
    });
  });

  it('edits: the same number, a later event, who did it', async () => {
    const nr = await send(eva, 'wrods');
    await eva.change('message/edit', talk, { message: 'words', message_nr: nr, attachments: null });
    await expectAll(nr, { message: '<msg><p>words</p></msg>', message_nr: nr, edit_account_id: eva.id });
    for (const message of await asAllKnow(nr)) expect(Number(message?.flow_message_nr)).toBeGreaterThan(nr);
  });

  it('pins and unpins; the pin board has it in between', async () => {
    const nr = await send(eva, 'to keep');
    await eva.change('message/store', talk, { message_nr: nr, tags: ['pin'] });
    await expectAll(nr, { mk_message_state: `${STATE}:pinned` });
    const board = await olev.cache.client.call('account/sync_pinboard', { conversation_id: talk, pin_limit: 30 });
    expect(recordsIn(board.stream).map(({ message_nr }) => message_nr)).toContain(nr);
    await eva.change('message/store', talk, { message_nr: nr, tags: ['unpin'] });
    await expectAll(nr, { mk_message_state: `${STATE}:unpinned` });
  });

  it('makes a task, assigns it, and does it', async () => {
    const nr = await send(eva, 'to do');
    await eva.change('message/store', talk, { message_nr: nr, tags: ['is_todo'], assignee_ids: [olev.id] });
    await expectAll(nr, { mk_message_state: `${STATE}:todo`, assignee_ids: [olev.id] });
    await eva.change('message/store', talk, { message_nr: nr, tags: ['is_done'] });
    await expectAll(nr, { mk_message_state: `${STATE}:done` });
  });

  it('copies into another conversation', async () => {
    const nr = await send(eva, 'also for others');
    const other = eva.cache.takeAnswer(
      await eva.cache.client.call('conversation/create', { topic: 'Other', emails: olev.email }),
    ).id;
    await eva.change('message/copy', talk, { message_nr: nr, to_conv_id: other });
    const copied = latest(await olev.hears(other));
    expect(copied.message).toBe('<msg><p>also for others</p></msg>');
  });

  it('deletes: nobody has the text any more, all have the number', async () => {
    const nr = await send(eva, 'by mistake');
    await olev.hears(talk);
    await eva.change('message/delete', talk, { message_nr: nr, attachment_id: null });
    await expectAll(nr, { message: '', mk_message_state: `${STATE}:deleted` });
  });

  it('uploads a file and sends it', async () => {
    const { client } = eva.cache;
    const response = await fetch(`${server.url}/api/file/upload?ticket=${client.ticket}`, {
      method: 'PUT',
      headers: {
        cookie: client.cookie,
        'content-type': 'text/plain',
        'content-disposition': 'attachment; filename="notes.txt"',
      },
      body: 'some notes',
    });
    const [file] = recordsIn(asRecord(await response.json()).files);
    const answer = await eva.change('message/send', talk, { message: 'see', attachments: [file?.upload_url] });
    const known = await mari.hears(talk);
    const attached = [...known.files.values()].find(({ message_nr }) => message_nr === answer.result_message_nr);
    expect(attached).toMatchObject({ file_name: 'notes.txt', file_size: 10 });
    expect(await (await mari.cache.client.get(String(attached?.file_url))).text()).toBe('some notes');
  });

  it('adds and removes members by e-mail; who is removed keeps what was seen and hears no more', async () => {
    const nina = await register('nina');
    await eva.change('conversation/add_members', talk, { emails: nina.email });
    const joined = await nina.hears(talk);
    expect(joined.header.members).toContain(nina.id);
    expect(Number(joined.header.join_message_nr)).toBeGreaterThan(1);
    const seen = await send(eva, 'welcome');
    expect((await nina.hears(talk)).messages.get(seen)?.message).toBe('<msg><p>welcome</p></msg>');
    await eva.change('conversation/remove_members', talk, { emails: nina.email });
    const unseen = await send(eva, 'among us');
    const left = await nina.hears(talk);
    expect(left.header).toMatchObject({ can_post: false });
    expect(left.messages.has(seen)).toBe(true);
    expect(left.messages.has(unseen)).toBe(false);
  });

  it('names, hides, shows and leaves a conversation', async () => {
    const made = await mari.cache.client.call('conversation/create', { topic: 'Short', emails: eva.email });
    const id = mari.cache.takeAnswer(made).id;
    await mari.change('conversation/set_topic', id, { topic: 'Shorter' });
    expect((await eva.hears(id)).header.topic).toBe('Shorter');
    await mari.change('conversation/hide', id);
    const { header } = mari.cache.conversations.get(id) ?? {};
    expect(Number(header?.hide_message_nr)).toBeGreaterThanOrEqual(Number(header?.last_message_nr));
    await mari.change('conversation/unhide', id);
    await mari.change('conversation/leave', id);
    expect((await eva.hears(id)).header).toMatchObject({ members: [eva.id], leavers: [mari.id] });
  });

  it('makes a hook, which posts in both forms, shows it, renames it and drops it', async () => {
    const made = await eva.change('conversation/create_hook', talk, { mk_hook_type: 'plain', hook_name: 'builds' });
    const { hook_url } = asRecord(made.hook_info);
    const path = new URL(String(hook_url), server.url).pathname;
    const post = (type: string, body: string) =>
      fetch(server.url + path, { method: 'POST', headers: { 'content-type': type }, body });
    await post('application/json', JSON.stringify({ message: 'built' }));
    await post('application/x-www-form-urlencoded', 'message=failed+once');
    const texts = [...(await olev.hears(talk)).messages.values()].map(({ message }) => message);
    expect(texts).toEqual(expect.arrayContaining(['<msg><p>built</p></msg>', '<msg><p>failed once</p></msg>']));
    const shown = async () => recordsIn((await eva.cache.client.call(`conversation/show_hooks/${talk}`, {})).hooks);
    const [hook] = await shown();
    await eva.change('conversation/configure_hook', talk, { hook_key: hook?.hook_key, hook_name: 'tests' });
    expect(await shown()).toMatchObject([{ hook_name: 'tests', is_active: true }]);
    await eva.change('conversation/drop_hook', talk, { hook_key: hook?.hook_key });
    expect(await shown()).toMatchObject([{ is_active: false }]);
  });

  it('makes a team, which comes into a conversation, changes it and removes it', async () => {
    const { client } = eva.cache;
    const made = await client.call('team/create', {
      team_name: 'Crew',
      emails: mari.email,
      conversations: null,
      is_autojoin: null,
    });
    const team = recordsIn(made.stream).find(({ mk_rec_type }) => mk_rec_type === 'team');
    const deck = eva.cache.takeAnswer(await client.call('conversation/create', { topic: 'Deck' })).id;
    await client.call(`team/configure/${team?.team_id}`, { add_conversations: [deck], add_emails: olev.email });
    for (const person of [mari, olev]) expect((await person.hears(deck)).header.teams).toEqual([team?.team_id]);
    await client.call(`team/configure/${team?.team_id}`, { team_name: 'Whole crew' });
    await olev.cache.poll();
    expect(olev.cache.teams.get(String(team?.team_id))).toMatchObject({ team_name: 'Whole crew' });
    await client.call(`team/remove/${team?.team_id}`, {});
    await olev.cache.poll();
    expect(olev.cache.teams.get(String(team?.team_id))).toMatchObject({ is_deleted: true });
  });

  it('listens: the call is held until somebody writes, and says who wrote what', async () => {
    const { client } = olev.cache;
    const { event_horizon } = await client.call('account/sync', {});
    const listening = client.call('account/listen', { event_horizon, wait: true });
    await send(eva, 'anybody there?');
    const { messages, event_horizon: next } = await listening;
    expect(recordsIn(messages)).toMatchObject([
      { conversation_id: talk, message: 'anybody there?', author_name: 'eva' },
    ]);
    expect(Number(next)).toBeGreaterThan(Number(event_horizon));
  });

  it('polls: the call is held as well, and ends empty when nothing happens', async () => {
    const { client } = mari.cache;
    await mari.cache.poll();
    const { event_horizon } = await client.call('account/sync', {});
    const answer = await client.call('account/poll', { event_horizon, wait: true, poll_flags: null });
    expect(answer).toEqual({ event_horizon, limit_time: 0, static_version: expect.any(String), stream: [] });
  });
});
