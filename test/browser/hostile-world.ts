// test: a world that puts each of many payloads wherever the service takes a text that people write.

import type { Line } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

export const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</title></textarea></script><script>alert(1)</script>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">here</a><base href="https://example.org/">',
  '<meta http-equiv="refresh" content="0;url=https://example.org/">',
  'javascript:alert(1)',
  ' \u0001JaVa\nScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//example.org/x.js',
  '../../../../etc/passwd',
  '{{constructor.constructor("alert(1)")()}}{{{x}}}',
  '\u202Egnp.exe\u2066',
  '--><!--<![CDATA[&lt;script&gt;&#60;script&#62;',
];

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>';
const HTML = '<!DOCTYPE html><title>x</title><script>alert(1)</script><img src=x onerror=alert(1)>';
/** A picture of one pixel, after whose end a page follows. */
const GIF_AND_HTML = `${Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64').toString('latin1')}${HTML}`;

/** A text as message markup holds it. */
export const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\u0001', '');

/** Kinds: 1 person, 2 conversation, 3 team, 4 label, 5 section. */
export const uuid = (kind: number, index: number): string =>
  `0000000${kind}-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Messages in each conversation. */
export const MESSAGES_EACH = 14;

/** When the texts were as they were first, and when they were changed; seconds since 1970. */
export const BEFORE_CHANGES = 1_500_000_500;
const CHANGED = 1_500_001_000;

/** Lines of the world: one conversation, person, team, label, hook and section a payload. */
export const hostileWorld = (payloads: readonly string[] = PAYLOADS): Line[] => [
  ...people,
  ...payloads.flatMap(linesOf),
];

function linesOf(payload: string, index: number): Line[] {
  const conversation_id = uuid(2, index);
  const account_id = uuid(1, index);
  const [team_id, label_id, section_id] = [uuid(3, index), uuid(4, index), uuid(5, index)];
  const say = (nr: number, body: string, more: Line = {}) =>
    message(conversation_id, nr, { account_id, message: body, ...more });
  const mark = xml(payload);
  return [
    { mk_rec_type: 'contact', account_id, display_name: payload, email: payload, phone_nr: payload },
    { mk_rec_type: 'team', team_id, team_name: payload, members: [account_id] },
    { mk_rec_type: 'label', label_id, label: payload, mk_label_type: 'user_label', index },
    conv(conversation_id, { topic: payload, members: [ANNA, account_id], teams: [team_id], label_ids: [label_id] }),
    { mk_rec_type: 'section', conversation_id, section_id, name: payload },
    { mk_rec_type: 'hook', conversation_id, hook_key: `key ${index}`, hook_name: payload, is_active: true },
    say(1, `<msg><p>${mark}</p><p><q>${mark}</q><pre>${mark}</pre></p></msg>`),
    say(2, payload),
    say(
      3,
      `<msg><p><a href="${mark}">link</a> <mention account_id="${mark}">@x</mention><emo kind="${mark}">:)</emo></p></msg>`,
    ),
    say(4, '<msg><p>mail</p></msg>', {
      mk_message_type: 'email',
      subject: payload,
      sender_name: payload,
      mail_hdrs: [{ prefix: payload, addresses: [{ addr: payload, name: payload }] }],
    }),
    say(5, JSON.stringify({ sysmsg_text: payload }), { mk_message_type: 'share' }),
    say(6, JSON.stringify({ [payload]: payload }), { mk_message_type: payload }),
    say(7, `<msg><p>files</p><file key="other">${mark}</file></msg>`, { reactions: { [payload]: [account_id] } }),
    say(8, `<msg><p>${mark}</p></msg>`, {
      mk_message_state: 'urn:fleep:message:mk_message_state:todo',
      tags: ['is_task', 'is_todo'],
      section_id,
      assignee_ids: [account_id],
    }),
    say(9, `<msg><p>${mark}</p></msg>`, {
      mk_message_state: 'urn:fleep:message:mk_message_state:pinned',
      tags: ['pin'],
      pinned_account_id: account_id,
    }),
    say(10, '<msg><p>by an integration</p></msg>', { hook_key: `key ${index}`, reply_to_message_nr: 1 }),
    say(11, `<msg><p>${mark}</p></msg>`),
    say(12, '<msg><p>other words</p></msg>'),
    say(13, JSON.stringify({ topic: payload }), { mk_message_type: 'topic' }),
    say(14, JSON.stringify({ members: [account_id] }), { mk_message_type: 'add' }),
    ...[SVG, HTML, GIF_AND_HTML].map((content, at) => ({
      mk_rec_type: 'file',
      ...attachment(conversation_id, account_id, `${index}-${at}`, content),
      file_name: payload,
      file_type: 'text/html',
    })),
    {
      mk_rec_type: 'preview',
      ...attachment(conversation_id, account_id, `${index}-preview`, SVG),
      attached_url: payload,
      title: payload,
      description: payload,
    },
  ];
}

/** Lines that come later: of each conversation an edited text, an edited subject, a deleted text, and other words made hostile. */
export const hostileChanges = (payloads: readonly string[] = PAYLOADS): Line[] =>
  payloads.flatMap((payload, index) => {
    const change = (nr: number, flow_message_nr: number, body: string, more: Line = {}) =>
      message(uuid(2, index), nr, {
        account_id: uuid(1, index),
        message: body,
        flow_message_nr,
        edited_time: CHANGED + nr,
        edit_account_id: uuid(1, index),
        ...more,
      });
    return [
      change(1, 15, `<msg><p>was ${xml(payload)} once</p></msg>`),
      change(4, 16, '<msg><p>mail</p></msg>', { mk_message_type: 'email', subject: `was ${payload}` }),
      change(11, 17, '', { mk_message_state: 'urn:fleep:message:mk_message_state:deleted', tags: ['is_deleted'] }),
      change(12, 18, `<msg><p>${xml(payload)}</p></msg>`),
    ];
  });

const attachment = (conversation_id: string, account_id: string, name: string, content: string): Line => ({
  conversation_id,
  message_nr: 7,
  account_id,
  attachment_id: name,
  file_url: `/file/hostile/7/${name}/n`,
  posted_time: 1_500_000_007,
  content: { base64: Buffer.from(content, 'latin1').toString('base64') },
});
