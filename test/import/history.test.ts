// Which records come out of a file of each shape, as the bytes that stand in it, and what is said of what cannot be read.
import { expect, test } from 'vitest';
import { readHistory } from '../../src/import/read.js';
import { dumped, dumperFile } from '../support/import.js';

async function read(text: string | Buffer, chunkBytes = 7) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const { reader, items, findDamage } = readHistory({ index: 0, entry: '', read: chunks });
  const records: string[][] = [];
  const unreadable: string[] = [];
  for await (const some of items) {
    for (const item of some) {
      if (item.kind === 'record') records.push([item.path, item.bytes.toString()]);
      else unreadable.push(`${item.at}: ${item.reason}`);
    }
  }
  const { format, ownerId, isHistory } = reader;
  return { records, unreadable, format, ownerId, isHistory, damage: findDamage() };
}

test("Fleep's own export: contacts, messages under their conversation, the conversation behind them, the rest at the end", async () => {
  const text =
    '{"contacts":[{"account_id":"a","n":1.50}],"version":2,"conversations":[{"conversation_id":"c","mk_rec_type":"conv",' +
    '"topic":"T","messages":[{"message_nr":1,"profile_id":"me"},{"message_nr":2,"x":"\\u00e9"}],"members":["a"]}],"more":{"k":[{}]}}';
  const found = await read(text);
  expect(found).toMatchObject({ unreadable: [], format: 'history', ownerId: 'me', isHistory: true, damage: undefined });
  expect(found.records).toEqual([
    ['contacts', '{"account_id":"a","n":1.50}'],
    ['conversations/c/messages', '{"message_nr":1,"profile_id":"me"}'],
    ['conversations/c/messages', '{"message_nr":2,"x":"\\u00e9"}'],
    ['conversations', '{"conversation_id":"c","mk_rec_type":"conv","topic":"T","messages":[],"members":["a"]}'],
    ['envelope', '{"contacts":[],"version":2,"conversations":[],"more":{"k":[{}]}}'],
  ]);
});

test('dumper.py: maps by id, white space between tokens folded, whose history it is', async () => {
  const text = dumperFile(
    { c: { members: ['a'], messages: [dumped(1)], topic: 'T' } },
    { a: { display_name: 'A' }, b: { account_id: 'b' } },
  );
  const found = await read(text, 50);
  expect(found).toMatchObject({ unreadable: [], format: 'dumper', ownerId: 'me', isHistory: true });
  expect(found.records.map(([path, bytes]) => [path, JSON.parse(bytes ?? '')])).toEqual([
    ['contacts/a', { display_name: 'A' }],
    ['contacts', { account_id: 'b' }],
    ['conversations/c/messages', dumped(1)],
    ['conversations/c', { members: ['a'], messages: [], topic: 'T' }],
    ['envelope', { account: { account_id: 'me', display_name: 'Me' }, contacts: {}, conversations: {} }],
  ]);
  expect(found.records.every(([, bytes]) => !bytes?.includes('\n'))).toBe(true);
});

test('messages that stand before the id of their conversation wait for it', async () => {
  const found = await read(
    '{"conversations":[{"messages":[{"message_nr":1}],"conversation_id":"c"},{"messages":[{"message_nr":1}]}]}',
  );
  expect(found.records.map(([path]) => path)).toEqual([
    'conversations/c/messages',
    'conversations',
    'conversations//messages',
    'conversations',
    'envelope',
  ]);
});

test('records one a line, conversations one a line, a list of records, a conversation alone', async () => {
  const records =
    '{"mk_rec_type":"conv","conversation_id":"c","members":["a"]}\n{"mk_rec_type":"message","tags":[{}]}\n';
  expect((await read(records)).records).toEqual(
    records
      .trimEnd()
      .split('\n')
      .map((line) => ['', line]),
  );
  const conversation = '{"conversation_id":"c","messages":[{"message_nr":1}]}';
  const whole = [
    ['conversations/c/messages', '{"message_nr":1}'],
    ['conversations', '{"conversation_id":"c","messages":[]}'],
  ];
  expect((await read(conversation)).records).toEqual(whole);
  expect((await read(`${conversation}\n${conversation}`)).records).toEqual([...whole, ...whole]);
  expect((await read(`[${conversation}, ${conversation}]`)).records).toEqual([...whole, ...whole]);
  expect((await read(`[${conversation}]`)).isHistory).toBe(true);
});

test('a record may have a list of ids under the name of a list of records', async () => {
  const team = '{"mk_rec_type":"team","team_id":"t","members":["a"],"conversations":["c1","c2"],"n":1}';
  for (const text of [team, `[${team}]`, `${team}\n${team}`]) {
    const found = await read(text);
    expect(found).toMatchObject({ unreadable: [], format: 'records', isHistory: true });
    for (const record of found.records) expect(record).toEqual(['', team]);
  }
  const nothingFirst = await read('{"conversation_id":"c","messages":[null,{"message_nr":1}]}');
  expect(nothingFirst.records[0]).toEqual(['conversations/c/messages', '{"message_nr":1}']);
  expect(nothingFirst.unreadable).toEqual(['35: it is no record']);
});

test('an answer of the API that somebody kept is cut as an answer is', async () => {
  const found = await read(
    '{"header":{"mk_rec_type":"conv","conversation_id":"c"},"stream":[{"mk_rec_type":"lastseen"}],"ticket":"secret"}',
  );
  expect(found.records).toEqual([
    ['stream', '{"mk_rec_type":"lastseen"}'],
    ['header', '{"mk_rec_type":"conv","conversation_id":"c"}'],
    ['envelope', '{"header":{},"stream":[],"ticket":""}'],
  ]);
});

test.each([
  '{"conversations":[{"id":"x","MessageList":[{"content":"hi"}]}]}',
  '{"messages":[{"text":"hi"}]}',
  '{"contacts":{"a":{"name":"A"}}}',
  '{"conversations":{"a":{"name":"A"}}}',
  '[1,2,3]',
  '"text"',
  '{}',
  '',
])('%s is no history', async (text) => {
  expect(await read(text)).toMatchObject({ isHistory: false, damage: undefined });
});

test('a history of nothing is one', async () => {
  expect(await read('{"contacts":[],"conversations":[]}')).toMatchObject({ isHistory: true });
  expect(await read('{"contacts":{},"conversations":{}}')).toMatchObject({ isHistory: true, format: 'dumper' });
});

test('what cannot be read is named with its place, and the rest comes', async () => {
  const text = Buffer.concat([
    Buffer.from('{"conversations":[{"conversation_id":"c","messages":[{"message_nr":01},{"message_nr":2},{"m":"'),
    Buffer.from([0xff]),
    Buffer.from('"},7,{"message_nr":3}]},null],"odd":tru}'),
  ]);
  const found = await read(text);
  expect(found.records.map(([, bytes]) => bytes)).toEqual([
    '{"message_nr":2}',
    '{"message_nr":3}',
    '{"conversation_id":"c","messages":[]}',
    '{"conversations":[]}',
  ]);
  expect(found.unreadable).toEqual([
    '53: it is no JSON',
    `${text.indexOf('{"m"')}: it is not UTF-8`,
    '98: it is no record',
    `${text.indexOf('null')}: it is no record`,
    `${text.indexOf('tru}')}: it is no JSON`,
  ]);
});

const HAS_NO_NR = 'it has no message_nr';
const HAS_NO_CONVERSATION = 'it has no conversation_id';

test.each<[string, string[]]>([
  ['{"conversations":[{"conversation_id":"c","messages":[{"message":"x"},{"message_nr":"8"}]}]}', [`53: ${HAS_NO_NR}`]],
  ['{"conversations":{"c":{"topic":"T","messages":[{"message_nr":"x"}]}}}', [`47: ${HAS_NO_NR}`]],
  ...['true', '5.5', '"5.5"', '-1', '9007199254740992', '9223372036854775807', '"0x10"', '"1_0"', '[1]', '1e400'].map(
    (number): [string, string[]] => [
      `{"stream":[{"mk_rec_type":"message","conversation_id":"c","message_nr":${number}}]}`,
      [`11: ${HAS_NO_NR}`],
    ],
  ),
  ...['0', '7.0', '" 8 "', '1e3', '"9007199254740991"'].map((number): [string, string[]] => [
    `{"stream":[{"mk_rec_type":"message","conversation_id":"c","message_nr":${number}}]}`,
    [],
  ]),
  [
    '{"conversations":[{"messages":[{"message_nr":1}],"topic":"T"}]}',
    [`31: ${HAS_NO_CONVERSATION}`, `18: ${HAS_NO_CONVERSATION}`],
  ],
  ['{"conversations":[{"messages":[{"message_nr":1,"conversation_id":"c"}]}]}', [`18: ${HAS_NO_CONVERSATION}`]],
  [
    '{"messages":[{"message_nr":1,"conversation_id":"c"},{"message_nr":2}],"reply_url":"x"}',
    [`52: ${HAS_NO_CONVERSATION}`],
  ],
  ['{"topic":"T","messages":[{"message_nr":1,"conversation_id":"c"}]}', [`0: ${HAS_NO_CONVERSATION}`]],
  ['{"mk_rec_type":"conv"}\n{"mk_rec_type":"message","conversation_id":"c"}', [`23: ${HAS_NO_NR}`]],
  ['{"stream":[{"mk_rec_type":"message","message_nr":1}]}', [`11: ${HAS_NO_CONVERSATION}`]],
  ['{"matches":[{"mk_rec_type":"message","message_nr":1}]}', [`0: ${HAS_NO_CONVERSATION}`]],
  ['{"contacts":[{"display_name":"A"},{"account_id":"a"}]}', ['13: it has no account_id']],
  ['{"contacts":{"a":{"display_name":"A"},"b":{"account_id":null}}}', ['42: it has no account_id']],
])('what has no place is named, and comes all the same: %s', async (text, unreadable) => {
  const found = await read(text);
  expect(found.unreadable).toEqual(unreadable);
  const inner = [...text.matchAll(/\{[^{}[]*\}/g)].map(([record]) => record);
  expect(found.records.map(([, bytes]) => bytes)).toEqual(expect.arrayContaining(inner));
});

test('what is nested too deeply is left out and named, and what it stood in comes', async () => {
  const deep = `${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}`;
  const text = `{"conversations":[{"conversation_id":"c","more":${deep},"messages":[{"message_nr":1,"a":${deep}},{"message_nr":2}]}]}`;
  const found = await read(text, 1000);
  expect(found.records.map(([, bytes]) => bytes)).toEqual([
    '{"message_nr":2}',
    '{"conversation_id":"c","messages":[]}',
    '{"conversations":[]}',
  ]);
  expect(found.unreadable).toEqual([
    `${text.indexOf(deep)}: it is nested too deeply`,
    `${text.indexOf('{"message_nr":1')}: it is nested too deeply`,
  ]);
});

test('a text that breaks off gives what was whole, and the conversation as far as it came', async () => {
  const whole = dumperFile({ c: { members: ['a'], messages: [dumped(1), dumped(2)], topic: 'T' } });
  for (let length = 1; length < whole.length; length += 13) {
    const found = await read(whole.slice(0, length), 64);
    expect(found.damage).toEqual({ at: length, reason: 'it ends in the middle' });
    for (const [, bytes] of found.records) JSON.parse(bytes ?? '');
  }
  const found = await read(whole.slice(0, whole.indexOf('message 2')), 64);
  expect(found.records.map(([path]) => path)).toEqual(['conversations/c/messages', 'conversations/c', 'envelope']);
});
