// fleep/records: takes an object apart by a table of fields, and puts it together again.
// Invariant: decoding never fails and never loses anything; encoding what was decoded gives the value that came, also for JSON inside
// strings, whose text is kept.
import { isWireRecord, type WireRecord } from '../wire-record.js';
import type { Decoded, FieldTable, FieldType, JsonText } from './field-types.js';

/** Both ways of one type. `decode` gives undefined for a value of another type. */
export interface Codec {
  decode(value: unknown, whole: WireRecord): unknown;
  encode(value: unknown): unknown;
}
export type Codecs = Readonly<Record<FieldType, Codec>>;

const same = (value: unknown): unknown => value;

const plain = (isRight: (value: unknown) => boolean): Codec => ({
  decode: (value) => (isRight(value) ? value : undefined),
  encode: same,
});

const listOf = (isRight: (value: unknown) => boolean): Codec =>
  plain((value) => Array.isArray(value) && value.every(isRight));

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isNumeric = (value: unknown): boolean =>
  isNumber(value) || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value));

/** The text and what it says; undefined for a text that is no JSON. */
function jsonText(text: unknown): JsonText | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    // No JSON: a field of another type, which is kept and counted.
    return undefined;
  }
}

const textOf = (value: unknown): unknown => (isWireRecord(value) ? value.text : value);

const json: Codec = { decode: jsonText, encode: textOf };

const jsonList: Codec = {
  decode(value) {
    const texts = Array.isArray(value) ? value.map(jsonText) : [undefined];
    return texts.includes(undefined) ? undefined : texts;
  },
  encode: (value) => (Array.isArray(value) ? value.map(textOf) : value),
};

/** What people write is XML or plain text even when it looks like JSON (section 4.3). */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['text', 'email', 'separator']);

const body: Codec = {
  decode(value, { mk_message_type }) {
    if (typeof value !== 'string') return undefined;
    return value.startsWith('{') && !PLAIN_TYPES.has(mk_message_type) ? (jsonText(value) ?? value) : value;
  },
  encode: textOf,
};

/** All types but `record[]`, whose records need the tables of all records. */
export const plainCodecs: Omit<Codecs, 'record[]'> = {
  text: plain(isText),
  boolean: plain((value) => typeof value === 'boolean'),
  integer: plain(Number.isSafeInteger),
  number: plain(isNumber),
  time: plain(Number.isSafeInteger),
  message_nr: plain(isNumeric),
  numeric: plain(isNumeric),
  uuid: plain(isText),
  conversation: plain(isText),
  account: plain(isText),
  team: plain(isText),
  organisation: plain(isText),
  object: plain(isWireRecord),
  any: plain(() => true),
  'text[]': listOf(isText),
  'uuid[]': listOf(isText),
  'account[]': listOf(isText),
  'team[]': listOf(isText),
  'conversation[]': listOf(isText),
  'object[]': listOf(isWireRecord),
  json,
  'json[]': jsonList,
  body,
};

/** The type of a field; of the names with a * the first that fits. */
function typeOf(table: FieldTable, name: string): FieldType | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  const pattern = Object.keys(table).find((key) => key.endsWith('*') && name.startsWith(key.slice(0, -1)));
  return pattern === undefined ? undefined : table[pattern];
}

type Entry = readonly [name: string, value: unknown];

export function decodeFields(table: FieldTable, value: WireRecord, codecs: Codecs): Decoded<WireRecord> {
  const fields: Entry[] = [];
  const odd: Entry[] = [];
  const extra: Entry[] = [];
  for (const [name, came] of Object.entries(value)) {
    const type = typeOf(table, name);
    const decoded = type === undefined || came === null ? came : codecs[type].decode(came, value);
    if (type === undefined) extra.push([name, came]);
    else if (decoded === undefined) odd.push([name, came]);
    else fields.push([name, decoded]);
  }
  // Not by assignment: a field called __proto__ is a field like any other.
  return { fields: Object.fromEntries(fields), odd: Object.fromEntries(odd), extra: Object.fromEntries(extra) };
}

export function encodeFields(
  table: FieldTable,
  { fields, odd, extra }: Decoded<WireRecord>,
  codecs: Codecs,
): WireRecord {
  const encoded = Object.entries(fields).map(([name, value]): Entry => {
    const type = typeOf(table, name);
    return [name, type === undefined || value === null ? value : codecs[type].encode(value)];
  });
  return Object.fromEntries([...encoded, ...Object.entries(odd), ...Object.entries(extra)]);
}
