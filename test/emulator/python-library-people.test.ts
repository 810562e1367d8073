// The Python library that Fleep published, where it is about people: members, teams, hooks, conversations on the list, contacts, and
// the loops that listen.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PythonCache } from './published-clients.js';
import { openPythonScene, type PythonPerson, type PythonScene } from './python-library.js';
import { asRecord, type Json, post, recordsIn } from './walk.js';

let scene: PythonScene;
let eva: PythonPerson;
let olev: PythonPerson;
let mari: PythonPerson;

beforeAll(async () => {
  scene = await openPythonScene();
  ({ eva, olev, mari } = scene);
});

afterAll(() => scene.server.close());

/** The library started anew, with the session that there is. */
async function startAgain({ cache }: PythonPerson): Promise<PythonCache> {
  const again = new PythonCache(cache.client);
  await again.start();
  return again;
}

const knows = (person: PythonPerson, id: string) => person.cache.conversations.has(id);

describe('members', () => {
  it('knows from the answer who was named by an address, a stranger too', async () => {
    const id = await eva.create('by address', `${olev.email}, ${mari.email}`);
    for (const { id: contact } of [olev, mari]) expect(eva.cache.contacts.has(contact)).toBe(true);
    await eva.send(id, 'hello');
    await eva.change(id, 'conversation/add_members', { emails: 'stranger@example.net' });
    const added = [...eva.cache.contacts.values()].find(({ email }) => email === 'stranger@example.net');
    expect(added).toMatchObject({ mk_account_status: 'new' });
    expect(eva.at(id).header.members).toContain(added?.account_id);
  });

  it('adds, removes, adds again and discloses; who leaves cannot post', async () => {
    const dora = await scene.enter('dora');
    const id = await eva.create('comings', olev.email, { message: 'before' });
    await eva.change(id, 'conversation/add_members', { emails: dora.email });
    const own = await dora.follow(eva, id);
    await eva.change(id, 'conversation/remove_members', { emails: dora.email });
    await dora.pollUntil(() => own.header.can_post === false, 'the end');
    const unseen = await eva.send(id, 'without dora');
    await dora.cache.poll();
    expect([own.messages.has(unseen), Number(own.header.last_message_nr) < unseen]).toEqual([false, true]);
    await eva.change(id, 'conversation/add_members', { emails: dora.email });
    await dora.follow(eva, id);
    await own.syncToFirst();
    await own.syncToLast();
    expect([own.messages.has(1), own.messages.has(unseen)]).toEqual([false, false]);
    const body = { emails: dora.email, message_nr: own.header.last_message_nr };
    await eva.change(id, 'conversation/disclose_all', body);
    await dora.follow(eva, id);
    await own.syncToFirst();
    expect([own.messages.has(1), own.messages.has(unseen)]).toEqual([true, true]);
    await dora.change(id, 'conversation/leave');
    await eva.follow(dora, id);
    expect(eva.at(id).header).toMatchObject({ members: expect.not.arrayContaining([dora.id]), leavers: [dora.id] });
    await expect(dora.send(id, 'still here?')).rejects.toThrow('431');
  });

  it('stores who is in by the names of old, and joins by the link', async () => {
    const id = await eva.create('stored', '');
    await eva.send(id, 'hello');
    await eva.change(id, 'conversation/store', { add_ids: [olev.id], add_emails: mari.email });
    expect(eva.at(id).header.members).toEqual(expect.arrayContaining([olev.id, mari.id]));
    await eva.change(id, 'conversation/store', { remove_ids: [olev.id], remove_emails: mari.email, is_autojoin: true });
    expect(eva.at(id).header.members).toEqual([eva.id]);
    const conv_url_key = String(eva.at(id).header.autojoin_url).split('/').at(-1);
    const answer = await mari.call('conversation/autojoin', { conv_url_key });
    expect(mari.cache.takeAnswer(answer).header).toMatchObject({ can_post: true });
  });
});

describe('the list', () => {
  it('hides, and comes up again with its first message although it was never heard of', async () => {
    const id = await eva.create('hidden', olev.email);
    await olev.follow(eva, id);
    const { last_message_nr } = olev.at(id).header;
    await olev.change(id, 'conversation/hide', { from_message_nr: last_message_nr });
    expect(Number(olev.at(id).header.hide_message_nr)).toBeGreaterThanOrEqual(Number(last_message_nr));
    const again = await startAgain(olev);
    expect(again.conversations.has(id)).toBe(false);
    const nr = await eva.send(id, 'wake up');
    await again.poll();
    expect(again.conversations.get(id)?.messages.get(nr)?.message).toBe('<msg><p>wake up</p></msg>');
    await olev.change(id, 'conversation/unhide');
    expect(Number(olev.at(id).header.hide_message_nr)).toBeLessThan(nr);
  });

  it('names, labels, silences and deletes', async () => {
    const id = await eva.create('settings', olev.email);
    await eva.change(id, 'conversation/set_topic', { topic: 'others' });
    for (const mk_alert_level of ['never', 'default']) {
      await eva.change(id, 'conversation/set_alerts', { mk_alert_level });
      expect(eva.at(id).header.mk_alert_level).toBe(mk_alert_level);
    }
    for (const labels of [['Blue'], ['Red'], []]) {
      await eva.change(id, 'conversation/update_labels', { labels });
      expect(eva.at(id).header.labels).toEqual(labels);
    }
    await eva.change(id, 'message/snooze', { message_nr: 1, snooze_interval: 60 });
    await olev.follow(eva, id);
    expect(olev.at(id).header.topic).toBe('others');
    await eva.change(id, 'conversation/delete', { from_message_nr: eva.at(id).header.last_message_nr });
    expect((await startAgain(eva)).conversations.has(id)).toBe(false);
  });
});

describe('hooks', () => {
  const deliver = (hookUrl: unknown, body: string, type = 'application/json') =>
    fetch(scene.server.url + new URL(String(hookUrl)).pathname, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

  async function create(id: string, hook_name: string, mk_hook_type: string): Promise<unknown> {
    const { fw_message_nr: from_message_nr } = eva.at(id).header;
    const answer = await eva.call(`conversation/create_hook/${id}`, { hook_name, mk_hook_type, from_message_nr });
    eva.cache.takeAnswer(answer);
    return asRecord(answer.hook_info).hook_url;
  }

  it('takes messages in all forms, is listed, renamed and dropped', async () => {
    const id = await eva.create('hooks', olev.email);
    const url = await create(id, 'builds', 'plain');
    await olev.follow(eva, id);
    await deliver(url, JSON.stringify({ message: 'as JSON' }));
    await deliver(url, 'message=as+form', 'application/x-www-form-urlencoded');
    const imported = { message_key: 'k1', message: 'imported', posted_time: 1336824732, sender_name: 'raul' };
    await deliver(await create(id, 'old', 'import'), JSON.stringify({ messages: [imported], is_read: true }));
    await eva.cache.poll();
    await eva.at(id).syncToLast();
    const texts = [...(await olev.follow(eva, id)).messages.values()].map(({ message }) => message);
    const expected = ['as JSON', 'as form', 'imported'].map((text) => `<msg><p>${text}</p></msg>`);
    expect(texts).toEqual(expect.arrayContaining(expected));
    const list = async () => recordsIn((await eva.call(`conversation/show_hooks/${id}`, {})).hooks);
    const [hook] = (await list()).filter(({ hook_name }) => hook_name === 'builds');
    expect(hook).toMatchObject({ is_active: true, account_id: eva.id, hook_url: url });
    await eva.change(id, 'conversation/configure_hook', { hook_key: hook?.hook_key, hook_name: 'tests' });
    await eva.change(id, 'conversation/drop_hook', { hook_key: hook?.hook_key });
    expect(await list()).toContainEqual(expect.objectContaining({ hook_name: 'tests', is_active: false }));
    expect(eva.cache.hooks.get(String(hook?.hook_key))).toMatchObject({ is_active: false });
    await olev.follow(eva, id);
  });
});

describe('teams', () => {
  const teamIn = (answer: Json): Json => {
    const team = recordsIn(answer.stream).find(({ mk_rec_type }) => mk_rec_type === 'team');
    if (team === undefined) throw new Error('no team');
    return team;
  };

  it('has members and conversations by the names of old, and is removed', async () => {
    const id = await eva.create('deck', '');
    const body = { team_name: 'Crew', emails: olev.email, conversations: [id] };
    const { team_id } = teamIn(await eva.call('team/create', body));
    await olev.pollUntil(() => knows(olev, id), 'the conversation of the team');
    expect(olev.at(id).header.teams).toEqual([team_id]);
    const configure = (more: Json) => eva.call(`team/configure/${team_id}`, { team_name: null, ...more });
    expect(teamIn(await configure({ added_emails: mari.email })).members).toContain(mari.id);
    await mari.pollUntil(() => mari.cache.teams.has(String(team_id)) && knows(mari, id), 'the team');
    expect(teamIn(await configure({ removed_emails: mari.email })).members).not.toContain(mari.id);
    await mari.pollUntil(() => mari.at(id).header.can_post === false, 'the end');
    const other = await eva.create('bridge', '');
    await configure({ added_conversations: [other] });
    await olev.pollUntil(() => knows(olev, other), 'another conversation of the team');
    await configure({ removed_conversations: [other] });
    await olev.pollUntil(() => olev.at(other).header.can_post === false, 'its end');
    expect(teamIn(await eva.call(`team/remove/${team_id}`)).is_deleted).toBe(true);
  });

  it('comes into a conversation and goes', async () => {
    const id = await eva.create('lent', '');
    await eva.send(id, 'hello');
    const made = await eva.call('team/create', { team_name: 'Guests', emails: mari.email, conversations: null });
    const { team_id } = teamIn(made);
    await eva.change(id, 'conversation/add_team', { team_id });
    await mari.pollUntil(() => knows(mari, id), 'the conversation');
    await mari.follow(eva, id);
    expect(eva.at(id).header.teams).toEqual([team_id]);
    await eva.change(id, 'conversation/remove_team', { team_id });
    await mari.pollUntil(() => mari.at(id).header.can_post === false, 'the end');
  });
});

describe('the account', () => {
  it('prints what a search has marked, of whatever kind the match is', async () => {
    const id = await eva.create('searched', '');
    await eva.send(id, 'needle in hay');
    await eva.send(id, 'see', [await eva.upload('needle.txt', 'x')]);
    const keys = { is_extended_search: false, keywords: 'needle', conversation_id: id, need_suggestions: false };
    const matches = recordsIn((await eva.call('search', { ...keys, search_types: null })).matches);
    const printed = matches.map(({ marked_text }) => String(marked_text).replace(/<.*?>/g, ''));
    expect(printed.sort()).toEqual(['needle in hay', 'needle.txt']);
  });

  it('describes and hides contacts, sets flags, has aliases and a Fleep id', async () => {
    await eva.create('met', olev.email);
    await eva.call('contact/describe', { contact_id: olev.id, contact_name: 'Ollie', phone_nr: null });
    const listed = async () => recordsIn((await eva.call('contact/sync/list', { contacts: [olev.id] })).contacts);
    expect(await listed()).toMatchObject([{ display_name: 'Ollie', email: olev.email }]);
    await eva.call('contact/hide', { contacts: [olev.id] });
    expect(await listed()).toMatchObject([{ is_hidden_for_add: true }]);
    const flagged = await eva.call('account/set_flag', { client_flag: 'emoticons_old', bool_value: true });
    expect(flagged.client_flags).toContain('emoticons_old');
    await eva.call('alias/add', { emails: 'eva.two@example.org' });
    const aliases = recordsIn((await eva.call('alias/sync')).stream);
    expect(aliases.map(({ email }) => email)).toEqual(expect.arrayContaining([eva.email, 'eva.two@example.org']));
    await eva.call('alias/remove', { emails: 'eva.two@example.org' });
    expect(recordsIn((await eva.call('alias/sync')).stream)).toHaveLength(1);
    const { fleep_address } = await eva.call('fleep_address/add', { fleep_address: 'eva-the-first' });
    expect(fleep_address).toBe('eva-the-first');
  });

  it('may call a path that begins with two slashes', async () => {
    const { cookie, ticket } = eva.cache.client;
    const body = { registration_id: 'g', token_ids: [], ticket };
    expect((await post(`${scene.server.url}/`, 'account/configure_android', body, { cookie })).status).toBe(200);
  });

  it('listens: how many conversations are new, and what was said', async () => {
    const id = await eva.create('listening', mari.email);
    await mari.follow(eva, id);
    const listen = (event_horizon: unknown, wait: boolean) => mari.call('account/listen', { event_horizon, wait });
    const before = await listen(0, false);
    const waiting = listen(before.event_horizon, true);
    await eva.send(id, 'listen!');
    const heard = await waiting;
    expect(recordsIn(heard.messages)).toMatchObject([{ message: 'listen!', author_name: 'eva', conversation_id: id }]);
    const counted = await listen(heard.event_horizon, false);
    expect(Number(heard.conv_count ?? counted.conv_count)).toBe(Number(before.conv_count) + 1);
    await mari.cache.poll();
    await mari.change(id, 'conversation/mark_read');
    expect((await listen(heard.event_horizon, false)).conv_count).toBe(before.conv_count);
  });

  it('polls until the horizon stays what it is; every conversation on the way has a topic', async () => {
    const { client } = eva.cache;
    const topics: unknown[] = [];
    for (let [horizon, last]: unknown[] = [0, undefined]; horizon !== last; ) {
      const answer = await client.call('account/poll', { event_horizon: horizon, wait: false });
      const headers = recordsIn(answer.stream).filter(({ mk_rec_type }) => mk_rec_type === 'conv');
      topics.push(...headers.map(({ topic }) => topic));
      [last, horizon] = [horizon, answer.event_horizon];
    }
    expect(topics.length).toBeGreaterThan(0);
    expect(topics.filter((topic) => typeof topic !== 'string')).toEqual([]);
  });
});
