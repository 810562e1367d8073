import { describe, expect, test } from 'vitest';
import { namedSender } from '../../src/render/people.js';
import { type SystemContext, systemWords } from '../../src/render/system-words.js';
import { inEnglish, wordsIn } from './words.js';

const inEstonian = wordsIn('et');
const names: Record<string, string> = { ann: 'Ann', bob: 'Bob', dina: 'Dina' };
const context: SystemContext = {
  author: namedSender('Ann'),
  account_id: 'ann',
  ref_message_nr: 7,
  words: inEnglish,
  getPerson: (id) => namedSender(names[id] ?? 'Unknown'),
  isConversationMail: (address) => address === 'conv.x@example.org',
  findTeamName: (id) => (id === 't' ? 'Makers' : undefined),
  findMessage: (message_nr) =>
    message_nr < 10 ? { href: `0.html#m${message_nr}`, day: '2 Mar 2020, 09:00' } : undefined,
};

const say = (type: string, payload?: Record<string, unknown>, rest = '', words = inEnglish): string =>
  systemWords(type, payload, rest, { ...context, words })
    .map((part) => part.person?.name ?? (part.href === undefined ? part.text : `[${part.text}](${part.href})`))
    .join('');

describe('every type of fleep-wire.md section 4.3', () => {
  test.each<[string, Record<string, unknown> | undefined, string]>([
    [
      'create',
      { topic: 'Launch', members: ['bob', 'dina'] },
      'Ann created the conversation “Launch” with Bob and Dina.',
    ],
    ['create', { topic: '', members: [] }, 'Ann created the conversation.'],
    ['add', { members: ['bob'] }, 'Ann added Bob.'],
    ['add', { members: ['bob', 'dina', 'x'] }, 'Ann added Bob, Dina and Unknown.'],
    ['add', { members: ['ann'] }, 'Ann joined the conversation.'],
    [
      'add_teamV2',
      { members: ['bob'], team_name: 'Makers', sysmsg_text: '{author} added {members} using {team_name}' },
      'Ann added Bob using Makers',
    ],
    ['add_team', { teams: ['t'] }, 'Ann added team Makers.'],
    ['kick_team', { teams: ['t'] }, 'Ann removed team Makers.'],
    ['leave', undefined, 'Ann left the conversation.'],
    ['kick', { members: ['bob'] }, 'Ann removed Bob.'],
    [
      'kickV2',
      { members: ['bob'], sysmsg_text: "{author} removed {members} and their access to the conversation's content." },
      "Ann removed Bob and their access to the conversation's content.",
    ],
    ['topic', { topic: 'New' }, 'Ann changed the topic to “New”.'],
    ['topic', { topic: '' }, 'Ann removed the topic.'],
    ['alerts', {}, 'Ann changed when this conversation alerts.'],
    ['disclose', { members: ['bob'] }, 'Ann disclosed earlier messages to Bob, from [2 Mar 2020, 09:00](0.html#m7).'],
    [
      'discloseV2',
      {
        members: ['bob'],
        team_names: ['Makers'],
        sysmsg_text: '{author} disclosed previous messages to {teamsAndMembers} starting from {disclose_time}.',
      },
      'Ann disclosed previous messages to team Makers and Bob starting from [2 Mar 2020, 09:00](0.html#m7).',
    ],
    ['hook', { hook_name: 'CI', hook_key: 'SECRET' }, 'Ann added the integration “CI”.'],
    ['unhook', { hook_name: 'CI', hook_key: 'SECRET' }, 'Ann removed the integration “CI”.'],
    ['file', { file_name: 'a.txt' }, 'Ann shared the file “a.txt”.'],
    ['delfile', { file_names: ['a.txt', 'b.txt'] }, 'Ann removed a.txt and b.txt.'],
    ['delfile', { file_names: 'a.txt' }, 'Ann removed a.txt.'],
    ['hangout', {}, 'Ann started a hangout.'],
    ['call', {}, 'Ann started a call.'],
    ['replace', {}, 'Ann goes on with another e-mail address.'],
    ['share', { sysmsg_text: '{author} shared.' }, 'Ann shared.'],
    ['unshare', {}, 'Ann stopped sharing this conversation by a link.'],
    ['show', {}, 'Ann made this conversation visible.'],
    ['unshow', {}, 'Ann made this conversation invisible.'],
    ['url_previews', {}, 'Ann turned link previews on.'],
    ['no_url_previews', {}, 'Ann turned link previews off.'],
    ['autojoin', {}, 'Ann joined through a link.'],
    ['signin', {}, 'Ann became a Fleep user.'],
    ['passiveV1', {}, 'Ann stopped following this conversation.'],
    ['joinV1', {}, 'Ann joined the conversation.'],
    ['unmanage', { org_name: 'Acme', sysmsg_text: 'No longer managed by {org_name}.' }, 'No longer managed by Acme.'],
    ['deleteV1', { members: ['bob'] }, 'Ann deleted this conversation for Bob.'],
    ['closeV1', { topic: 'Bob' }, 'The Fleep account of Bob was deleted.'],
    ['closeV2', { topic: 'Bob' }, 'The Fleep account of Bob was deleted.'],
    ['enable_done_notifs', {}, 'Ann turned notices of finished tasks on.'],
    ['disable_done_notifs', {}, 'Ann turned notices of finished tasks off.'],
    [
      'task_completed',
      { task_message_nr: 3, sysmsg_text: '{author} completed a task.' },
      'Ann completed [a task](0.html#m3).',
    ],
    ['task_completed', { task_message_nr: 99 }, 'Ann completed a task.'],
    ['bounce', {}, 'An e-mail could not be delivered.'],
    ['delete', {}, 'Ann deleted this conversation.'],
    ['sysmsg', { sysmsg_text: 'Hello {author}' }, 'Hello Ann'],
    ['never_seen', { a: 1 }, 'never_seen: {"a":1}'],
  ])('%s %j', (type, payload, expected) => {
    expect(say(type, payload)).toBe(expected);
  });
});

test('what is no JSON is not lost', () => {
  expect(say('never_seen', undefined, 'plain words')).toBe('never_seen: plain words');
  expect(say('leave', undefined, 'for good')).toBe('Ann left the conversation. for good');
});

test('secrets are left out, at any depth and as placeholders', () => {
  const secrets = { hook_key: 'S', hook_url: 'S', autojoin_url: 'S', cmail: 'S', outgoing_url: 'S' };
  expect(say('never_seen', { ...secrets, deep: [secrets] })).toBe('never_seen: {"deep":[{}]}');
  expect(say('sysmsg', { ...secrets, sysmsg_text: 'key {hook_key}{hook_url}{cmail}' })).not.toContain('S');
});

test('payloads of the wrong shape still say something', () => {
  expect(say('add', { members: 'bob' })).toBe('Ann added nobody.');
  expect(say('topic', { topic: { a: 1 } })).toBe('Ann removed the topic.');
  expect(say('task_completed', { task_message_nr: 'x' })).toBe('Ann completed a task.');
  expect(say('sysmsg', { sysmsg_text: '{unknown} {constructor}' })).toBe('{unknown} {constructor}');
});

test.each<[string, Record<string, unknown> | undefined, string, string]>([
  ['file', undefined, 'Ann shared a file.', 'Ann jagas faili.'],
  ['file', { file_name: '' }, 'Ann shared a file.', 'Ann jagas faili.'],
  ['hook', { hook_key: 'S' }, 'Ann added an integration.', 'Ann lisas lõimingu.'],
  ['unhook', undefined, 'Ann removed an integration.', 'Ann eemaldas lõimingu.'],
  ['topic', undefined, 'Ann changed the topic.', 'Ann muutis teemat.'],
  ['closeV2', {}, 'A Fleep account was deleted.', 'Fleepi konto kustutati.'],
  ['add_teamV2', { members: ['bob'] }, 'Ann added Bob using a team.', 'Ann lisas tiimi kaudu: Bob.'],
  [
    'unmanage',
    { org_name: null, sysmsg_text: 'No longer managed by {org_name}.' },
    'No longer managed by an organisation.',
    'Seda vestlust ei halda enam ükski organisatsioon.',
  ],
  ['sysmsg', { sysmsg_text: '{team_name}, {org_name}' }, 'a team, an organisation', 'tiim, organisatsioon'],
])('%s %j lacks a name and shows no placeholder', (type, payload, english, estonian) => {
  expect(say(type, payload)).toBe(english);
  expect(say(type, payload, '', inEstonian)).toBe(estonian);
});

describe('types of which no payload was ever seen', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'bounce',
      { email: 'helmo@example.org', reason: 'mailbox full' },
      'An e-mail could not be delivered. email: helmo@example.org, reason: mailbox full',
    ],
    ['alerts', { mk_alert_level: 'never' }, 'Ann changed when this conversation alerts. mk_alert_level: never'],
    [
      'call',
      { provider: 'p', is_open: false, minutes: 0 },
      'Ann started a call. provider: p, is_open: false, minutes: 0',
    ],
    [
      'hangout',
      { members: ['bob', 'dina'], account_id: 'ann' },
      'Ann started a hangout. members: Bob and Dina, account_id: Ann',
    ],
    [
      'replace',
      { old: { email: 'a@b' }, none: null, empty: [] },
      'Ann goes on with another e-mail address. old: {"email":"a@b"}',
    ],
    ['leave', { reason: 'x' }, 'Ann left the conversation.'],
  ])('%s %j tells its fields', (type, payload, expected) => {
    expect(say(type, payload)).toBe(expected);
  });

  test('a sentence of the service needs no fields behind it', () => {
    expect(say('call', { provider: 'p', sysmsg_text: '{author} called.' })).toBe('Ann called.');
    expect(say('call', { provider: 'p', sysmsg_text: '{author} called.' }, '', inEstonian)).toBe(
      'Ann alustas kõnet. provider: p',
    );
  });

  test('keys, addresses of pages and of conversations, and ids stay out, at any depth', () => {
    const secrets = { room_key: 'S1', call_url: 'S2', where: 'https://x.example/S3', token: 'S4', hangout_id: 'S5' };
    expect(say('call', secrets)).toBe('Ann started a call.');
    expect(
      say('hangout', { deep: [{ ...secrets, hangout_id: null }, 'https://x.example/S6'], ...secrets }),
    ).not.toMatch(/S\d/);
    expect(say('bounce', { email: 'conv.x@example.org', reason: 'no <conv.x@example.org>.' })).toBe(
      'An e-mail could not be delivered. email: this conversation, reason: no <this conversation>.',
    );
  });
});
