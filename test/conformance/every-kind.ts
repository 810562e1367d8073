// test: a small world with a record of every kind that the tables know, and of some that they do not.
import { createHash } from 'node:crypto';
import { ANNA, conv, message } from '../support/tiny-world.js';
import type { WorldLine } from './truth.js';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const avatar = (file_url: string): WorldLine => ({
  mk_rec_type: 'avatar',
  file_url,
  file_type: 'image/png',
  content: { base64: PNG },
});
const urls = (path: string) => JSON.stringify({ size_50: `${path}/50`, size_100: `${path}/100` });

/** What the file of an attachment holds. */
export const contentOf = (attachment_id: string): string => `content of ${attachment_id}`;

const fileOf = (suffix: string, name: string, more: WorldLine = {}): WorldLine => ({
  mk_rec_type: 'file',
  conversation_id: `full${suffix}`,
  message_nr: 3,
  attachment_id: `${name}${suffix}`,
  file_name: `${name} ü.txt`,
  file_url: `/file/full${suffix}/3/${name}/x`,
  file_type: 'text/plain',
  content: { text: contentOf(`${name}${suffix}`) },
  ...more,
});

const proofOf = (text: string): WorldLine => ({
  file_size: Buffer.byteLength(text),
  file_sha256: createHash('sha256').update(text).digest('hex'),
});

/** The lines that follow the people. The suffix is in every one of them and in the content of every file: several fit into a world. */
export function everyKindOf(suffix: string): readonly WorldLine[] {
  const [full, late, label, team] = [`full${suffix}`, `late${suffix}`, `label${suffix}`, `team${suffix}`];
  const [painted, hooked] = [`/avatar/p${suffix}`, `/avatar/h${suffix}`];
  return [
    { mk_rec_type: 'contact', account_id: `painted${suffix}`, display_name: 'Painted', avatar_urls: urls(painted) },
    avatar(`${painted}/100`),
    { mk_rec_type: 'team', team_id: team, team_name: 'Team', members: [ANNA], admins: [ANNA], odd: 1.5 },
    { mk_rec_type: 'label', label_id: label, label: 'Label', mk_label_type: 'user_label', index: 1 },
    {
      mk_rec_type: 'reminder',
      reminder_id: `reminder${suffix}`,
      mk_reminder_type: 'org_invite',
      remind_time: 1_500_000_000,
    },
    { mk_rec_type: 'section', section_id: `mine${suffix}`, name: 'My tasks' },
    { mk_rec_type: 'org_header', organisation_id: `org${suffix}`, organisation_name: 'Org', is_member: true },
    { mk_rec_type: `weather${suffix}`, sky: 'grey' },
    conv(full, { topic: 'full', label_ids: [label], teams: [team], send_message_nr: 1, odd: ['x'] }),
    { mk_rec_type: 'section', conversation_id: full, section_id: 'todo', name: 'To do' },
    { mk_rec_type: 'hook', conversation_id: full, hook_key: 'key', hook_name: 'Hook', avatar_urls: urls(hooked) },
    avatar(`${hooked}/100`),
    message(full, 1, { mk_message_type: 'create', message: JSON.stringify({ members: [ANNA], topic: 'At first' }) }),
    message(full, 2, { message: '<msg><p>broken', reactions: { like: [ANNA] }, odd: { a: 1 } }),
    message(full, 3, { message: `<msg><p>to <mention account_id="${ANNA}">Anna</mention></p></msg>` }),
    message(full, 7, { flow_message_nr: 9, edited_time: 1_600_000_000, tags: ['is_shared', 'pin'], pin_weight: 9 }),
    fileOf(suffix, 'proved', proofOf(contentOf(`proved${suffix}`))),
    fileOf(suffix, 'unproved'),
    fileOf(suffix, 'gone', { content: undefined }),
    {
      ...fileOf(suffix, 'seen'),
      mk_rec_type: 'preview',
      attached_url: 'https://elsewhere.example/',
      title: 'Elsewhere',
    },
    conv(late, { join_message_nr: 4, hide_message_nr: 8 }),
    message(late, 5),
    message(late, 8),
  ];
}
