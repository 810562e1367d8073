// fleep/records: a record as the service sends it ⇄ a typed one, for every mk_rec_type (fleep-wire.md, section 4).
// Invariant: nothing is fatal and nothing is lost. A field of another type, an unknown field and an unknown record type are kept as they
// came; encodeRecord(decodeRecord(x)) is x.
import { isWireRecord, type WireRecord } from '../wire-record.js';
import { accountTables } from './account.js';
import { conversationTables } from './conversation.js';
import type { Decoded, FieldsOf, FieldTable } from './field-types.js';
import { type Codecs, decodeFields, encodeFields, plainCodecs } from './fields.js';
import { messageTables } from './message.js';
import { type PayloadType, payloadTables } from './payload.js';

/** The fields of every record type. */
export const recordTables = { ...conversationTables, ...messageTables, ...accountTables } as const satisfies Readonly<
  Record<string, FieldTable>
>;
type Tables = typeof recordTables;
export type RecordType = keyof Tables;

/** The fields of a record of this type; each may be absent or null. */
export type RecordFields<Type extends RecordType> = FieldsOf<Tables[Type]>;

type Known = {
  [Type in RecordType]: { readonly type: Type } & Decoded<RecordFields<Type>>;
}[RecordType];

/** A record without a mk_rec_type, or with one that nobody has named. All of it is in `extra`. */
interface Unknown extends Decoded<Readonly<Record<string, never>>> {
  readonly type: 'unknown';
}

export type FleepRecord = Known | Unknown;

/** The record of this type alone. */
export type RecordOf<Type extends RecordType> = Extract<Known, { readonly type: Type }>;

const isRecordType = (type: unknown): type is RecordType =>
  typeof type === 'string' && Object.hasOwn(recordTables, type);

const codecs: Codecs = {
  ...plainCodecs,
  'record[]': {
    decode: (value) =>
      Array.isArray(value) && value.every(isWireRecord) ? value.map((one) => decodeRecord(one)) : undefined,
    encode: (value) => (Array.isArray(value) ? value.map(encodeRecord) : value),
  },
};

/** `as` is for a record whose type the call tells and not the record (section 8, quirk 10). */
export function decodeRecord(record: WireRecord, as?: RecordType): FleepRecord {
  const type = record.mk_rec_type ?? as;
  if (!isRecordType(type)) return { type: 'unknown', fields: {}, odd: {}, extra: record };
  // The table decides type and fields together, which TypeScript cannot follow through a lookup.
  return { type, ...decodeFields(recordTables[type], record, codecs) } as FleepRecord;
}

export function encodeRecord(record: FleepRecord): WireRecord {
  return record.type === 'unknown' ? record.extra : encodeFields(recordTables[record.type], record, codecs);
}

/** What the JSON in a message says, by its mk_message_type. */
export type Payload = {
  [Type in PayloadType]: { readonly type: Type } & Decoded<FieldsOf<(typeof payloadTables)[Type]>>;
}[PayloadType];

/** The JSON payload of a system message, or of a V2 body; undefined for a message that carries none or is of an unknown type. */
export function findPayload({ fields }: RecordOf<'message'>): Payload | undefined {
  const { mk_message_type: type, message: body } = fields;
  if (typeof type !== 'string' || !Object.hasOwn(payloadTables, type)) return undefined;
  if (typeof body !== 'object' || body === null || !isWireRecord(body.value)) return undefined;
  return { type, ...decodeFields(payloadTables[type as PayloadType], body.value, codecs) } as Payload;
}

const isV2 = (payload: Payload | undefined): payload is Extract<Payload, { readonly type: 'textV2' | 'emailV2' }> =>
  payload?.type === 'textV2' || payload?.type === 'emailV2';

/** The XML or the plain text that people wrote, in whichever shape it came; undefined where there is none, as in a system message. */
export function findWords(record: RecordOf<'message'>): string | undefined {
  const { mk_message_type: type, message: body } = record.fields;
  const payload = findPayload(record);
  if (isV2(payload)) return payload.fields.message ?? undefined;
  const isSystem = typeof type === 'string' && Object.hasOwn(payloadTables, type) && !type.endsWith('V2');
  return isSystem || typeof body !== 'string' ? undefined : body;
}

/** The files and previews that came inside a message: of a V2 body, or of the row that a hook delivers. */
export function attachmentsOf(record: RecordOf<'message'>): readonly FleepRecord[] {
  const payload = findPayload(record);
  const ofBody = isV2(payload) ? payload.fields.attachments : undefined;
  return [...(ofBody ?? []), ...(record.fields.attachments ?? [])];
}
