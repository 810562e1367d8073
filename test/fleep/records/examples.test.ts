// Every JSON example of section 9 of the wire reference decodes, and encodes to the value it was.
import { describe, expect, it } from 'vitest';
import { countOddities } from '../../../src/fleep/records/oddities.js';
import {
  attachmentsOf,
  decodeRecord,
  encodeRecord,
  type FleepRecord,
  findPayload,
  findWords,
} from '../../../src/fleep/records/record.js';
import { isWireRecord, type WireRecord } from '../../../src/fleep/wire-record.js';
import { type Example, readExamples, sectionNine } from './wire-examples.js';

const examples = readExamples();

/** 9.8 leaves it out of its last example; the lists of 9.16 and the delivery of 9.20 hold no records. */
const isRecord = (value: unknown): value is WireRecord =>
  isWireRecord(value) && ('mk_rec_type' in value || 'mk_message_type' in value);

/** A value with every record in it decoded and encoded again; `seen` collects them. */
function roundTrip(value: unknown, seen: FleepRecord[]): unknown {
  if (isRecord(value)) {
    const record = decodeRecord(value, 'message');
    seen.push(record);
    return encodeRecord(record);
  }
  if (Array.isArray(value)) return value.map((one) => roundTrip(one, seen));
  if (!isWireRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, roundTrip(one, seen)]));
}

const recordsOf = ({ values }: Example): FleepRecord[] => {
  const seen: FleepRecord[] = [];
  for (const value of values) roundTrip(value, seen);
  return seen;
};

const example = (number: string): FleepRecord[] => {
  const found = examples.find((one) => one.number === number);
  if (found === undefined) throw new Error(`There is no example ${number}.`);
  return recordsOf(found);
};

const messagesOf = (number: string) => example(number).flatMap((record) => (record.type === 'message' ? [record] : []));

describe('the examples of section 9', () => {
  const values = examples.flatMap((one) => one.values);
  const records = examples.flatMap(recordsOf);

  it(`are all found: ${examples.length} examples with ${values.length} JSON values and ${records.length} records`, () => {
    expect(examples.length).toBe([...sectionNine.matchAll(/^\*\*9\.\d+b? /gm)].length);
    expect(examples.length).toBe([...sectionNine.matchAll(/^```json$/gm)].length);
    expect(examples.length).toBe(21);
    expect(values.length).toBe(41);
    expect(records.length).toBe(40);
  });

  it.each(examples.map((one) => [`${one.number} ${one.title}`, one] as const))('%s', (_title, one) => {
    for (const value of one.values) {
      const again = roundTrip(value, []);
      expect(again).toEqual(value);
      expect(JSON.parse(JSON.stringify(again))).toEqual(value);
    }
  });

  it('have no record of an unknown type and no field that the tables do not name', () => {
    const { unknownRecords, unknownFields } = countOddities(records);
    expect([...unknownRecords]).toEqual([]);
    expect([...unknownFields]).toEqual([]);
  });

  it('have a field of another type only where the document puts "..." or <a placeholder> for a value', () => {
    const odd = records.flatMap((record) => Object.entries(record.odd));
    expect(odd.length).toBeGreaterThan(10);
    expect(odd.filter(([, value]) => value !== '...' && !/^<[^>]+>$/.test(String(value)))).toEqual([]);
  });
});

describe('JSON inside strings', () => {
  it('is read in system messages (9.8)', () => {
    const payloads = messagesOf('9.8').map(findPayload);
    expect(payloads.map((payload) => payload?.type)).toEqual(['create', 'discloseV2', 'kickV2', 'task_completed']);
    expect(payloads.map((payload) => payload?.fields)).toEqual([
      { members: [], org_name: null, organisation_id: null, topic: 'customLabels' },
      expect.objectContaining({ team_names: ['DiscloseTeam'] }),
      expect.objectContaining({ org_name: 'orgName1' }),
      { task_message_nr: 3, sysmsg_text: '{author} completed a task.' },
    ]);
    expect(payloads.map((payload) => [payload?.odd, payload?.extra])).toEqual(Array(4).fill([{}, {}]));
  });

  it('is read in textV2, attachments included (9.10), whose message_nr is a text', () => {
    const [message] = messagesOf('9.10');
    if (message === undefined) throw new Error('There is no message.');
    expect(findWords(message)).toMatch(/^<msg><p>message with files<\/p><file key="/);
    const attachments = attachmentsOf(message);
    expect(attachments).toMatchObject([
      { type: 'file', fields: { message_nr: '47', file_size: 508117 }, odd: {}, extra: {} },
    ]);
  });

  it('gives the same words as the shape with text and email (9.2, 9.9, 9.10b)', () => {
    expect(messagesOf('9.2').map(findWords)).toEqual(['<msg><p>msgSend1</p></msg>']);
    expect(messagesOf('9.9').map(findWords)).toEqual([
      '<msg><p>message via email</p><p><q>-- <br/>Helmo</q></p></msg>',
    ]);
    expect(messagesOf('9.10b').map(findWords)).toEqual(['<msg><p>Hello world!</p></msg>']);
    expect(messagesOf('9.8').map(findWords)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is read in avatar_urls (9.13) and sync_cursor (9.14)', () => {
    expect(example('9.13')).toMatchObject([
      { type: 'contact', fields: { avatar_urls: { value: { size_50: expect.stringMatching(/^\/avatar\//) } } } },
    ]);
    expect(example('9.14')).toMatchObject([{ fields: { sync_cursor: { text: '{}', value: {} } } }, {}, {}, {}, {}, {}]);
  });
});
