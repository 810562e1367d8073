// chaos: two small worlds in which every call has a first, a middle and a last page: one is deep, one has many conversations.
// Invariant: every file has a size and a hash, so that whatever happens to its content can be told.
import { createHash } from 'node:crypto';
import type { WorldLine } from '../conformance/truth.js';
import { ANNA, BERT, conv, message, people } from '../support/tiny-world.js';

const id = (number: number): string => `00000002-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const DEEP = id(1);
const VIEWER = String(people[0]?.account_id);
const LABEL = '00000004-0000-4000-8000-000000000001';
/** Side lists come ten a page after the three that come with the conversation itself. */
const ON_SIDE_LISTS = 26;

const team = (number: number): WorldLine => ({
  mk_rec_type: 'team',
  team_id: `00000003-0000-4000-8000-00000000000${number}`,
  team_name: `team ${number}`,
  members: [ANNA],
  admins: [BERT],
});

/** Of three contents, so that there are three downloads. */
function file(message_nr: number): WorldLine {
  const text = `content ${message_nr % 3}`;
  return {
    mk_rec_type: 'file',
    conversation_id: DEEP,
    message_nr,
    account_id: ANNA,
    attachment_id: `a${message_nr}`,
    file_name: 'file.txt',
    file_url: `/file/0001/1/${message_nr % 3}/n`,
    file_size: text.length,
    file_sha256: createHash('sha256').update(text).digest('hex'),
    content: { text },
  };
}

const pinned = (number: number): WorldLine =>
  message(DEEP, number, {
    mk_message_state: 'urn:fleep:message:mk_message_state:pinned',
    tags: ['is_shared', 'pin'],
    pin_weight: number,
  });

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_unused, index) => first + index);

const withTeam = (number: number, more: WorldLine = {}): WorldLine[] => [
  team(number),
  conv(id(number), { teams: [team(number).team_id], ...more }),
  { mk_rec_type: 'hook', conversation_id: id(number), hook_key: `k${number}`, is_active: true },
];

export const deepWorld: readonly WorldLine[] = [
  ...people,
  ...withTeam(1),
  ...numbers(1, ON_SIDE_LISTS).map(pinned),
  ...numbers(1, ON_SIDE_LISTS).map(file),
  ...[2, 3].flatMap((number) => [...withTeam(number), message(id(number), 1)]),
];

/** What is said in the deep one after the first sync. */
export const laterLines: readonly WorldLine[] = numbers(ON_SIDE_LISTS + 1, ON_SIDE_LISTS + 25).map((number) =>
  message(DEEP, number),
);

/** Lists come in pages of 20 and 25. */
export const wideWorld: readonly WorldLine[] = [
  ...people,
  { mk_rec_type: 'label', label_id: LABEL, label: 'label', mk_label_type: 'user_label', index: 1 },
  ...numbers(1, 45).flatMap((number) => [
    conv(id(number), { members: [VIEWER, ANNA], label_ids: [LABEL] }),
    ...(number % 9 === 0 ? [message(id(number), 1)] : []),
  ]),
];
