// The rows that the report tests count by hand. Times are UTC; 1 January 2024 was a Monday.
import type { Tables } from './fixture.js';

const message = (conversation_id: string, message_nr: number, account_id: string, posted_time: string | null) => ({
  conversation_id,
  message_nr,
  account_id,
  posted_time,
  mk_message_type: 'text',
  mk_message_state: 'urn:fleep:message:mk_message_state:plain',
  message: '<msg><p>words</p></msg>',
  text: 'words',
});

const link = (url: string): string => `<msg><p><a href="${url}">link</a></p></msg>`;
const system = { mk_message_type: 'create', message: '{}', text: null };

const messages = [
  { ...message('c1', 1, 'anna', '2024-01-01 08:00:00'), ...system },
  { ...message('c1', 2, 'anna', '2024-01-01 09:00:00'), message: link('https://www.Example.org/x') },
  {
    ...message('c1', 3, 'anna', '2024-01-01 09:10:00'),
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: link('http://example.org:8080/') }),
  },
  message('c1', 4, 'ben', '2024-01-01 09:30:00'),
  { ...message('c1', 5, 'anna', '2024-01-01 10:30:00'), edited_time: '2024-01-01 10:33:00', edit_account_id: 'anna' },
  {
    ...message('c1', 6, 'ben', '2024-01-02 10:30:00'),
    message: '',
    is_deleted: true,
    edited_time: '2024-01-02 10:40:00',
    edit_account_id: 'anna',
  },
  {
    ...message('c1', 7, 'cara', '2024-02-05 10:00:00'),
    mk_message_type: 'email',
    message: `${link('mailto:x@example.org')}${link('https://user@evil.example/?x')}`,
  },
  { ...message('c1', 8, 'ben', '2024-02-05 10:06:00'), edited_time: '2024-02-05 10:08:00', edit_account_id: 'ben' },
  { ...message('c2', 1, 'ben', '2024-01-31 23:30:00'), ...system },
  {
    ...message('c2', 2, 'ben', '2024-01-31 23:30:00'),
    text: ' Order  new\n soil ',
    task_state: 'todo',
    section_id: 's1',
    assignee_ids: ['ghost', 'ben', 'anna', 'anna'],
    edited_time: '2024-02-01 00:00:00',
    edit_account_id: 'ben',
  },
  { ...message('c2', 3, 'ben', '2024-02-01 00:00:00'), hook_key: 'key', sender_name: 'GitHub' },
  { ...message('c2', 4, 'anna', '2024-02-01 00:30:00'), text: 'Is it done?', task_state: 'done', is_pinned: true },
  message('c2', 5, 'ben', null),
];

const file = (conversation_id: string, attachment_id: string, account_id: string, posted_time: string) => ({
  conversation_id,
  message_nr: 2,
  attachment_id,
  account_id,
  posted_time,
});

export const SAMPLE: Tables = {
  accounts: [
    { account_id: 'anna', display_name: 'Anna' },
    { account_id: 'ben', display_name: 'Ben' },
    { account_id: 'cara', display_name: '', email: 'cara@example.org' },
  ],
  conversations: [
    { conversation_id: 'c1', title: 'Greenhouse', last_message_nr: 12 },
    { conversation_id: 'c2', title: 'Office', last_message_nr: 5 },
    { conversation_id: 'c3-without-a-title', title: null },
  ],
  messages,
  superseded_messages: [{ ...message('c1', 5, 'anna', '2024-01-01 10:30:00'), message: '<msg><p>wrods</p></msg>' }],
  files: [
    {
      ...file('c1', 'f1', 'anna', '2024-01-01 09:00:00'),
      file_name: 'plan.png',
      file_type: 'image/png',
      file_size: 2000,
      stored_sha256: 'aa',
      stored_size: 2000,
    },
    {
      ...file('c1', 'f2', 'ben', '2024-01-01 09:30:00'),
      file_name: 'notes.txt',
      file_type: 'Text/Plain; charset=utf-8',
      file_size: 500,
    },
    {
      ...file('c2', 'f3', 'ben', '2024-01-31 23:30:00'),
      file_name: 'old.zip',
      file_type: 'application/zip',
      file_size: 9999,
      is_deleted: true,
    },
    {
      ...file('c2', 'f4', 'cara', '2024-02-05 10:00:00'),
      file_name: 'again.png',
      file_type: 'image/png',
      file_size: 2000,
      stored_sha256: 'aa',
      stored_size: 2000,
    },
    { ...file('c2', 'f5', 'ghost', '2024-02-05 10:00:00'), file_name: 'blob', sender_name: 'Guest' },
  ],
  previews: [
    { conversation_id: 'c1', message_nr: 2, file_url: '/file/p', stored_sha256: 'bb', stored_size: 100 },
    { conversation_id: 'c1', message_nr: 2, file_url: null },
  ],
  reactions: [
    { conversation_id: 'c1', message_nr: 2, reaction: '+1', account_id: 'anna' },
    { conversation_id: 'c1', message_nr: 2, reaction: '+1', account_id: 'ben' },
    { conversation_id: 'c1', message_nr: 4, reaction: '+1', account_id: 'ben' },
    { conversation_id: 'c1', message_nr: 2, reaction: 'heart', account_id: null },
  ],
  mentions: [
    { conversation_id: 'c1', message_nr: 4, account_id: 'anna' },
    { conversation_id: 'c1', message_nr: 4, account_id: 'anna' },
    { conversation_id: 'c1', message_nr: 6, account_id: 'anna' },
    { conversation_id: 'c2', message_nr: 4, account_id: 'ghost' },
  ],
  sections: [{ section_id: 's1', conversation_id: 'c2', name: 'To Do' }],
  members: [
    { conversation_id: 'c1', account_id: 'anna', joined_time: '2024-01-01 08:00:00' },
    { conversation_id: 'c1', account_id: 'ben', joined_time: '2024-01-01 08:00:00', left_time: '2024-02-03 00:00:00' },
    { conversation_id: 'c1', account_id: 'cara', joined_time: '2024-02-05 09:00:00' },
    { conversation_id: 'c2', account_id: 'ben', joined_time: '2024-01-31 23:30:00' },
    { conversation_id: 'c2', account_id: 'dan', joined_time: null },
  ],
  gaps: [
    { gap_id: 'g1', conversation_id: 'c1', is_open: true },
    { gap_id: 'g2', conversation_id: 'c1', is_open: false },
    { gap_id: 'g3', conversation_id: null, is_open: true },
  ],
};
