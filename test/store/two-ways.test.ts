// The tables do not depend on where the loads were cut: those that a rebuild makes of the journal at once equal those that loads page by
// page made. RANDOM_CUTS says how many random journals are loaded both ways, SEED where they begin.
import { expect, test } from 'vitest';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';
import type { Line } from '../support/sync.js';
import { type TestPage, tablesBothWays } from './two-ways.js';

const MESSAGE = { mk_rec_type: 'message', conversation_id: 'c' };
const STATE = 'urn:fleep:message:mk_message_state:';

/** Some of these fields, each with one of its values. */
function someOf(random: Random, probability: number, fields: Readonly<Record<string, readonly unknown[]>>): Line {
  const chosen = Object.entries(fields).filter(() => random.chance(probability));
  return Object.fromEntries(chosen.map(([name, values]) => [name, random.pick(values)]));
}

const numbers = (random: Random): Line =>
  random.chance(0.6) ? { flow_message_nr: random.whole(4, 9) } : random.chance(0.2) ? { flow_message_nr: null } : {};

/** What a record may say more of a message. */
const MORE = {
  subject: ['s', null],
  sender_name: ['Helmo', 'Other', null],
  prev_message_nr: [0, 1, '1', null],
  edited_time: [1_600_000_000, 1_600_000_100, null],
  pinned_account_id: ['a', null],
  reactions: [{ like: ['a'] }, null],
  section_id: ['s', null],
  task_weight: [7, '7', 8, null],
  pin_weight: [7, '7', 8, null],
  mk_message_state: [`${STATE}plain`, `${STATE}pinned`, `${STATE}deleted`, `${STATE}todo`],
  tags: [[], ['pin'], ['is_todo'], ['is_deleted']],
};

const SYSTEM: readonly Line[] = [
  { mk_message_type: 'topic', message: '{"topic":"one"}' },
  { mk_message_type: 'topic', message: '{"topic":"two"}' },
  { mk_message_type: 'add', message: '{"members":["b"]}' },
  { mk_message_type: 'kick', message: '{"members":["b"]}' },
];

const ATTACHED = { mk_rec_type: 'file', attachment_id: 'f', file_url: '/file/f', file_size: 3 };
const v2 = (name: string) =>
  JSON.stringify({ message: '<msg><p>one</p></msg>', attachments: [{ ...ATTACHED, file_name: name }] });

const TEXTS: readonly Line[] = [
  ...['one', 'two', '<mention account_id="a">A</mention>'].map((words) => ({
    mk_message_type: 'text',
    message: `<msg><p>${words}</p></msg>`,
  })),
  { mk_message_type: 'text', message: '' },
  { mk_message_type: 'text', message: '<msg><p>broken' },
  ...['old.txt', 'new.txt'].map((name) => ({ mk_message_type: 'textV2', message: v2(name) })),
];

function whole(random: Random): Line {
  const message_nr = random.whole(1, 3);
  const body = message_nr === 3 ? random.pick(SYSTEM) : random.pick(TEXTS);
  const base = { account_id: 'a', posted_time: 1_500_000_000 + message_nr };
  return { ...MESSAGE, message_nr, ...base, ...body, ...numbers(random), ...someOf(random, 0.15, MORE) };
}

function fragment(random: Random): Line {
  const message_nr = random.whole(1, 3);
  const typeless = random.chance(0.15) ? { mk_message_type: null } : {};
  return { ...MESSAGE, message_nr, ...typeless, ...numbers(random), ...someOf(random, 0.2, MORE) };
}

const header = (random: Random): Line => ({
  mk_rec_type: 'conv',
  conversation_id: 'c',
  ...someOf(random, 0.6, {
    topic: ['Old', 'New', ''],
    members: [['a'], ['a', 'b']],
    leavers: [[], ['a']],
    last_message_nr: [3, 5, 6, null],
    can_post: [true, false, null],
    label_ids: [[], ['l']],
    delete_message_nr: [0, 2],
  }),
});

const hook = (random: Random): Line => ({
  mk_rec_type: 'hook',
  conversation_id: 'c',
  ...random.pick<Line>([
    { hook_key: 'k' },
    { hook_id: 'h' },
    { hook_id: 'h', hook_key: 'k' },
    { hook_id: 'h', hook_key: 'a later key' },
    { hook_id: 'h', hook_key: '' },
    { hook_id: 'h', hook_key: null },
  ]),
  ...someOf(random, 0.4, {
    hook_name: ['H', 'K', null],
    hook_url: ['/hook/k', '', null],
    outgoing_url: ['https://example.org', '', null],
    avatar_urls: ['{"size_50":"/avatar/50"}', '', null],
    is_active: [true, false],
  }),
});

const contact = (random: Random): Line => ({
  mk_rec_type: 'contact',
  account_id: random.pick(['a', 'b']),
  ...someOf(random, 0.5, {
    display_name: ['Anna', 'Annie', null],
    contact_name: ['Annie', '', null],
    full_name: ['Anna', null],
    email: ['a@example.org', 'anna@example.org'],
    phone_nr: ['1', null],
  }),
});

const label = (random: Random): Line => ({
  mk_rec_type: 'label',
  label_id: 'l',
  ...someOf(random, 0.5, { label: ['L', 'M'], mk_label_status: ['active', 'removed'], index: [1, 2, null] }),
});

const file = (random: Random): Line => ({
  ...ATTACHED,
  conversation_id: 'c',
  message_nr: random.whole(1, 2),
  ...someOf(random, 0.5, { file_name: ['old.txt', 'new.txt'], is_deleted: [true, false] }),
});

const KINDS = [
  whole,
  whole,
  whole,
  whole,
  fragment,
  fragment,
  fragment,
  header,
  header,
  hook,
  hook,
  contact,
  label,
  file,
];

function randomPages(random: Random): TestPage[] {
  const before: Line[] = [];
  const hasImport = random.chance(0.6);
  return Array.from({ length: random.whole(4, 14) }, () => {
    const records = Array.from({ length: random.whole(1, 4) }, () =>
      // What was fetched once is fetched again.
      before.length > 0 && random.chance(0.2) ? random.pick(before) : random.pick(KINDS)(random),
    );
    before.push(...records);
    const account = hasImport && random.chance(0.2) ? null : random.pick(['a', 'b']);
    return { account, records, isCut: random.chance(0.8) };
  });
}

async function expectSame(pages: readonly TestPage[]): Promise<void> {
  const tables = await tablesBothWays(pages);
  const named = (way: 'inParts' | 'atOnce') => Object.fromEntries([...tables].map(([name, both]) => [name, both[way]]));
  expect(named('inParts')).toEqual(named('atOnce'));
}

const one = { ...MESSAGE, message_nr: 1 };
const text = (words: string, more: Line = {}): Line => ({
  ...one,
  account_id: 'a',
  mk_message_type: 'text',
  message: `<msg><p>${words}</p></msg>`,
  ...more,
});
const page = (...records: readonly Line[]): TestPage => ({ account: 'a', records });
const LATEST = ['flow_message_nr', 'text', 'pin_weight'];

/** Each way, the columns of the rows of a table. */
async function bothWays(table: string, columns: readonly string[], ...pages: readonly TestPage[]) {
  const { inParts = [], atOnce = [] } = (await tablesBothWays(pages)).get(table) ?? {};
  return [inParts, atOnce].map((rows) => rows.map((row) => columns.map((column) => row[column])));
}

test('a part of a message is laid over a version that comes later and that its number does not precede', async () => {
  const whole5 = page(text('one', { flow_message_nr: 5 }));
  const whole6 = page(text('two', { flow_message_nr: 6 }));
  const part7 = page({ ...one, flow_message_nr: 7, pin_weight: 7 });
  const row = [[7, 'two', 7]];
  expect(await bothWays('messages', LATEST, whole5, part7, whole6)).toEqual([row, row]);
  const part6 = page({ ...one, flow_message_nr: 6, task_weight: 8 });
  const late = [[7, 'one', 7, 8]];
  expect(await bothWays('messages', [...LATEST, 'task_weight'], whole5, part7, part6)).toEqual([late, late]);
});

test('a part without a number is laid over the newest version that was told before it', async () => {
  const pages = [text('one', { flow_message_nr: 5 }), { ...one, pin_weight: 7 }, text('two', { flow_message_nr: 9 })];
  const rows = [
    [5, 'one', null, false],
    [5, 'one', 7, false],
    [9, 'two', null, true],
  ];
  const versions = await bothWays('message_versions', [...LATEST, 'is_latest'], ...pages.map((record) => page(record)));
  expect(versions.map((told) => told.toSorted())).toEqual([rows, rows]);
});

test('a text that cannot be read is a problem, whatever replaced it', async () => {
  const pages = [text('one', { message: '<msg><p>broken' }), text('two', { flow_message_nr: 6 })];
  const row = [['c/1', 'malformed markup']];
  const columns = ['record_key', 'problem'];
  expect(await bothWays('problems', columns, ...pages.map((record) => page(record)))).toEqual([row, row]);
});

test('what one who left is shown once more is no other version than it was', async () => {
  const header = (topic: string, last_message_nr: number, can_post: boolean) => ({
    mk_rec_type: 'conv',
    conversation_id: 'c',
    topic,
    last_message_nr,
    can_post,
  });
  const old = { account: 'a', records: [header('Old', 5, false)] };
  const young = { account: 'b', records: [header('New', 8, true)] };
  const rows = [
    ['conv', 1, '"Old"'],
    ['conv', 2, '"New"'],
  ];
  const versions = await bothWays('record_versions', ['mk_rec_type', 'version', 'record'], old, young, old);
  const topics = versions.map((told) =>
    told
      .filter(([type]) => type === 'conv')
      .map(([type, nr, record]) => [type, nr, /"topic":("\w+")/.exec(String(record))?.[1]]),
  );
  expect(topics).toEqual([rows, rows]);
});

test('a hook that is told without its id, without its key, and then with both is one of which nothing is lost', async () => {
  const told = (more: Line): TestPage => page({ mk_rec_type: 'hook', conversation_id: 'c', ...more });
  const both = { hook_id: 'h', hook_key: 'k' };
  const pages = [told({ hook_key: 'k' }), told({ hook_id: 'h', hook_name: 'H' }), told(both)];
  const row = [['k', 'h', 'H']];
  const columns = ['hook_key', 'hook_id', 'hook_name'];
  expect(await bothWays('hooks', columns, ...pages)).toEqual([row, row]);
  const renewed = [
    told({ ...both, hook_key: 'z' }),
    told({ ...both, hook_key: 'a' }),
    told({ hook_id: 'h', hook_name: 'H' }),
  ];
  const rows = [
    ['a', 'h', 'H'],
    ['z', 'h', null],
  ];
  expect(await bothWays('hooks', columns, ...renewed)).toEqual([rows, rows]);
});

const seed = chooseSeed();
test.each(Array.from({ length: Number(process.env.RANDOM_CUTS ?? 4) }, (_unused, index) => seed + index))(
  'SEED=%i',
  async (cutSeed) => expectSame(randomPages(randomFrom(cutSeed))),
);
