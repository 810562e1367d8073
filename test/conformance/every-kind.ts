// test: a small world with a record of every kind that the tables know, and of some that they do not.

import { ANNA, conv, message, people } from '../support/tiny-world.js';
import type { WorldLine } from './truth.js';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const avatar = (file_url: string): WorldLine => ({
  mk_rec_type: 'avatar',
  file_url,
  file_type: 'image/png',
  content: { base64: PNG },
});
const urls = (path: string) => JSON.stringify({ size_50: `${path}/50`, size_100: `${path}/100` });

const file = (attachment_id: string, more: WorldLine = {}): WorldLine => ({
  mk_rec_type: 'file',
  conversation_id: 'full',
  message_nr: 3,
  attachment_id,
  file_name: `${attachment_id} ü.txt`,
  file_url: `/file/full/3/${attachment_id}/x`,
  file_type: 'text/plain',
  content: { text: `content of ${attachment_id}` },
  ...more,
});

export const everyKind: readonly WorldLine[] = [
  ...people,
  { mk_rec_type: 'contact', account_id: 'painted', display_name: 'Painted', avatar_urls: urls('/avatar/p') },
  avatar('/avatar/p/100'),
  { mk_rec_type: 'team', team_id: 'team', team_name: 'Team', members: [ANNA], admins: [ANNA], odd: 1.5 },
  { mk_rec_type: 'label', label_id: 'label', label: 'Label', mk_label_type: 'user_label', index: 1 },
  { mk_rec_type: 'reminder', reminder_id: 'reminder', mk_reminder_type: 'org_invite', remind_time: 1_500_000_000 },
  { mk_rec_type: 'section', section_id: 'mine', name: 'My tasks' },
  { mk_rec_type: 'org_header', organisation_id: 'org', organisation_name: 'Org', is_member: true },
  { mk_rec_type: 'weather', sky: 'grey' },
  conv('full', { label_ids: ['label'], teams: ['team'], send_message_nr: 1, odd: ['x'] }),
  { mk_rec_type: 'section', conversation_id: 'full', section_id: 'todo', name: 'To do' },
  { mk_rec_type: 'hook', conversation_id: 'full', hook_key: 'key', hook_name: 'Hook', avatar_urls: urls('/avatar/h') },
  avatar('/avatar/h/100'),
  message('full', 1, { mk_message_type: 'create', message: JSON.stringify({ members: [ANNA], topic: 'At first' }) }),
  message('full', 2, { message: '<msg><p>broken', reactions: { like: [ANNA] }, odd: { a: 1 } }),
  message('full', 3, { message: `<msg><p>to <mention account_id="${ANNA}">Anna</mention></p></msg>` }),
  message('full', 7, { flow_message_nr: 9, edited_time: 1_600_000_000, tags: ['is_shared', 'pin'], pin_weight: 9 }),
  file('proved', {
    file_size: 17,
    file_sha256: 'e7fb42301075a92c7c523b22d1bf501a7e2d89ba2fac174a68a22a7971ebf0ec',
  }),
  file('unproved'),
  file('gone', { content: undefined }),
  { ...file('seen'), mk_rec_type: 'preview', attached_url: 'https://elsewhere.example/', title: 'Elsewhere' },
  conv('late', { join_message_nr: 4, hide_message_nr: 8 }),
  message('late', 5),
  message('late', 8),
];
