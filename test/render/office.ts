// A small office whose archive has one of everything that the site can show.
import { at, sha256Of, type Tables, uuid } from './small-archive.js';

export const ann = uuid('ann');
export const bob = uuid('bob');
export const dina = uuid('dina');
export const launch = uuid('launch');
export const chat = uuid('chat');
export const quiet = uuid('quiet');
const section = uuid('section');
const done = uuid('section done');
const team = uuid('team');

/** A picture of one red pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
export const NOTES = Buffer.from('Notes of the first meeting\n');
export const EVIL = Buffer.from('<html><script>alert(1)</script></html>');

export const HOOK_KEY = 'SECRET-HOOK-KEY';
export const CMAIL = 'conv.secretsecret@fleep.io';

const system = (message_nr: number, mk_message_type: string, payload: unknown, more = {}) => ({
  conversation_id: launch,
  message_nr,
  account_id: ann,
  mk_message_type,
  message: payload === '' ? '' : JSON.stringify(payload),
  posted_time: at('2020-03-02T09:00:00Z'),
  ...more,
});

const text = (message_nr: number, account_id: string, xml: string, time: string, more = {}) => ({
  conversation_id: launch,
  message_nr,
  account_id,
  message: `<msg>${xml}</msg>`,
  text: xml.replace(/<[^>]*>/g, ''),
  posted_time: at(time),
  ...more,
});

const messages = [
  system(1, 'create', { topic: 'Launch', members: [bob] }),
  text(2, ann, '<p>Good morning, <b>everybody</b> &amp; welcome</p>', '2020-03-02T09:01:00Z'),
  text(3, ann, '<p>Who takes notes?</p>', '2020-03-02T09:02:00Z'),
  text(4, bob, `<p>I do, <mention account_id="${ann}">@Ann</mention></p>`, '2020-03-02T09:03:00Z', {
    reply_to_message_nr: 3,
  }),
  text(5, bob, '<p>Here they are</p><file key="att-notes">notes.txt</file>', '2020-03-02T10:00:00Z'),
  text(6, bob, '<p>The plan, second edition</p>', '2020-03-03T08:00:00Z', {
    edited_time: at('2020-03-03T08:30:00Z'),
    edit_account_id: bob,
    flow_message_nr: 7,
  }),
  {
    ...text(8, ann, '', '2020-03-03T09:00:00Z', { edited_time: at('2020-03-03T09:10:00Z'), edit_account_id: ann }),
    message: '',
    is_deleted: true,
  },
  text(9, ann, '<p>Ship on Friday</p>', '2020-03-04T09:00:00Z', {
    is_pinned: true,
    pinned_account_id: bob,
    pin_weight: 5,
  }),
  text(10, ann, '<p>Write the announcement</p>', '2020-03-04T09:05:00Z', {
    task_state: 'todo',
    section_id: section,
    task_weight: 2,
    assignee_ids: [bob],
  }),
  text(11, ann, '<p>Book the room</p>', '2020-03-04T09:06:00Z', { task_state: 'done', section_id: done }),
  text(12, dina, '<p>שלום לכולם</p>', '2020-03-04T09:10:00Z', { reactions: { json: { '+1': [ann, bob] } } }),
  {
    ...text(13, ann, '<p>Build 42 is green</p>', '2020-03-04T09:20:00Z', { hook_key: HOOK_KEY, sender_name: null }),
  },
  {
    ...text(14, uuid('stranger'), '<p>Dear team</p><p><q>-- <br/>Eve</q></p>', '2020-03-04T10:00:00Z'),
    mk_message_type: 'email',
    subject: 'Offer',
    sender_name: 'Eve Customer',
    mail_hdrs: {
      json: [
        { prefix: 'From', addresses: [{ addr: 'eve@example.org' }] },
        { prefix: 'To', addresses: [{ addr: CMAIL }] },
      ],
    },
  },
  { ...text(15, bob, '', '2020-03-04T11:00:00Z'), message: '<msg><p>broken', is_malformed: true },
  text(16, bob, '<p>A picture</p><file key="att-pixel">red.png</file>', '2020-03-05T09:00:00Z'),
  text(17, bob, '<p><a href="https://example.org/a?b=1&amp;c=2">read</a></p>', '2020-03-05T09:01:00Z', {
    reply_to_message_nr: 13,
  }),
  system(18, 'hook', { hook_name: 'Builder', hook_key: HOOK_KEY }, { posted_time: at('2020-03-05T10:00:00Z') }),
  system(
    19,
    'task_completed',
    { task_message_nr: 11, sysmsg_text: '{author} completed a task.' },
    { posted_time: at('2020-03-05T10:01:00Z') },
  ),
  system(
    20,
    'strange',
    { a: 1, hook_key: HOOK_KEY, deep: { cmail: CMAIL } },
    { posted_time: at('2020-03-05T10:02:00Z') },
  ),
  text(1203, ann, '<p>Much later</p>', '2021-01-01T12:00:00Z'),
];

const file = (message_nr: number, attachment_id: string, file_name: string, bytes: Uint8Array, more = {}) => ({
  conversation_id: launch,
  message_nr,
  attachment_id,
  account_id: bob,
  file_name,
  file_size: bytes.length,
  posted_time: at('2020-03-05T09:00:00Z'),
  stored_sha256: sha256Of(bytes),
  stored_size: bytes.length,
  ...more,
});

export const office: Tables = {
  accounts: [
    { account_id: ann, display_name: 'Ann Archer', email: 'ann@example.org', avatar_sha256: sha256Of(PIXEL) },
    { account_id: bob, display_name: 'Bob <b>Baker</b>', mk_account_status: 'closed' },
    { account_id: dina, display_name: 'דינה' },
  ],
  conversations: [
    {
      conversation_id: launch,
      topic: 'Launch',
      title: 'Launch',
      members: [ann, bob, dina],
      leavers: [],
      teams: [team],
      cmail: CMAIL,
      autojoin_url: 'https://fleep.io/chat/SECRET-JOIN',
    },
    { conversation_id: chat, topic: '', title: null, members: [ann, bob] },
    { conversation_id: quiet, topic: 'Nothing yet', title: 'Nothing yet', members: [ann] },
  ],
  messages: [
    ...messages,
    {
      conversation_id: chat,
      message_nr: 1,
      account_id: bob,
      message: '<msg><p>Hi <emo kind="esmile">:)</emo></p></msg>',
      text: 'Hi :)',
      posted_time: at('2020-05-01T08:00:00Z'),
    },
  ],
  superseded_messages: [
    text(6, bob, '<p>The plan, first edition</p>', '2020-03-03T08:00:00Z'),
    text(8, ann, '<p>Regrettable words</p>', '2020-03-03T09:00:00Z'),
    text(9, ann, '<p>Ship on Friday</p>', '2020-03-04T09:00:00Z'),
  ],
  members: [
    { conversation_id: launch, account_id: ann, joined_time: at('2020-03-02T09:00:00Z'), is_admin: true },
    { conversation_id: launch, account_id: bob, joined_time: at('2020-03-02T09:00:00Z'), added_by: ann },
    {
      conversation_id: launch,
      account_id: dina,
      joined_time: at('2020-03-02T09:00:00Z'),
      left_time: at('2020-03-06T09:00:00Z'),
      is_current: false,
    },
  ],
  teams: [{ team_id: team, team_name: 'Makers', autojoin_url: 'https://fleep.io/team/SECRET-TEAM' }],
  sections: [
    { conversation_id: launch, section_id: done, name: 'Archived', weight: 0 },
    { conversation_id: launch, section_id: section, name: 'This week', weight: 10 },
  ],
  hooks: [
    {
      conversation_id: launch,
      hook_key: HOOK_KEY,
      hook_name: 'Builder',
      hook_url: `https://fleep.io/hook/${HOOK_KEY}`,
    },
  ],
  files: [
    file(5, 'att-notes', '../notes\u202e.txt', NOTES),
    file(16, 'att-pixel', 'red.png', PIXEL, { width: 1, height: 1 }),
    file(16, 'att-evil', 'page.html', EVIL),
    file(16, 'att-gone', 'gone.pdf', Buffer.from('never stored')),
    file(999, 'att-orphan', 'orphan.txt', NOTES),
  ],
  previews: [
    {
      conversation_id: launch,
      message_nr: 17,
      attached_url: 'https://example.org/a?b=1&c=2',
      title: 'A page',
      description: 'About something',
      stored_sha256: sha256Of(PIXEL),
    },
    { conversation_id: launch, message_nr: 17, attached_url: 'javascript:alert(1)', title: 'Bad' },
  ],
  reactions: [
    { conversation_id: launch, message_nr: 12, reaction: '+1', account_id: ann },
    { conversation_id: launch, message_nr: 12, reaction: '+1', account_id: bob },
  ],
  gaps: [
    {
      gap_id: 'g1',
      kind: 'messages',
      conversation_id: launch,
      first_message_nr: 21,
      last_message_nr: 30,
      cause: 'The server answered 500',
    },
    ...['g2', 'g3'].map((gap_id) => ({
      gap_id,
      kind: 'file',
      conversation_id: launch,
      cause: 'left out',
      is_expected: true,
    })),
  ],
  runs: [
    {
      run_id: 'r1',
      started_time: '2024-01-01 10:00:00',
      ended_time: '2024-01-01 10:05:00',
      account_id: ann,
      server: 'https://fleep.io',
      version: '0.1.0',
      exit_code: 3,
      outcome: 'finished with gaps',
    },
    { run_id: 'r2', started_time: '2024-01-02 10:00:00', account_id: ann, server: 'https://fleep.io' },
  ],
};
