// A hand-written world with what a real one has: gaps, edits, a late joiner, pins and tasks, several files, malformed fields.
import { type EmulatorOptions, startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import type { Json } from './walk.js';

export const archivist = '00000000-0000-4000-8000-00000000000a';
const outsider = '00000000-0000-4000-8000-00000000000b';
export const author = '00000000-0000-4000-8000-000000000001';
export const plain = '10000000-0000-4000-8000-000000000001';
export const late = '10000000-0000-4000-8000-000000000002';
export const secret = '10000000-0000-4000-8000-000000000003';
export const left = '10000000-0000-4000-8000-000000000004';
export const empty = '10000000-0000-4000-8000-000000000005';
export const sectionId = '20000000-0000-4000-8000-000000000001';

const STATE = 'urn:fleep:message:mk_message_state';

export function message(conversation_id: string, message_nr: number, more: Json = {}): Json {
  return {
    mk_rec_type: 'message',
    conversation_id,
    message_nr,
    account_id: author,
    mk_message_type: 'text',
    mk_message_state: `${STATE}:plain`,
    message: `<msg><p>number ${message_nr}</p></msg>`,
    posted_time: 1_500_000_000 + message_nr,
    tags: [],
    ...more,
  };
}

export function file(conversation_id: string, message_nr: number, name: string, content: Json | null, more: Json = {}) {
  return {
    mk_rec_type: 'file',
    conversation_id,
    message_nr,
    attachment_id: `att-${name}`,
    file_name: name,
    file_url: `/file/c/${message_nr}/a/${encodeURIComponent(name)}`,
    file_type: 'application/octet-stream',
    ...(content === null ? {} : { content }),
    ...more,
  };
}

const pin = { tags: ['is_shared', 'pin'], mk_message_state: `${STATE}:pinned` };
const task = { tags: ['is_shared', 'is_task', 'is_todo'], section_id: sectionId };

export const smallWorld: Json[] = [
  account(archivist, 'archivist@example.org', 'correct horse', 'Archivist'),
  account(outsider, 'outsider@example.org', 'demo', 'Outsider'),
  { mk_rec_type: 'contact', account_id: archivist, display_name: 'Archivist', alias_account_ids: [author] },
  { mk_rec_type: 'contact', account_id: author, display_name: 'Author' },
  { mk_rec_type: 'team', team_id: 'team-own', members: [archivist] },
  { mk_rec_type: 'team', team_id: 'team-foreign', members: [outsider] },
  { mk_rec_type: 'label', label_id: 'label-1', label: 'Work', mk_label_type: 'user_label', mk_label_subtype: 'user' },
  { mk_rec_type: 'reminder', reminder_id: 'reminder-1' },
  { mk_rec_type: 'conv', conversation_id: plain, topic: 'Plain', members: [archivist, author], label_ids: ['label-1'] },
  { mk_rec_type: 'section', conversation_id: plain, section_id: sectionId, name: 'To Do', sync_cursor: null },
  { mk_rec_type: 'hook', conversation_id: plain, hook_key: 'key', hook_url: 'https://fleep.io/hook/key' },
  { mk_rec_type: 'weather', conversation_id: plain, sky: 'grey' },
  message(plain, 1, { mk_message_type: 'create', message: '{"topic":"Plain"}' }),
  message(plain, 2),
  message(plain, 2, { flow_message_nr: 3, message: '<msg><p>edited once</p></msg>' }),
  message(plain, 6),
  file(plain, 6, 'two.txt', { text: 'hello' }),
  file(plain, 6, 'three.bin', { base64: 'AAEC' }),
  { ...file(plain, 6, 'shot.png', { shake256: 'seed', bytes: 40 }), mk_rec_type: 'preview', file_type: 'image/png' },
  message(plain, 2, { flow_message_nr: 9, message: '<msg><p>edited twice</p></msg>' }),
  message(plain, 10, { message: '', mk_message_state: `${STATE}:deleted`, tags: ['is_deleted', 'is_deleted'] }),
  file(plain, 8, 'of a gap.txt', { text: 'gap' }),
  file(plain, 0, 'loose.txt', { text: 'loose' }),
  ...Array.from({ length: 9 }, (_unused, index) =>
    message(plain, 20 + index, { ...pin, pin_weight: 7 + (index >> 1) }),
  ),
  ...Array.from({ length: 5 }, (_unused, index) => message(plain, 40 + index, { ...task, task_weight: index })),
  ...Array.from({ length: 25 }, (_unused, index) => file(plain, 20 + index, `bulk-${index}`, null)),
  { mk_rec_type: 'conv', conversation_id: late, topic: 'Late', members: [archivist], join_message_nr: 5 },
  message(late, 1, { mk_message_type: 'create', message: '{"topic":"Late"}' }),
  message(late, 2, pin),
  message(late, 3),
  message(late, 4, task),
  file(late, 2, 'pinned.txt', { text: 'pinned' }),
  file(late, 3, 'unseen.txt', { text: 'unseen' }),
  message(late, 6, { posted_time: 'soon', message: 12, tags: 'x', surprise: { a: [1e3] } }),
  message(late, 7, { message: '<msg><p>never closed' }),
  { mk_rec_type: 'conv', conversation_id: secret, topic: 'Secret', members: [outsider], label_ids: [] },
  message(secret, 1),
  file(secret, 1, 'secret.txt', { text: 'secret' }),
  { mk_rec_type: 'conv', conversation_id: left, members: [outsider], leavers: [archivist], last_message_nr: 2 },
  message(left, 1),
  message(left, 2, { mk_message_type: 'leave', message: '' }),
  message(left, 3),
  { mk_rec_type: 'conv', conversation_id: empty, topic: 'Empty', hide_message_nr: 1 },
];

function account(account_id: string, email: string, password: string, display_name: string): Json {
  return { mk_rec_type: 'account', account_id, email, password, display_name };
}

export async function withWorld<T>(
  use: (url: string, requests: ReadonlyMap<string, number>) => Promise<T>,
  { records = smallWorld, ...options }: Partial<EmulatorOptions> & { records?: Json[] } = {},
): Promise<T> {
  const emulator = await startEmulator({ world: worldFromRecords(records), ...options });
  try {
    return await use(emulator.url, emulator.requests);
  } finally {
    await emulator.close();
  }
}
