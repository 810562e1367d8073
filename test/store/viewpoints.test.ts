// Several accounts in one archive: what each of them was shown of the same thing, in whatever order they come.
import { expect, test } from 'vitest';
import { readQuery } from '../../src/store/sql.js';
import type { Line } from '../support/sync.js';
import { conv, message } from '../support/tiny-world.js';
import { type Loaded, newTables } from './load-pages.js';

const system = (nr: number, type: string, account_id: string, members?: readonly string[]) =>
  message('c', nr, {
    mk_message_type: type,
    account_id,
    message: members === undefined ? '' : JSON.stringify({ members }),
  });

/** What `a` saw until it left at 5, and what `b` sees: another name at 6, and that `carl` was removed at 7. */
const left: readonly Line[] = [
  system(1, 'create', 'a', ['b', 'carl']),
  system(5, 'leave', 'a'),
  conv('c', { topic: 'Old', members: ['b', 'carl'], leavers: ['a'], last_message_nr: 5, can_post: false }),
];
const stayed: readonly Line[] = [
  ...left.slice(0, 2),
  system(7, 'kick', 'b', ['carl']),
  conv('c', { topic: 'New', members: ['b'], leavers: ['a', 'carl'], last_message_nr: 8, can_post: true }),
];
const CONVERSATION = 'SELECT title, members, leavers, last_message_nr FROM conversations';
const MEMBERS = 'SELECT account_id, left_message_nr, is_current FROM members ORDER BY ALL';
const HEADERS =
  "SELECT record ->> '$.topic' AS topic, is_latest FROM record_versions WHERE mk_rec_type = 'conv' ORDER BY version";

async function expectNewer(tables: Loaded) {
  const header = { title: 'New', members: ['b'], leavers: ['a', 'carl'], last_message_nr: 8 };
  expect(await tables.rows(CONVERSATION)).toEqual([header]);
  expect(await tables.rows(MEMBERS)).toEqual([
    { account_id: 'a', left_message_nr: 5, is_current: false },
    { account_id: 'b', left_message_nr: null, is_current: true },
    { account_id: 'carl', left_message_nr: 7, is_current: false },
  ]);
  expect(await tables.rows(HEADERS)).toEqual([
    { topic: 'Old', is_latest: false },
    { topic: 'New', is_latest: true },
  ]);
}

test.each(['b first', 'a first'])('the header of one who left says nothing of what came later: %s', async (order) => {
  await using tables = await newTables();
  const syncs: [readonly Line[], string][] = [
    [stayed, 'b'],
    [left, 'a'],
  ];
  if (order === 'a first') syncs.reverse();
  for (const run of [1, 2]) {
    for (const [records, account] of syncs) await tables.walk(records, {}, account);
    if (run > 1 || order === 'b first') await expectNewer(tables);
  }
  // What a search shows of it has no number.
  await tables.walk([{ mk_rec_type: 'conv', conversation_id: 'c', topic: 'Old', members: ['b', 'carl'] }], {}, 'a');
  await expectNewer(tables);
});

test.each([
  ['a search', {}],
  ['the list of a label', { last_message_nr: 7 }],
])('a header out of %s of one who was removed and not told of it is an old one', async (_place, more) => {
  await using tables = await newTables();
  const members = [
    ...left.slice(0, 1),
    conv('c', { topic: 'Old', members: ['a', 'b', 'carl'], last_message_nr: 5, can_post: true }),
  ];
  await tables.walk(members, {}, 'a');
  await tables.walk([...stayed.slice(1), { ...stayed.at(-1), can_post: undefined }], {}, 'b');
  for (let run = 0; run < 2; run += 1) {
    await tables.walk(
      [{ mk_rec_type: 'conv', conversation_id: 'c', topic: 'Old', members: ['a', 'b', 'carl'], ...more }],
      {},
      'a',
    );
    await expectNewer(tables);
  }
  // Whoever may post is shown the conversation as it is.
  await tables.walk([conv('c', { topic: 'Newest', last_message_nr: 6, can_post: true })], {}, 'a');
  expect(await tables.rows(CONVERSATION)).toMatchObject([{ title: 'Newest' }]);
});

test('a search that lags behind does not bring back who was told that it is a member no more', async () => {
  await using tables = await newTables();
  await tables.load(...left);
  const slim = { mk_rec_type: 'conv', conversation_id: 'c', topic: 'Older', members: ['a', 'b', 'carl'] };
  await tables.load(slim);
  expect(await tables.rows(CONVERSATION)).toMatchObject([{ title: 'Old', members: ['b', 'carl'] }]);
  // To whom it is shown as a member it is news.
  await tables.load(conv('c', { topic: 'Back', members: ['a', 'b'], last_message_nr: 6, can_post: true }));
  await tables.load({ ...slim, topic: 'Newest' });
  expect(await tables.rows(CONVERSATION)).toMatchObject([{ title: 'Newest', members: ['a', 'b', 'carl'] }]);
});

test('both in one load, and the newer of two who left', async () => {
  await using tables = await newTables();
  const header = (topic: string, nr: number) =>
    conv('c', { topic, members: [topic], last_message_nr: nr, can_post: false });
  const title = () => tables.rows('SELECT title, members FROM conversations');
  await tables.load(header('newer', 9), header('older', 5));
  expect(await title()).toEqual([{ title: 'newer', members: ['newer'] }]);
  await tables.load(header('newest', 12), header('older', 5));
  expect(await title()).toEqual([{ title: 'newest', members: ['newest'] }]);
});

test('the end of the flow is no version of a conversation', async () => {
  await using tables = await newTables();
  for (const nr of [1, 2, 3]) await tables.load(conv('c', { last_message_nr: nr, can_post: true }));
  expect(await tables.rows(HEADERS)).toEqual([{ topic: 'c', is_latest: true }]);
});

const CARL = { mk_rec_type: 'contact', account_id: 'carl' };
/** Carl as `a`, who has a name for him, is shown him, and as `b` is. */
const named = {
  ...CARL,
  display_name: 'Carly',
  contact_name: 'Carly',
  full_name: 'Carl',
  phone_nr: '1',
  dialog_id: 'd',
};
const plain = { ...CARL, display_name: 'Carl', contact_name: null, full_name: null, phone_nr: null, dialog_id: 'e' };
const PERSON = 'SELECT display_name, contact_name, full_name, phone_nr, dialog_id FROM accounts';
const CONTACTS = "SELECT mk_rec_type, record_key FROM record_versions WHERE record_key LIKE 'carl%' ORDER BY ALL";

test.each([
  ['a', 'b', { display_name: 'Carly', contact_name: 'Carly', full_name: 'Carl', phone_nr: '1', dialog_id: 'd' }],
  ['b', 'a', { display_name: 'Carl', contact_name: null, full_name: 'Carl', phone_nr: null, dialog_id: 'e' }],
])('a contact is what the account that came first calls it: %s before %s', async (first, second, shown) => {
  await using tables = await newTables();
  for (const account of [first, second, first, second]) {
    await tables.walk([account === 'a' ? named : plain], {}, account);
    // In part, as with a message.
    await tables.walk(
      [{ ...CARL, display_name: account === 'a' ? 'Carly' : 'Carl', email: 'carl@example.org' }],
      {},
      account,
    );
  }
  expect(await tables.rows(PERSON)).toEqual([shown]);
  expect(await tables.rows(CONTACTS)).toEqual([
    { mk_rec_type: 'contact', record_key: 'carl' },
    { mk_rec_type: 'contact_seat', record_key: 'carl/a' },
    { mk_rec_type: 'contact_seat', record_key: 'carl/b' },
  ]);
});

test('a name of the own that is taken back gives way to the real one; what a crawl does not say, an import may', async () => {
  await using tables = await newTables();
  await tables.load(named);
  await tables.load({ ...CARL, display_name: 'Carl', contact_name: '', phone_nr: null });
  const { phone_nr: _phone, ...rest } = plain;
  await tables.importHistory(
    { ...CARL, display_name: 'Karl', sort_rank: 4, phone_nr: '2' },
    { ...rest, account_id: 'new', phone_nr: '3' },
  );
  await tables.load({ ...CARL, account_id: 'new', display_name: 'New' });
  expect(await tables.rows(`${PERSON} ORDER BY account_id`)).toEqual([
    { display_name: 'Carl', contact_name: '', full_name: 'Carl', phone_nr: null, dialog_id: 'd' },
    { display_name: 'New', contact_name: null, full_name: null, phone_nr: '3', dialog_id: 'e' },
  ]);
});

test.each([
  ['that does not say so', { display_name: 'Brother' }],
  ['that says so later', { display_name: 'Brother', contact_name: 'Brother', full_name: 'Carl' }],
])('what another account calls a contact, in a record %s, is not its name', async (_case, later) => {
  await using tables = await newTables();
  const names = async () => (await tables.rows('SELECT display_name FROM accounts')).map((row) => row.display_name);
  await tables.walk([{ ...CARL, display_name: 'Carl' }], {}, 'a');
  for (const run of [1, 2]) {
    for (const more of [{ display_name: 'Brother' }, later]) {
      await tables.walk([{ ...CARL, ...more }], {}, 'b');
      expect([run, await names()]).toEqual([run, ['Carl']]);
    }
    // Nor is it among the names that all see.
    const said = "SELECT record FROM record_versions WHERE mk_rec_type = 'contact'";
    expect(JSON.stringify(await tables.rows(said))).not.toContain('Brother');
    await tables.walk([{ ...CARL, display_name: 'Carl', contact_name: null }], {}, 'c');
  }
});

test('a contact has the name that it has itself, and a newer one before an older, where the first account has none for it', async () => {
  await using tables = await newTables();
  const names = async () => (await tables.rows('SELECT display_name FROM accounts')).map((row) => row.display_name);
  await tables.walk([{ mk_rec_type: 'contact', account_id: 'carl', email: 'carl@example.org' }], {}, 'a');
  await tables.walk([{ ...CARL, display_name: 'Brother' }], {}, 'b');
  expect(await names()).toEqual(['Brother']);
  await tables.walk([{ ...CARL, display_name: 'Carly', contact_name: 'Carly', full_name: 'Carl' }], {}, 'c');
  expect(await names()).toEqual(['Carl']);
  await tables.walk([{ ...CARL, display_name: 'Carl Ek' }], {}, 'carl');
  expect(await names()).toEqual(['Carl Ek']);
  await tables.walk([{ ...CARL, display_name: 'Carl Oja', contact_name: '' }], {}, 'd');
  expect(await names()).toEqual(['Carl Oja']);
});

test('an admin goes on reading the organisation after others were told of it', async () => {
  await using tables = await newTables();
  const header = { mk_rec_type: 'org_header', organisation_id: 'o', organisation_name: 'Org', is_member: true };
  const sql = await readQuery('plan/organisations.sql');
  const told = (account: string) => tables.rows(sql.replaceAll('$account', `'${account}'`));
  for (const _run of [1, 2]) {
    await tables.walk([{ ...header, is_admin: true }], {}, 'a');
    await tables.walk([{ ...header, is_admin: false }], {}, 'b');
    await tables.walk([{ ...header, is_admin: false }], {}, 'c');
  }
  for (const account of ['a', 'b', 'c']) expect(await told(account)).toEqual([{ organisation_id: 'o' }]);
  expect(await told('d')).toEqual([]);
  expect(await tables.rows('SELECT mk_rec_type FROM record_versions ORDER BY 1')).toHaveLength(4);
});

test('a label is asked for by every account that was told of it and did not remove it', async () => {
  await using tables = await newTables();
  const sql = await readQuery('plan/labels.sql');
  const asked = async (account: string) =>
    (await tables.rows(sql.replaceAll('$account', `'${account}'`))).map(({ label_id }) => label_id);
  const label = (label_id: string, more: Line = {}) => ({
    mk_rec_type: 'label',
    label_id,
    label: label_id,
    mk_label_status: 'active',
    ...more,
  });
  const shown: Record<string, Line[]> = {
    a: [label('shared', { index: 1 }), label('of a'), label('same')],
    b: [label('shared', { index: 2 }), label('of b'), label('same')],
    c: [{ mk_rec_type: 'label', label_id: 'shared', mk_label_status: 'removed', index: -1 }],
  };
  for (const run of [1, 2]) {
    for (const [account, records] of Object.entries(shown)) await tables.walk(records, {}, account);
    expect([run, await asked('a')]).toEqual([run, ['of a', 'same', 'shared']]);
    expect([run, await asked('b')]).toEqual([run, ['of b', 'same', 'shared']]);
    expect([run, await asked('c')]).toEqual([run, []]);
  }
  const LABELS = "SELECT label, label_index, mk_label_status FROM labels WHERE label_id = 'shared'";
  expect(await tables.rows(LABELS)).toEqual([{ label: 'shared', label_index: 1, mk_label_status: 'active' }]);
  const removed = { mk_rec_type: 'label', label_id: 'shared', mk_label_status: 'removed', index: -1 };
  await tables.walk([removed], {}, 'a');
  expect([await asked('a'), await asked('b')]).toEqual([
    ['of a', 'same'],
    ['of b', 'same', 'shared'],
  ]);
  expect(await tables.rows(LABELS)).toEqual([{ label: 'shared', label_index: 2, mk_label_status: 'active' }]);
  await tables.walk([removed], {}, 'b');
  expect(await tables.rows(LABELS)).toEqual([{ label: 'shared', label_index: -1, mk_label_status: 'removed' }]);
});

test('a conversation that is not given to one account any more is not gone while another has it', async () => {
  await using tables = await newTables();
  const [gone, unfinished] = await Promise.all(
    ['gone', 'unfinished'].map((name) => readQuery(`plan/${name}-conversations.sql`)),
  );
  const planned = async (sql: string | undefined, account: string) =>
    (
      await tables.rows(
        String(sql).replaceAll('$account', `'${account}'`).replaceAll('$prefix', `'${account}/conversation/'`),
      )
    ).map(({ conversation_id }) => conversation_id);
  const at = (day: number) => `2024-01-0${day}T00:00:00.000Z`;
  const note = (gone_time: string | null) => ({ mk_rec_type: 'archive_gone', conversation_id: 'c', gone_time });
  const time = () => tables.rows('SELECT gone_time FROM conversations');
  for (const account of ['a', 'b']) await tables.walk([conv('c')], {}, account);
  await tables.walk([note(at(1))], {}, 'a');
  expect(await time()).toEqual([{ gone_time: null }]);
  expect([await planned(gone, 'a'), await planned(gone, 'b')]).toEqual([['c'], []]);
  expect([await planned(unfinished, 'a'), await planned(unfinished, 'b')]).toEqual([[], ['c']]);
  await tables.walk([note(at(2))], {}, 'b');
  expect(await time()).toMatchObject([{ gone_time: expect.anything() }]);
  expect([await planned(gone, 'a'), await planned(gone, 'b')]).toEqual([['c'], ['c']]);
  await tables.walk([note(null)], {}, 'a');
  expect(await time()).toEqual([{ gone_time: null }]);
  expect([await planned(gone, 'a'), await planned(gone, 'b')]).toEqual([[], ['c']]);
});

const hook = { mk_rec_type: 'hook', conversation_id: 'c', hook_id: 'h', hook_name: 'Build bot', is_active: true };
const HOOKS = 'SELECT hook_key, hook_id, hook_name, is_active FROM hooks ORDER BY ALL';

test.each(['owner first', 'owner last', 'in one load'])('a hook with and without its key is one: %s', async (order) => {
  await using tables = await newTables();
  const records: Line[] = [
    { ...hook, hook_key: 'k', hook_url: 'https://fleep.example/hook/k' },
    { ...hook, is_active: false },
  ];
  if (order === 'owner last') records.reverse();
  if (order === 'in one load') await tables.load(...records.reverse());
  else for (const record of records) await tables.load(record);
  expect(await tables.rows(HOOKS)).toMatchObject([{ hook_key: 'k', hook_id: 'h' }]);
  await tables.load({ ...hook, hook_name: 'Another name' });
  expect(await tables.rows(HOOKS)).toMatchObject([{ hook_key: 'k', hook_id: 'h', hook_name: 'Another name' }]);
  expect(
    await tables.rows("SELECT count(DISTINCT record_key) AS n FROM record_versions WHERE mk_rec_type = 'hook'"),
  ).toEqual([{ n: 1 }]);
});

test.each([null, ''])('whom a hook is not told to takes nothing of it away: %j', async (nothing) => {
  await using tables = await newTables();
  const told = {
    hook_key: 'k',
    hook_url: '/hook/k',
    outgoing_url: 'https://example.org/in',
    avatar_urls: '{"size_50":"/avatar/50"}',
  };
  await tables.walk([{ ...hook, ...told }], {}, 'a');
  const names = Object.keys(told);
  await tables.walk([{ ...hook, ...Object.fromEntries(names.map((name) => [name, nothing])) }], {}, 'b');
  await tables.walk([{ ...hook, hook_name: 'Another name' }], {}, 'b');
  expect(await tables.rows('SELECT hook_key, hook_url, outgoing_url, avatar_url, hook_name FROM hooks')).toEqual([
    { ...told, avatar_urls: undefined, avatar_url: '/avatar/50', hook_name: 'Another name' },
  ]);
});

test.each(['duckdb', 'parquet'] as const)('a hook of somebody else is known by its id: %s', async (store) => {
  await using tables = await newTables(store);
  await tables.load(
    hook,
    { ...hook, hook_id: 'other', hook_key: '' },
    { ...hook, hook_id: undefined, hook_key: 'old' },
  );
  await tables.load({ ...hook, is_active: false });
  expect(await tables.rows(HOOKS)).toEqual([
    { hook_key: 'old', hook_id: null, hook_name: 'Build bot', is_active: true },
    { hook_key: null, hook_id: 'h', hook_name: 'Build bot', is_active: false },
    { hook_key: null, hook_id: 'other', hook_name: 'Build bot', is_active: true },
  ]);
  expect(await tables.rows('FROM problems')).toEqual([]);
});

test('a hook of somebody else has its name and its messages from the system message about it', async () => {
  await using tables = await newTables();
  const told = (nr: number, hook_key: string, hook_name: string) =>
    message('c', nr, { mk_message_type: 'hook', message: JSON.stringify({ hook_name, hook_key }) });
  const twin = { ...hook, hook_name: 'Twin' };
  await tables.load(
    hook,
    { ...twin, hook_id: 'x' },
    { ...twin, hook_id: 'y' },
    told(1, 'k', 'Build bot'),
    told(2, 'kx', 'Twin'),
  );
  await tables.load(message('c', 3, { hook_key: 'k' }), message('c', 4, { hook_key: 'kx', sender_name: 'Sender' }));
  await tables.load(told(5, 'gone', 'Gone'), message('c', 6, { mk_message_type: 'hook', message: 'no JSON' }));
  const rows = await tables.rows(await readQuery('render/integrations.sql'));
  expect(rows.map(({ name, has_record, messages }) => ({ name, has_record, messages }))).toEqual([
    // Which of the two has written nobody can tell.
    { name: 'Twin', has_record: false, messages: 1 },
    { name: 'Build bot', has_record: true, messages: 1 },
    { name: 'Twin', has_record: true, messages: 0 },
    { name: 'Twin', has_record: true, messages: 0 },
  ]);
  const names = await tables.rows(await readQuery('render/hooks.sql'));
  expect(names.map(({ hook_key, hook_name }) => [hook_key, hook_name])).toEqual([
    ['gone', 'Gone'],
    ['k', 'Build bot'],
    ['kx', 'Twin'],
  ]);
});
