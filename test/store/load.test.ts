// What the load makes of records: versions, fragments, merged headers, membership, attachments inside messages, problems.
import { describe, expect, test } from 'vitest';
import { mendEscapes } from '../../src/lib/half-pairs.js';
import type { Line } from '../support/sync.js';
import { ANNA, BERT, conv, message } from '../support/tiny-world.js';
import { type Loaded, newTables } from './load-pages.js';

const p = (words: string) => `<msg><p>${words}</p></msg>`;
const VERSIONS = 'SELECT message_nr, flow_message_nr, text, is_latest FROM message_versions ORDER BY ALL';

test('a later version replaces an earlier one, in one load and over several, and each is kept', async () => {
  await using tables = await newTables();
  const first = message('c', 1, { message: p('one') });
  const second = message('c', 1, { message: p('two'), flow_message_nr: 5 });
  const third = message('c', 1, { message: p('three'), flow_message_nr: 9 });
  await tables.load(second, first);
  await tables.load(third);
  await tables.load(first);
  const rows = await tables.rows(VERSIONS);
  expect(rows).toHaveLength(3);
  expect(rows).toEqual(
    expect.arrayContaining([
      { message_nr: 1, flow_message_nr: 5, text: 'two', is_latest: false },
      { message_nr: 1, flow_message_nr: 9, text: 'three', is_latest: true },
      { message_nr: 1, flow_message_nr: null, text: 'one', is_latest: false },
    ]),
  );
});

test('a deletion without a number of its own counts when it is later than every edit', async () => {
  await using tables = await newTables();
  const time = 1_600_000_000;
  const edit = message('c', 1, { flow_message_nr: 9, message: p('edited'), edited_time: time });
  const deletion = message('c', 1, { message: '', tags: ['is_deleted'], edited_time: time + 100 });
  await tables.load(message('c', 1), edit, deletion);
  const select = 'SELECT text, is_deleted FROM messages';
  expect(await tables.rows(select)).toEqual([{ text: '', is_deleted: true }]);
  await tables.load({ ...edit, flow_message_nr: 12, message: p('again'), edited_time: time + 200 });
  expect(await tables.rows(select)).toEqual([{ text: 'again', is_deleted: false }]);
  await tables.load(message('c', 1, { message: p('the original in other words') }));
  expect(await tables.rows(select)).toEqual([{ text: 'again', is_deleted: false }]);
});

test('a deletion without a number of its own counts when it is of the second of the latest edit', async () => {
  const time = 1_600_000_000;
  const edit = message('c', 1, { flow_message_nr: 9, message: p('edited'), edited_time: time });
  const deletion = message('c', 1, { message: '', tags: ['is_deleted'], edited_time: time });
  for (const records of [
    [edit, deletion],
    [deletion, edit],
  ]) {
    await using tables = await newTables();
    await tables.load(message('c', 1), ...records);
    expect(await tables.rows('SELECT text, is_deleted FROM messages')).toEqual([{ text: '', is_deleted: true }]);
    await tables.load({ ...deletion, flow_message_nr: 10 });
    expect(await tables.rows('SELECT flow_message_nr, is_deleted FROM messages')).toEqual([
      { flow_message_nr: 10, is_deleted: true },
    ]);
  }
});

test('what comes again as it was is no version', async () => {
  await using tables = await newTables();
  const one = message('c', 1, { flow_message_nr: 3, tags: ['pin'], reactions: { like: [ANNA] } });
  await tables.load(one, one, conv('c'));
  await tables.load(one);
  expect(await tables.rows(VERSIONS)).toHaveLength(1);
  expect(await tables.rows('SELECT * FROM reactions')).toHaveLength(1);
});

describe.each(['in one load', 'one by one'])('a state that comes back under the same flow number, %s', (how) => {
  const plain = message('c', 1, { flow_message_nr: 3, sender_name: 'Helmo' });
  const liked = message('c', 1, { flow_message_nr: 3, reactions: { like: [ANNA] } });
  const again = { ...plain, sender_name: undefined, prev_message_nr: 0 };
  const load = async (tables: Loaded, ...records: readonly Line[]) => {
    if (how === 'in one load') await tables.load(...records);
    else for (const record of records) await tables.load(record);
  };
  const STATES = `SELECT reactions IS NOT NULL AS is_liked, sender_name AS name, prev_message_nr AS prev, is_latest
    FROM message_versions ORDER BY is_latest`;
  const was = { is_liked: true, name: null, prev: null, is_latest: false };
  const is = { is_liked: false, name: 'Helmo', prev: 0, is_latest: true };

  test('is the current one, and each state is kept once', async () => {
    await using tables = await newTables();
    await load(tables, plain, liked, again);
    expect(await tables.rows(STATES)).toEqual([was, is]);
    expect(await tables.rows('FROM reactions')).toEqual([]);
    await load(tables, liked);
    expect(await tables.rows(STATES)).toEqual([
      { ...is, is_latest: false },
      { ...was, is_latest: true },
    ]);
    expect(await tables.rows('FROM reactions')).toHaveLength(1);
  });

  test('says nothing new where the same pages come again', async () => {
    await using tables = await newTables();
    for (let run = 0; run < 2; run += 1) {
      await load(tables, liked, plain);
      expect(await tables.rows(STATES)).toEqual([was, { ...is, prev: null }]);
    }
  });

  test('is what a part of the message is laid over', async () => {
    await using tables = await newTables();
    const fragment = { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, pin_weight: 7 };
    await load(tables, plain, liked, again, fragment);
    const rows = await tables.rows('SELECT pin_weight, reactions, sender_name FROM messages');
    expect(rows).toEqual([{ pin_weight: 7, reactions: null, sender_name: 'Helmo' }]);
  });

  test('is no news in a history', async () => {
    await using tables = await newTables();
    const old = message('c', 1, { flow_message_nr: 3, message: p('old') });
    await tables.importHistory(old);
    await load(tables, plain);
    for (const record of [old, plain, old]) await tables.importHistory(record);
    const rows = await tables.rows('SELECT text, is_latest FROM message_versions ORDER BY is_latest');
    expect(rows).toEqual([
      { text: 'old', is_latest: false },
      { text: 'message 1', is_latest: true },
    ]);
  });
});

test('a fragment is laid over the newest version; one that comes first stands alone until the message itself comes', async () => {
  await using tables = await newTables();
  const fragment = { mk_rec_type: 'message', conversation_id: 'c', pin_weight: 7 };
  await tables.load(message('c', 1, { subject: 's' }), { ...fragment, message_nr: 2 });
  const bare = await tables.rows('SELECT pin_weight, text FROM messages WHERE message_nr = 2');
  expect(bare).toEqual([{ pin_weight: 7, text: null }]);
  await tables.load({ ...fragment, message_nr: 1 }, message('c', 2));
  expect(await tables.rows('SELECT message_nr, text, subject, pin_weight FROM messages ORDER BY 1')).toEqual([
    { message_nr: 1, text: 'message 1', subject: 's', pin_weight: 7 },
    { message_nr: 2, text: 'message 2', subject: null, pin_weight: null },
  ]);
});

describe.each(['duckdb', 'parquet'] as const)('a record that says more of a version completes it, in %s', (store) => {
  const bare = message('c', 2, { mk_message_type: 'email', subject: 's' });
  const headers = [{ prefix: 'From', addresses: [{ addr: 'h@example.org' }] }];
  const more = { sender_name: 'Helmo', reply_to_message_nr: 1, prev_message_nr: 1, mail_hdrs: headers };
  const select = `SELECT account_id, sender_name, reply_to_message_nr, prev_message_nr, mail_hdrs::VARCHAR AS headers, is_latest, page_nr
    FROM message_versions`;
  const complete = {
    account_id: ANNA,
    sender_name: 'Helmo',
    reply_to_message_nr: 1,
    prev_message_nr: 1,
    headers: JSON.stringify(headers),
    is_latest: true,
    page_nr: 1,
  };

  test.each([
    ['in one load', [[bare, { ...bare, ...more }]]],
    ['in two loads', [[bare], [{ ...bare, ...more }]]],
    ['in parts', [[{ ...bare, sender_name: 'Helmo' }], [{ ...bare, ...more, sender_name: undefined }], [bare]]],
    ['and nothing is taken from it', [[{ ...bare, ...more }], [bare, { ...bare, sender_name: 'Other' }]]],
  ])('%s', async (_how, loads) => {
    await using tables = await newTables(store);
    for (const records of loads) await tables.load(...records);
    expect(await tables.rows(select)).toEqual([complete]);
  });
});

test('a former version is completed too, and a fragment is laid over what all records of a version say', async () => {
  await using tables = await newTables();
  const edit = message('c', 1, { flow_message_nr: 2, message: p('edited') });
  await tables.load(message('c', 1), { ...edit, sender_name: 'Helmo' });
  await tables.load(message('c', 1, { sender_name: 'Helmo' }), edit, {
    mk_rec_type: 'message',
    conversation_id: 'c',
    message_nr: 1,
    flow_message_nr: 3,
    pin_weight: 7,
  });
  expect(
    await tables.rows('SELECT flow_message_nr AS nr, sender_name AS name FROM message_versions ORDER BY 1'),
  ).toEqual([2, 3, null].map((nr) => ({ nr, name: 'Helmo' })));
});

const STATE = 'urn:fleep:message:mk_message_state:';
const TODO = {
  mk_message_state: `${STATE}todo`,
  tags: ['is_shared', 'is_task', 'is_todo'],
  section_id: 's',
  task_weight: 7,
  assignee_ids: [BERT],
  reactions: { like: [BERT] },
};
const PLAIN = { mk_message_state: `${STATE}plain`, tags: [] };
const TASK =
  'task_state, mk_message_state, section_id, task_weight, assignee_ids, reactions::VARCHAR AS reactions, sender_name';

test('a fragment brings nothing back that the newest version has no more', async () => {
  await using tables = await newTables();
  const plain = message('c', 2, { flow_message_nr: 4, ...PLAIN, edited_time: 1_500_000_600 });
  await tables.load(
    message('c', 2),
    message('c', 2, { flow_message_nr: 3, ...TODO, edited_time: 1_500_000_500 }),
    plain,
  );
  await tables.load({ mk_rec_type: 'message', conversation_id: 'c', message_nr: 2, flow_message_nr: 5 });
  const none = { section_id: null, task_weight: null, assignee_ids: null, reactions: null, sender_name: null };
  expect(await tables.rows(`SELECT flow_message_nr, ${TASK} FROM messages`)).toEqual([
    { flow_message_nr: 5, task_state: null, mk_message_state: `${STATE}plain`, ...none },
  ]);
  expect(await tables.rows('SELECT * FROM reactions')).toEqual([]);
});

test('a fragment that takes the state or the tags of a task away ends the task', async () => {
  await using tables = await newTables();
  const fragment = (message_nr: number, more: Line) => ({
    mk_rec_type: 'message',
    conversation_id: 'c',
    message_nr,
    flow_message_nr: 9,
    ...more,
  });
  await tables.load(...[1, 2, 3].map((nr) => message('c', nr, TODO)));
  await tables.load(
    fragment(1, { mk_message_state: `${STATE}plain` }),
    fragment(2, { tags: [] }),
    fragment(3, { task_weight: 8 }),
  );
  expect(await tables.rows('SELECT message_nr AS nr, task_state, task_weight FROM messages ORDER BY 1')).toEqual([
    { nr: 1, task_state: null, task_weight: 7 },
    { nr: 2, task_state: null, task_weight: 7 },
    { nr: 3, task_state: 'todo', task_weight: 8 },
  ]);
});

test.each(['in one load', 'one by one', 'one by one, twice'])(
  'a null in a fragment takes away what was there: %s',
  async (how) => {
    const fragment = { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1 };
    const pinned = { pin_weight: 3, pinned_account_id: BERT, tasked_account_id: ANNA };
    const nulls = { section_id: null, task_weight: null, assignee_ids: null, reactions: null };
    const records = [
      // It came before the message, which is as it was told last.
      { ...fragment, ...nulls, flow_message_nr: 2 },
      message('c', 1, { ...TODO, ...pinned, sender_name: 'Helmo' }),
      { ...fragment, flow_message_nr: 3, section_id: null, assignee_ids: null, subject: null, sender_name: null },
      { ...fragment, flow_message_nr: 4, reactions: null, pin_weight: null, pinned_account_id: null },
      // A row with nulls for all that it does not say.
      { ...fragment, flow_message_nr: 5, mk_message_type: null, message: null, task_weight: null, pin_weight: 8 },
      { ...fragment, flow_message_nr: 6, task_weight: null, tasked_account_id: null, assignee_ids: [ANNA] },
    ];
    await using tables = await newTables();
    if (how === 'in one load') await tables.load(...records);
    else for (const record of how === 'one by one' ? records : [...records, ...records]) await tables.load(record);
    const columns = 'section_id, assignee_ids, task_weight, pin_weight, pinned_account_id, tasked_account_id';
    const rows = await tables.rows(
      `SELECT ${columns}, reactions IS NOT NULL AS has_reactions, sender_name FROM message_versions
     WHERE flow_message_nr >= 3 ORDER BY flow_message_nr`,
    );
    const now = {
      section_id: null,
      assignee_ids: null,
      task_weight: 7,
      ...pinned,
      has_reactions: true,
      sender_name: 'Helmo',
    };
    const later = { ...now, pin_weight: null, pinned_account_id: null, has_reactions: false };
    const last = { ...later, pin_weight: 8, assignee_ids: [ANNA], task_weight: null, tasked_account_id: null };
    expect(rows).toEqual([now, later, { ...later, pin_weight: 8 }, last]);
    expect(await tables.rows('SELECT * FROM reactions')).toEqual([]);
  },
);

test('each fragment is laid over what was there when it came, in one load or in several, and again', async () => {
  const records = [
    message('c', 1),
    { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, flow_message_nr: 2, pin_weight: 7 },
    { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, flow_message_nr: 3, task_weight: 8 },
    message('c', 1, { flow_message_nr: 4, message: p('edited') }),
    { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, flow_message_nr: 5, task_weight: 9 },
  ];
  const version = (flow: number | null, text: string, pin: number | null, task: number | null) => ({
    flow_message_nr: flow,
    text,
    pin_weight: pin,
    task_weight: task,
    is_latest: flow === 5,
  });
  const expected = [
    version(2, 'message 1', 7, null),
    version(3, 'message 1', 7, 8),
    version(4, 'edited', null, null),
    version(5, 'edited', null, 9),
    version(null, 'message 1', null, null),
  ];
  const select = 'SELECT flow_message_nr, text, pin_weight, task_weight, is_latest FROM message_versions ORDER BY 1';
  await using together = await newTables();
  await together.load(...records);
  expect(await together.rows(select)).toEqual(expected);
  await together.load(...records);
  expect(await together.rows(select)).toEqual(expected);
  await using oneByOne = await newTables();
  for (const record of [...records, ...records]) await oneByOne.load(record);
  expect(await oneByOne.rows(select)).toEqual(expected);
});

test('fragments that came before their message are all laid over it', async () => {
  await using tables = await newTables();
  const fragment = { mk_rec_type: 'message', conversation_id: 'c', message_nr: 1 };
  await tables.load(
    { ...fragment, flow_message_nr: 5, pin_weight: 7 },
    { ...fragment, flow_message_nr: 6, task_weight: 8 },
  );
  await tables.load(message('c', 1));
  expect(await tables.rows('SELECT text, flow_message_nr, pin_weight, task_weight FROM messages')).toEqual([
    { text: 'message 1', flow_message_nr: 6, pin_weight: 7, task_weight: 8 },
  ]);
});

test('partial headers are merged field by field; a null is a value, an absent field is none', async () => {
  await using tables = await newTables();
  await tables.load(conv('c', { topic: 'Old', default_topic: 'Default', mk_alert_level: 'default', can_post: true }));
  await tables.load({ mk_rec_type: 'conv', conversation_id: 'c', topic: 'New' });
  const select = 'SELECT topic, title, mk_alert_level, can_post FROM conversations';
  expect(await tables.rows(select)).toEqual([
    { topic: 'New', title: 'New', mk_alert_level: 'default', can_post: true },
  ]);
  await tables.load({ mk_rec_type: 'conv', conversation_id: 'c', topic: '', mk_alert_level: null });
  expect(await tables.rows(select)).toEqual([{ topic: '', title: 'Default', mk_alert_level: null, can_post: true }]);
});

const RECORDS =
  "SELECT record::VARCHAR AS record, is_latest FROM record_versions WHERE record_key = 'c' ORDER BY version";

test('a header that says more completes its version, one that says something else begins the next', async () => {
  await using tables = await newTables();
  const header = { mk_rec_type: 'conv', conversation_id: 'c' };
  await tables.load(
    { ...header, topic: 'A' },
    { ...header, has_pinboard: true, bw_message_nr: 7 },
    { ...header, topic: 'A' },
  );
  const first = '{"conversation_id":"c","has_pinboard":true,"mk_rec_type":"conv","topic":"A"}';
  expect(await tables.rows(RECORDS)).toEqual([{ record: first, is_latest: true }]);
  await tables.load({ ...header, topic: 'B' });
  await tables.load({ ...header, topic: 'B', bw_message_nr: 1 });
  await tables.load({ ...header, topic: 'A' }, { ...header, topic: 'C', has_pinboard: null });
  expect(await tables.rows(RECORDS)).toEqual([
    { record: first, is_latest: false },
    { record: first.replace('A', 'B'), is_latest: false },
    { record: first, is_latest: false },
    { record: first.replace('A', 'C').replace('true', 'null'), is_latest: true },
  ]);
  expect(await tables.rows('SELECT count(DISTINCT seen_time) AS times FROM record_versions')).not.toEqual([
    { times: 0 },
  ]);
});

test('a conversation whose id has slashes in it is told from others', async () => {
  await using tables = await newTables();
  const conv = (conversation_id: string) => ({ mk_rec_type: 'conv', conversation_id, topic: conversation_id });
  await tables.load(...['a', 'a/b', '/', 'a/', 'a\nb/c'].map(conv));
  const ids = await tables.rows('SELECT conversation_id AS id, topic FROM conversations ORDER BY ALL');
  expect(ids.map(({ id, topic }) => [id, topic])).toEqual(['/', 'a', 'a\nb/c', 'a/', 'a/b'].map((id) => [id, id]));
  const seats = await tables.rows('SELECT conversation_id AS id, account_id FROM conversation_accounts ORDER BY ALL');
  expect(seats.map(({ id, account_id }) => [id, account_id])).toEqual(ids.map(({ id }) => [id, 'me']));
});

test('no value of a merged record is parsed and written anew', async () => {
  await using tables = await newTables();
  await tables.load('{"mk_rec_type":"team","team_id":"t","x":1.5e300,"big":123456789012345678901,"s":"\\u00e9"}');
  await tables.load({ mk_rec_type: 'team', team_id: 't', team_name: 'T' });
  const [row] = await tables.rows('SELECT record::VARCHAR AS record FROM record_versions WHERE is_latest');
  expect(row?.record).toBe(
    '{"big":123456789012345678901,"mk_rec_type":"team","s":"é","team_id":"t","team_name":"T","x":1.5e300}',
  );
});

const system = (nr: number, type: string, account_id: string, members?: readonly string[]) =>
  message('c', nr, {
    mk_message_type: type,
    account_id,
    message: members === undefined ? '' : JSON.stringify({ members }),
  });

test('membership is told in intervals: create, leave, rejoin, kick, and who is there though nothing tells of it', async () => {
  await using tables = await newTables();
  await tables.load(
    conv('c', { members: [ANNA, 'silent'], leavers: [BERT, 'gone'], admins: [ANNA], guests: ['silent'] }),
    system(1, 'create', ANNA, [BERT, 'cleo']),
    system(2, 'leave', BERT),
    system(3, 'add', ANNA, [BERT]),
  );
  await tables.load(system(4, 'kickV2', ANNA, [BERT, 'cleo']));
  const rows = await tables.rows(
    `SELECT account_id, joined_message_nr, added_by, left_message_nr, removed_by, is_current, is_guest, is_admin
     FROM members ORDER BY account_id, joined_message_nr`,
  );
  const row = (...values: unknown[]) => {
    const [account_id, joined_message_nr, added_by, left_message_nr, removed_by, is_current, is_guest, is_admin] =
      values;
    return { account_id, joined_message_nr, added_by, left_message_nr, removed_by, is_current, is_guest, is_admin };
  };
  expect(rows).toEqual([
    row(ANNA, 1, ANNA, null, null, true, false, true),
    row(BERT, 1, ANNA, 2, BERT, false, false, false),
    row(BERT, 3, ANNA, 4, ANNA, false, false, false),
    row('cleo', 1, ANNA, 4, ANNA, false, false, false),
    row('gone', null, null, null, null, false, false, false),
    row('silent', null, null, null, null, true, true, false),
  ]);
});

test('who comes back from being passive did not join then', async () => {
  await using tables = await newTables();
  await tables.load(
    conv('c', { members: [ANNA, BERT, 'cleo'] }),
    system(5, 'joinV1', ANNA),
    message('c', 6, { account_id: BERT }),
    system(7, 'passiveV1', BERT),
    system(9, 'joinV1', BERT),
    system(10, 'passiveV1', ANNA),
    system(11, 'joinV1', ANNA),
    system(12, 'leave', BERT),
    system(14, 'joinV1', BERT),
    system(15, 'passiveV1', 'cleo'),
  );
  const rows = await tables.rows(
    `SELECT account_id, joined_message_nr AS joined, epoch(joined_time) AS time, added_by, left_message_nr AS "left", is_current
     FROM members ORDER BY account_id, joined_message_nr NULLS FIRST`,
  );
  expect(rows).toEqual([
    { account_id: ANNA, joined: 5, time: 1_500_000_005, added_by: ANNA, left: null, is_current: true },
    { account_id: BERT, joined: null, time: null, added_by: null, left: 12, is_current: false },
    { account_id: BERT, joined: 14, time: 1_500_000_014, added_by: BERT, left: null, is_current: true },
    { account_id: 'cleo', joined: null, time: null, added_by: null, left: null, is_current: true },
  ]);
});

test('what a second history says more of a message makes it pinned or deleted, and who was there is worked out anew', async () => {
  await using tables = await newTables('duckdb', null);
  const left = system(3, 'leave', BERT);
  const { tags: _tags, ...bare } = message('c', 1);
  await tables.importHistory(
    conv('c', { members: [ANNA] }),
    bare,
    { ...bare, message_nr: 2 },
    { ...left, account_id: null },
  );
  expect(await seats(tables)).toEqual([`${ANNA} - now`]);
  await tables.importHistory({ ...bare, tags: ['pin'] }, { ...bare, message_nr: 2, tags: ['is_deleted'] }, left);
  expect(await tables.rows('SELECT is_pinned, is_deleted FROM message_versions ORDER BY message_nr')).toEqual([
    { is_pinned: true, is_deleted: false },
    { is_pinned: false, is_deleted: true },
    { is_pinned: false, is_deleted: false },
  ]);
  expect(await seats(tables)).toEqual([`${ANNA} - now`, `${BERT} -3`]);
});

const SEATS =
  'SELECT account_id, joined_message_nr AS joined, left_message_nr AS left_nr, is_current FROM members ORDER BY ALL';

const seats = async (tables: Loaded) =>
  (await tables.rows(SEATS)).map(
    ({ account_id, joined, left_nr, is_current }) =>
      `${account_id} ${joined ?? ''}-${left_nr ?? ''}${is_current === true ? ' now' : ''}`,
  );

test('a team brings people and takes them with it', async () => {
  await using tables = await newTables();
  await tables.load(
    conv('c', { members: ['a', 'b'], leavers: ['d'], last_message_nr: 9 }),
    system(1, 'create', 'a', ['d']),
    system(2, 'add_team', 'a', ['b']),
    system(3, 'kick_team', 'a', ['d']),
  );
  expect(await seats(tables)).toEqual(['a 1- now', 'b 2- now', 'd 1-3']);
});

test('what a team does without saying who, the header tells, unless a later message says otherwise', async () => {
  await using tables = await newTables();
  const team = (nr: number, type: string) =>
    message('c', nr, { mk_message_type: type, message: JSON.stringify({ teams: ['t'] }) });
  await tables.load(
    conv('c', { members: ['a', 'back'], leavers: ['gone'], last_message_nr: 5 }),
    system(1, 'create', 'a', ['gone', 'back']),
    system(2, 'leave', 'back'),
    team(3, 'add_team'),
    team(4, 'kick_team'),
  );
  expect(await seats(tables)).toEqual(['a 1- now', 'back 1-2', 'back - now', 'gone 1-']);
  await tables.load(system(6, 'kick', 'a', ['back', 'gone']), system(7, 'add', 'a', ['gone']));
  expect(await seats(tables)).toEqual(['a 1- now', 'back 1-2', 'gone 1-6', 'gone 7- now']);
});

test.each(['textV2', 'emailV2'])('files and previews inside a %s message are rows of their tables', async (type) => {
  await using tables = await newTables();
  const attachments = [
    { mk_rec_type: 'file', attachment_id: 'f', file_name: 'a.txt', file_size: 5, message_nr: '3' },
    { mk_rec_type: 'preview', attachment_id: 'p', attached_url: 'https://example.org', title: 'T' },
  ];
  await tables.load(
    message('c', 3, { mk_message_type: type, message: JSON.stringify({ message: p('words'), attachments }) }),
  );
  expect(await tables.rows('SELECT text FROM messages')).toEqual([{ text: 'words' }]);
  expect(await tables.rows('SELECT conversation_id, message_nr, account_id, file_name, file_size FROM files')).toEqual([
    { conversation_id: 'c', message_nr: 3, account_id: ANNA, file_name: 'a.txt', file_size: 5 },
  ]);
  expect(await tables.rows('SELECT message_nr, title FROM previews')).toEqual([{ message_nr: 3, title: 'T' }]);
});

test('what an attachment says inside of its message as null is no value, and hides neither the message nor what was said before', async () => {
  await using tables = await newTables();
  const file = { mk_rec_type: 'file', attachment_id: 'f', file_name: 'a.txt' };
  await tables.load({
    ...file,
    conversation_id: 'c',
    message_nr: 3,
    account_id: ANNA,
    width: 20,
    file_type: 'caf\u00e9',
  });
  const inner = { ...file, conversation_id: null, account_id: null, width: null, height: 10, file_type: 'caf@' };
  const attachments = JSON.stringify([inner]).replace('@', '\\u00e9');
  const said = { mk_message_type: 'textV2', message: `{"message":"${p('words')}","attachments":${attachments}}` };
  await tables.load(message('c', 3, said));
  const columns = 'conversation_id, account_id, width, height, file_type';
  expect(await tables.rows(`SELECT ${columns} FROM files`)).toEqual([
    { conversation_id: 'c', account_id: ANNA, width: 20, height: 10, file_type: 'caf\u00e9' },
  ]);
  expect(await tables.rows("SELECT version FROM record_versions WHERE mk_rec_type = 'file'")).toHaveLength(1);
});

const FILES = 'SELECT message_nr, attachment_id, account_id, file_name FROM files ORDER BY message_nr';
const hung = (message_nr: number, attachment_id: string) => ({
  message_nr,
  attachment_id,
  account_id: ANNA,
  file_name: `${attachment_id}.txt`,
});
const fileRecord = (id: string, more: Line = {}): Line => ({
  mk_rec_type: 'file',
  attachment_id: id,
  file_name: `${id}.txt`,
  file_url: `/file/c/1/${id}/${id}.txt`,
  ...more,
});

test('files and previews beside the body of a message are rows of their tables', async () => {
  await using tables = await newTables();
  const preview = { mk_rec_type: 'preview', attachment_id: 'p', attached_url: 'https://example.org', title: 'T' };
  const nonsense = ['nope', { a: 1 }, [null, 1, 'x', []], null].map((attachments, index) =>
    message('c', 4 + index, { attachments }),
  );
  await tables.load(
    message('c', 1, { attachments: [fileRecord('a'), preview] }),
    message('c', 2, { attachments: [fileRecord('b')] }),
    // Another version of the same load, without it.
    message('c', 2, { attachments: [], flow_message_nr: 3 }),
    ...nonsense,
  );
  expect(await tables.rows(FILES)).toEqual([hung(1, 'a'), hung(2, 'b')]);
  expect(await tables.rows('SELECT message_nr, title FROM previews')).toEqual([{ message_nr: 1, title: 'T' }]);
});

test('a file inside a message is of that message where it says null of what it is of', async () => {
  await using tables = await newTables();
  const attachments = [fileRecord('a', { conversation_id: null, account_id: null, message_nr: null, height: null })];
  const inside = JSON.stringify({ message: p('words'), attachments });
  await tables.load(message('c', 1, { mk_message_type: 'textV2', message: inside }), message('c', 2, { attachments }));
  expect(await tables.rows(FILES)).toEqual([hung(1, 'a'), hung(2, 'a')]);
});

test('a message of before 2014 that is a file is a row of files', async () => {
  await using tables = await newTables();
  const old = (nr: number, payload: Line | string) =>
    message('c', nr, {
      mk_message_type: 'file',
      message: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  await tables.load(
    old(1, { file_name: 'F.txt', file_id: 'F', file_size: 4, file_url: '/file/F/F.txt', file_type: 'text/plain' }),
    old(2, { file_name: 'A.txt', file_id: 'G', file_url: '/file/C/2/A/A.txt', is_deleted: true }),
    old(3, { file_name: '/x/u.txt', file_url: '/x/u' }),
    // What was deleted before anybody saw it has no place, and neither has what is no JSON.
    old(4, { file_name: 'deleted', file_url: '', file_size: 0, is_deleted: true }),
    old(5, '{ not json'),
  );
  const select =
    'SELECT message_nr, attachment_id, account_id, file_name, file_url, is_deleted, posted_time FROM files ORDER BY 1';
  const posted_time = (nr: number) => new Date(1000 * (1_500_000_000 + nr));
  expect(await tables.rows(select)).toMatchObject([
    { ...hung(1, 'F'), file_url: '/file/F/F.txt', is_deleted: null, posted_time: posted_time(1) },
    { ...hung(2, 'A'), is_deleted: true },
    { message_nr: 3, attachment_id: '/x/u', file_name: '/x/u.txt' },
  ]);
});

test.each(['before', 'after', 'with'])('a file that came by itself %s its message is one row', async (when) => {
  await using tables = await newTables();
  const own = (nr: number, id: string) => fileRecord(id, { conversation_id: 'c', message_nr: nr, account_id: ANNA });
  const alone = [own(1, 'a'), own(2, 'b'), own(3, 'A'), own(4, 'F')];
  const { file_name, file_url } = own(4, 'F');
  const messages = [
    message('c', 1, { attachments: [fileRecord('a')] }),
    message('c', 2, {
      mk_message_type: 'textV2',
      message: JSON.stringify({ message: p('words'), attachments: [fileRecord('b', { message_nr: '2' })] }),
    }),
    message('c', 3, {
      mk_message_type: 'file',
      message: JSON.stringify({ file_name: 'A.txt', file_id: 'G', file_url: 'https://fleep.io/file/C/3/A/A.txt' }),
    }),
    message('c', 4, { mk_message_type: 'file', message: JSON.stringify({ file_name, file_id: 'F', file_url }) }),
  ];
  if (when === 'with') await tables.load(...alone, ...messages);
  else for (const records of when === 'before' ? [alone, messages] : [messages, alone]) await tables.load(...records);
  expect(await tables.rows(FILES)).toEqual([hung(1, 'a'), hung(2, 'b'), hung(3, 'A'), hung(4, 'F')]);
});

test.each([
  ['no entity of XML', 'textV2', '<msg><p>a&nbsp;b</p></msg>'],
  ['a control character', 'emailV2', '<msg><p>a\u0007b</p></msg>'],
])('the text of a V2 body with %s is what is inside of it', async (_what, type, inside) => {
  await using tables = await newTables();
  await tables.load(message('c', 1, { mk_message_type: type, message: JSON.stringify({ message: inside }) }));
  expect(await tables.rows('SELECT text, is_malformed FROM messages')).toEqual([{ text: inside, is_malformed: true }]);
});

test('the subject of a V2 body is inside of it where the message has none beside it', async () => {
  await using tables = await newTables();
  const mail = (nr: number, more: Line, inside: Line) =>
    message('c', nr, {
      mk_message_type: 'emailV2',
      message: JSON.stringify({ message: p('words'), ...inside }),
      ...more,
    });
  await tables.load(
    mail(1, {}, { subject: 'inside' }),
    mail(2, { subject: 'beside' }, { subject: 'inside' }),
    mail(3, {}, { subject: null }),
    message('c', 4, { mk_message_type: 'emailV2', message: '{"subject":' }),
  );
  expect(await tables.rows('SELECT subject FROM messages ORDER BY message_nr')).toEqual([
    { subject: 'inside' },
    { subject: 'beside' },
    { subject: null },
    { subject: null },
  ]);
});

test('which texts have a question mark', async () => {
  await using tables = await newTables();
  const bodies = [p('so?'), p('为什么？'), p('لماذا؟'), p('so.'), '<msg><p>broken?', ''];
  await tables.load(
    ...bodies.map((body, index) => message('c', index + 1, { message: body })),
    message('c', 7, { mk_message_type: 'topic', message: JSON.stringify({ topic: 'so?' }) }),
  );
  const rows = await tables.rows('SELECT has_question_mark FROM messages ORDER BY message_nr');
  expect(rows.map((row) => row.has_question_mark)).toEqual([true, true, true, false, true, false, null]);
});

test('JSON that somebody wrote is the text of the message', async () => {
  await using tables = await newTables();
  const words = '{"message":"deploy done","env":"prod"}';
  await tables.load(message('c', 1, { message: words }));
  expect(await tables.rows('SELECT text, is_malformed FROM messages')).toEqual([{ text: words, is_malformed: false }]);
});

test('a file that a message had is there, though a version of the same load has it no more', async () => {
  await using tables = await newTables();
  const attachments = [{ mk_rec_type: 'file', attachment_id: 'f', file_name: 'a.txt' }];
  const said = message('c', 3, {
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: p('words'), attachments }),
  });
  const without = JSON.stringify({ message: p('other words') });
  await tables.load(said, { ...said, flow_message_nr: 4, message: without });
  expect(await tables.rows('SELECT text FROM messages')).toEqual([{ text: 'other words' }]);
  expect(await tables.rows('SELECT message_nr, file_name FROM files')).toEqual([{ message_nr: 3, file_name: 'a.txt' }]);
});

test('reactions and mentions are those of the latest version, and none of a deleted one', async () => {
  await using tables = await newTables();
  const words = `<msg><p><mention account_id="${ANNA}">A</mention><mention account_id="${ANNA}">A</mention></p></msg>`;
  const said = message('c', 1, { message: words, reactions: { like: [ANNA, BERT] } });
  await tables.load(said);
  expect(await tables.rows('SELECT reaction, account_id FROM reactions ORDER BY ALL')).toEqual([
    { reaction: 'like', account_id: ANNA },
    { reaction: 'like', account_id: BERT },
  ]);
  expect(await tables.rows('SELECT account_id FROM mentions')).toEqual([{ account_id: ANNA }]);
  await tables.load({ ...said, flow_message_nr: 2, message: '', tags: ['is_deleted'] });
  expect(await tables.rows('SELECT * FROM reactions')).toEqual([]);
  expect(await tables.rows('SELECT * FROM mentions')).toEqual([]);
});

test('whom a reaction names in any form is who reacted, and nothing else is', async () => {
  await using tables = await newTables();
  const reactions = {
    list: [ANNA, ANNA, 'words', 7],
    none: [],
    number: 2,
    object: [{ account_id: ANNA, message_id: BERT }, [BERT]],
    text: ANNA.toUpperCase(),
    times: { [ANNA]: 1_500_000_000, [BERT]: null, words: 1 },
  };
  await tables.load(message('c', 1, { reactions }));
  expect(await tables.rows('SELECT reaction, account_id AS id FROM reactions ORDER BY ALL NULLS LAST')).toEqual([
    { reaction: 'list', id: ANNA },
    { reaction: 'list', id: 'words' },
    { reaction: 'list', id: null },
    { reaction: 'none', id: null },
    { reaction: 'number', id: null },
    { reaction: 'object', id: ANNA },
    { reaction: 'object', id: null },
    { reaction: 'text', id: ANNA.toUpperCase() },
    { reaction: 'times', id: ANNA },
    { reaction: 'times', id: BERT },
  ]);
});

test('what cannot be placed or has a wrong type is named, once, however often it comes', async () => {
  await using tables = await newTables();
  const odd = [
    message('c', 1, { tags: 'pin', inbox_nr: 1e30 }),
    message('c', 2, { message: '<msg><p>' }),
    { mk_rec_type: 'label', label: 'without an id' },
    { mk_rec_type: 'weather' },
  ];
  await tables.load(...odd);
  await tables.load(...odd);
  const rows = await tables.rows('SELECT DISTINCT mk_rec_type, field, problem FROM problems ORDER BY ALL');
  expect(rows).toEqual([
    { mk_rec_type: 'label', field: 'mk_rec_type', problem: 'no usable key' },
    { mk_rec_type: 'message', field: 'inbox_nr', problem: 'wrong type' },
    { mk_rec_type: 'message', field: 'message', problem: 'malformed markup' },
    { mk_rec_type: 'message', field: 'tags', problem: 'wrong type' },
    { mk_rec_type: 'weather', field: 'mk_rec_type', problem: 'unknown record type' },
  ]);
  const messages = await tables.rows("SELECT count(*) AS n FROM problems WHERE mk_rec_type = 'message'");
  expect(messages).toEqual([{ n: 3 }]);
});

test('a null in a list of ids is nobody and nothing', async () => {
  await using tables = await newTables();
  const lists = {
    members: [null, ANNA],
    guests: [null],
    leavers: [null, BERT],
    admins: [null],
    label_ids: ['l', null],
  };
  await tables.load(conv('c', lists), { mk_rec_type: 'team', team_id: 't', members: [null, ANNA], admins: [null] });
  expect(await tables.rows('SELECT label_id FROM conversation_labels')).toEqual([{ label_id: 'l' }]);
  expect(await tables.rows('SELECT account_id FROM members ORDER BY 1')).toEqual([
    { account_id: ANNA },
    { account_id: BERT },
  ]);
  expect(await tables.rows('SELECT account_id FROM team_members')).toEqual([{ account_id: ANNA }]);
});

test('labels of a history are those of its conversations, until a crawl says which they are', async () => {
  await using tables = await newTables('duckdb', null);
  const labels = 'SELECT label_id FROM conversation_labels ORDER BY 1';
  await tables.importHistory(conv('c', { label_ids: ['old', 'both'] }));
  expect(await tables.rows(labels)).toEqual([{ label_id: 'both' }, { label_id: 'old' }]);
  await tables.walk([conv('c', { label_ids: ['both', 'new'] })], {}, ANNA);
  expect(await tables.rows(labels)).toEqual([{ label_id: 'both' }, { label_id: 'new' }]);
});

test('half a surrogate pair does not stop a load, and the next load is a quick one again', async () => {
  await using tables = await newTables();
  await tables.load(JSON.stringify(message('c', 1)).replace('message 1', 'a\\ud800b'));
  await tables.load(message('c', 2));
  expect(await tables.rows('SELECT text FROM messages ORDER BY message_nr')).toEqual([
    { text: 'a\ufffdb' },
    { text: 'message 2' },
  ]);
});

test.each(['soon', 'surrogate in string', 'maximum_object_size'])('a time that reads "%s" is none', async (words) => {
  await using tables = await newTables();
  await tables.load(message('c', 1, { posted_time: words }), message('c', 2));
  expect(await tables.rows('SELECT posted_time IS NULL AS has_none FROM messages ORDER BY message_nr')).toEqual([
    { has_none: true },
    { has_none: false },
  ]);
  expect(await tables.rows('SELECT field, problem, value FROM problems')).toEqual([
    { field: 'posted_time', problem: 'wrong type', value: JSON.stringify(words) },
  ]);
});

test.each([
  ['\\ud83d\\ude00', '\\ud83d\\ude00'],
  ['\\uD800', '\\ufffd'],
  ['\\udc00\\ud800', '\\ufffd\\ufffd'],
  ['\\ud800\\ud83d\\ude00', '\\ufffd\\ud83d\\ude00'],
  ['\\\\ud800', '\\\\ud800'],
  ['\\\\\\ud800', '\\\\\\ufffd'],
  ['\\ud800\\n\\u0041', '\\ufffd\\n\\u0041'],
])('mendEscapes(%s)', (json, mended) => {
  expect(mendEscapes(json)).toBe(mended);
});

test('records may be nested as deeply as they will', async () => {
  await using tables = await newTables();
  const more = `"more":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
  const deep = (record: Line) => `${JSON.stringify(record).slice(0, -1)},${more}}`;
  const file = deep({ mk_rec_type: 'file', attachment_id: 'f', file_name: 'a.txt' });
  const said = { mk_message_type: 'textV2', message: `{"message":"${p('words')}","attachments":[${file}]}` };
  await tables.load(deep(conv('c', { topic: 'T', unread_count: 3 })), deep(message('c', 1, said)));
  await tables.importAt('conversations/d', deep({ topic: 'D', conversation_id: null, members: [] }));
  expect(await tables.rows('SELECT topic, unread_count FROM conversations ORDER BY 1')).toEqual([
    { topic: 'D', unread_count: null },
    { topic: 'T', unread_count: 3 },
  ]);
  expect(await tables.rows('SELECT text FROM messages')).toEqual([{ text: 'words' }]);
  expect(await tables.rows('SELECT conversation_id, message_nr, file_name FROM files')).toEqual([
    { conversation_id: 'c', message_nr: 1, file_name: 'a.txt' },
  ]);
});
