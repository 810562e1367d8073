// What says the same in another order, or in another way of writing it, is no version of its own.
import { expect, test } from 'vitest';
import type { Line } from '../support/sync.js';
import { ANNA, BERT, message } from '../support/tiny-world.js';
import { newTables } from './load-pages.js';

const STATE = 'urn:fleep:message:mk_message_state:';
const p = (words: string) => `<msg><p>${words}</p></msg>`;

const REORDERED: [name: string, told: Line, again: Line][] = [
  ['tags', { tags: ['is_shared', 'pin'] }, { tags: ['pin', 'is_shared', 'pin'] }],
  ['the keys of reactions', { reactions: { a: [ANNA], b: 2 } }, { reactions: { b: 2, a: [ANNA] } }],
  ['who reacted', { reactions: { a: [ANNA, BERT] } }, { reactions: { a: [BERT, ANNA] } }],
  ['to whom it is assigned', { assignee_ids: [ANNA, BERT] }, { assignee_ids: [BERT, ANNA] }],
];

test.each(REORDERED)('another order of %s is no version, in one load or in two', async (_, told, again) => {
  await using tables = await newTables();
  const [field = ''] = Object.keys(told);
  await tables.load(message('c', 1, told), message('c', 1, again), message('c', 2, told));
  await tables.load(message('c', 2, again));
  const stored = await tables.rows(`SELECT to_json(${field})::VARCHAR AS value FROM message_versions`);
  const asItCame = { value: JSON.stringify(told[field]) };
  expect(stored).toEqual([asItCame, asItCame]);
});

test.each([
  ['a tag', { tags: ['pin'] }, { tags: ['pin', 'is_shared'] }],
  ['a reaction', { reactions: { a: [ANNA] } }, { reactions: { a: [ANNA], b: [ANNA] } }],
  ['the value of a reaction', { reactions: { a: 1 } }, { reactions: { a: 2 } }],
  ['who reacted', { reactions: { a: [ANNA] } }, { reactions: { a: [BERT] } }],
  ['reactions that are no object', { reactions: ['a', 'b'] }, { reactions: ['b', 'a'] }],
  ['to whom it is assigned', { assignee_ids: [ANNA] }, { assignee_ids: [BERT] }],
])('another %s is a version', async (_, told, again) => {
  await using tables = await newTables();
  await tables.load(message('c', 1, told), message('c', 1, again));
  expect(await tables.rows('FROM message_versions')).toHaveLength(2);
});

test.each<[string, Line, Line]>([
  [
    'the early form of a state',
    { mk_message_state: `${STATE}pinned`, tags: ['pin'] },
    { mk_message_state: 'urn:fleep:msgstate:pinned', tags: ['pin', 'pin'] },
  ],
  [
    'white space in a payload',
    { mk_message_type: 'topic', message: '{"topic":"New"}' },
    { mk_message_type: 'topic', message: '{"topic": "New"}' },
  ],
  ['white space in an empty element', { message: p('a<br/>b') }, { message: p('a<br />b') }],
  ['the order of reactions', { reactions: { a: [ANNA], b: [BERT] } }, { reactions: { b: [BERT], a: [ANNA] } }],
  ['the order of people', { assignee_ids: [ANNA, BERT] }, { assignee_ids: [BERT, ANNA] }],
])('%s makes no version of what a history says again', async (_, told, written) => {
  await using tables = await newTables();
  await tables.load(message('c', 1, told));
  await tables.importHistory(message('c', 1, { ...written, sender_name: 'Sender' }));
  const rows = await tables.rows('SELECT message, mk_message_state AS state, sender_name FROM message_versions');
  const { message: body, mk_message_state: state = null } = message('c', 1, told);
  expect(rows).toEqual([{ message: body, state, sender_name: 'Sender' }]);
});

test.each<[string, Line, Line]>([
  ['state', { mk_message_state: `${STATE}pinned` }, { mk_message_state: 'urn:fleep:msgstate:unpinned' }],
  [
    'payload',
    { mk_message_type: 'topic', message: '{"topic":"New"}' },
    { mk_message_type: 'topic', message: '{"topic":"Old"}' },
  ],
  ['word with a slash', { message: p('a />b') }, { message: p('a/>b') }],
])('another %s in a history is a version', async (_, told, written) => {
  await using tables = await newTables();
  await tables.load(message('c', 1, told));
  await tables.importHistory(message('c', 1, written));
  expect(await tables.rows('FROM message_versions')).toHaveLength(2);
});
