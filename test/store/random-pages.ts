// test support: random pages with records of all kinds that are put together from several: messages whole and in parts, with and without
// numbers, once more and with nulls; headers of one who left; hooks with and without key and id; what an import says of them.
import type { Random } from '../support/random.js';
import type { Line } from '../support/sync.js';
import type { TestPage } from './two-ways.js';

type RecordKind = (random: Random) => Line;

export const MESSAGE = { mk_rec_type: 'message', conversation_id: 'c' };
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
  reactions: [{ like: ['a', 'b'], up: 2 }, { up: 2, like: ['b', 'a'] }, null],
  section_id: ['s', null],
  task_weight: [7, '7', 8, null],
  pin_weight: [7, '7', 8, null],
  mk_message_state: [`${STATE}plain`, `${STATE}pinned`, 'urn:fleep:msgstate:pinned', `${STATE}deleted`, `${STATE}todo`],
  tags: [[], ['pin'], ['pin', 'is_shared'], ['is_shared', 'pin', 'pin'], ['is_todo'], ['is_deleted']],
};

const SYSTEM: readonly Line[] = [
  { mk_message_type: 'topic', message: '{"topic":"one"}' },
  { mk_message_type: 'topic', message: '{"topic": "one"}' },
  { mk_message_type: 'topic', message: '{"topic":"two"}' },
  { mk_message_type: 'add', message: '{"members":["b"]}' },
  { mk_message_type: 'kick', message: '{"members":["b"]}' },
];

const ATTACHED = { mk_rec_type: 'file', attachment_id: 'f', file_url: '/file/f', file_size: 3 };
const v2 = (name: string) =>
  JSON.stringify({ message: '<msg><p>one</p></msg>', attachments: [{ ...ATTACHED, file_name: name }] });

const TEXTS: readonly Line[] = [
  ...['one', 'two', 'a<br/>b', 'a<br />b', '<mention account_id="a">A</mention>'].map((words) => ({
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

export const MESSAGE_KINDS: readonly RecordKind[] = [whole, whole, whole, fragment, fragment];

const KINDS: readonly RecordKind[] = [
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

/** `kinds`: what makes a record, as often as it stands there. */
export function randomPages(random: Random, kinds: readonly RecordKind[] = KINDS): TestPage[] {
  const before: Line[] = [];
  const hasImport = random.chance(0.6);
  return Array.from({ length: random.whole(4, 14) }, () => {
    const records = Array.from({ length: random.whole(1, 4) }, () =>
      // What was fetched once is fetched again.
      before.length > 0 && random.chance(0.2) ? random.pick(before) : random.pick(kinds)(random),
    );
    before.push(...records);
    const account = hasImport && random.chance(0.2) ? null : random.pick(['a', 'b']);
    return { account, records, isCut: random.chance(0.8) };
  });
}
