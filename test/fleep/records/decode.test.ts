// The decoder: what it does with fields, records and JSON that nobody expected, and the types that follow from the tables.
import { describe, expect, expectTypeOf, it, test } from 'vitest';
import type { AccountId, ConversationId } from '../../../src/fleep/ids.js';
import type { JsonText } from '../../../src/fleep/records/field-types.js';
import { countOddities } from '../../../src/fleep/records/oddities.js';
import {
  attachmentsOf,
  decodeRecord,
  encodeRecord,
  type FleepRecord,
  findPayload,
  findWords,
  type RecordFields,
  recordTables,
} from '../../../src/fleep/records/record.js';
import type { WireRecord } from '../../../src/fleep/wire-record.js';
import { chooseSeed, type Random, randomFrom } from '../../support/random.js';

const parse = (text: string): WireRecord => JSON.parse(text);

describe('what nobody expected', () => {
  it('a field of another type is kept as it came, and counted', () => {
    const came = { mk_rec_type: 'conv', topic: 7, members: 'x', unread_count: '3', inbox_time: null };
    const record = decodeRecord(came);
    expect(record).toEqual({
      type: 'conv',
      fields: { mk_rec_type: 'conv', inbox_time: null },
      odd: { topic: 7, members: 'x', unread_count: '3' },
      extra: {},
    });
    expect([...countOddities([record, record]).wrongTypes]).toEqual([
      ['conv.topic', 2],
      ['conv.members', 2],
      ['conv.unread_count', 2],
    ]);
  });

  it('an unknown field is kept and counted, also one called __proto__', () => {
    const came = parse('{"mk_rec_type":"contact","email":"e","__proto__":{"x":1},"constructor":2,"hasOwnProperty":3}');
    const record = decodeRecord(came);
    expect(Object.keys(record.extra)).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    expect(JSON.stringify(encodeRecord(record))).toBe(JSON.stringify(came));
    expect([...countOddities([record]).unknownFields.keys()]).toEqual([
      'contact.__proto__',
      'contact.constructor',
      'contact.hasOwnProperty',
    ]);
  });

  it.each<[string, WireRecord, string]>([
    ['unknown', { mk_rec_type: 'weather', sky: 'grey' }, 'weather'],
    ['missing', { sky: 'grey' }, ''],
    ['a number', { mk_rec_type: 7 }, ''],
    ['a word of JavaScript', { mk_rec_type: 'toString' }, 'toString'],
  ])('a record whose type is %s is kept and counted', (_name, came, type) => {
    const record = decodeRecord(came);
    expect(record).toEqual({ type: 'unknown', fields: {}, odd: {}, extra: came });
    expect(encodeRecord(record)).toBe(came);
    expect([...countOddities([record]).unknownRecords]).toEqual([[type, 1]]);
  });

  it('a record without a type can be told what it is', () => {
    expect(decodeRecord({ account_id: 'a' }, 'contact')).toMatchObject({
      type: 'contact',
      fields: { account_id: 'a' },
    });
  });

  it('broken JSON inside a string is a field of another type; the string stays', () => {
    const came = { mk_rec_type: 'contact', avatar_urls: '{"size_50":', client_settings: '', export_files: ['{}', 'x'] };
    const record = decodeRecord(came);
    expect(record.odd).toEqual({ avatar_urls: '{"size_50":', client_settings: '', export_files: ['{}', 'x'] });
    expect(encodeRecord(record)).toEqual(came);
  });

  it('oddities inside a message are counted: in its payload and in its attachments', () => {
    const file = { mk_rec_type: 'file', file_size: 'big', colour: 'red' };
    const body = JSON.stringify({ message: '<msg/>', mood: 'good', attachments: [file, { mk_rec_type: 'stone' }] });
    const counts = countOddities([decodeRecord({ mk_rec_type: 'message', mk_message_type: 'textV2', message: body })]);
    expect([...counts.unknownFields.keys()]).toEqual(['message/textV2.mood', 'file.colour']);
    expect([...counts.wrongTypes.keys()]).toEqual(['file.file_size']);
    expect([...counts.unknownRecords.keys()]).toEqual(['stone']);
  });
});

describe('JSON inside strings', () => {
  it('keeps its text, however it is written', () => {
    const cursor = '{ "pin_weight" : 1.50, "a":"\\u00e4" }';
    const files = ['{"url":"/f" }', '"x"'];
    const came = { mk_rec_type: 'conv', pin_cursor: cursor, export_files: files };
    const record = decodeRecord(came);
    expect(record.fields).toMatchObject({
      pin_cursor: { text: cursor, value: { pin_weight: 1.5, a: 'ä' } },
      export_files: [{ value: { url: '/f' } }, { value: 'x' }],
    });
    expect(encodeRecord(record)).toEqual(came);
  });

  const words = (mk_message_type: string, message: string): string | undefined => {
    const record = decodeRecord({ mk_rec_type: 'message', mk_message_type, message });
    return record.type === 'message' ? findWords(record) : undefined;
  };

  it('is words where people wrote it', () => {
    expect(words('text', '{"a":1}')).toBe('{"a":1}');
    expect(words('email', '{')).toBe('{');
    expect(words('text', '')).toBe('');
    expect(words('textV2', '{"message":"<msg/>"}')).toBe('<msg/>');
    expect(words('emailV2', '{"message":"<msg/>","subject":"s"}')).toBe('<msg/>');
    expect(words('textV2', '{"message":')).toBe('{"message":');
    expect(words('topic', '{"topic":"t"}')).toBeUndefined();
    expect(words('leave', '')).toBeUndefined();
  });

  it('of a system message that nobody has named is still there', () => {
    const record = decodeRecord({ mk_rec_type: 'message', mk_message_type: 'newV9', message: '{"sysmsg_text":"x"}' });
    expect(record.fields).toMatchObject({ message: { value: { sysmsg_text: 'x' } } });
    expect(record.type === 'message' ? findPayload(record) : 'none').toBeUndefined();
  });

  it('attachments come from a V2 body or from the row itself', () => {
    const file = { mk_rec_type: 'file', attachment_id: 'a' };
    const both = decodeRecord({
      mk_rec_type: 'message',
      mk_message_type: 'textV2',
      message: JSON.stringify({ message: '', attachments: [file] }),
      attachments: [{ ...file, attachment_id: 'b' }],
    });
    const ids = both.type === 'message' ? attachmentsOf(both).map(({ fields }) => Object(fields).attachment_id) : [];
    expect(ids).toEqual(['a', 'b']);
  });
});

describe('random records', () => {
  const pieces: readonly unknown[] = [
    '',
    'x',
    '{}',
    '{"a":[1]}',
    '{bad',
    0,
    -3,
    1.5,
    true,
    null,
    [],
    ['x'],
    [1],
    {},
    { a: null },
    [{}],
  ];
  const names = [
    ...new Set(Object.values(recordTables).flatMap((table) => Object.keys(table))),
    'thumb_url_575',
    'new_field',
  ];
  const types = [...Object.keys(recordTables), 'weather', 'none'];

  function randomRecord(random: Random): WireRecord {
    const record: Record<string, unknown> = {};
    for (let count = random.whole(0, 12); count > 0; count -= 1) record[random.pick(names)] = random.pick(pieces);
    const type = random.pick(types);
    return type === 'none' ? record : { ...record, mk_rec_type: type };
  }

  const seed = chooseSeed();
  it(`decode without failing and encode to what they were (seed ${seed})`, () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 5000; round += 1) {
      const record = randomRecord(random);
      expect(encodeRecord(decodeRecord(record))).toEqual(record);
    }
  });
});

test('the types follow from the tables', () => {
  expectTypeOf<RecordFields<'conv'>['topic']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<RecordFields<'conv'>['members']>().toEqualTypeOf<readonly AccountId[] | null | undefined>();
  expectTypeOf<RecordFields<'message'>['conversation_id']>().toEqualTypeOf<ConversationId | null | undefined>();
  expectTypeOf<RecordFields<'message'>['message']>().toEqualTypeOf<string | JsonText | null | undefined>();
  expectTypeOf<RecordFields<'contact'>['avatar_urls']>().toEqualTypeOf<JsonText | null | undefined>();
  expectTypeOf<RecordFields<'file'>['thumb_url_575']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<RecordFields<'message'>['attachments']>().toEqualTypeOf<readonly FleepRecord[] | null | undefined>();
  // @ts-expect-error there is no such field
  expectTypeOf<RecordFields<'lock'>['topic']>();
  const topic = (record: FleepRecord) => (record.type === 'conv' ? record.fields.topic : undefined);
  expectTypeOf(topic).returns.toEqualTypeOf<string | null | undefined>();
});
