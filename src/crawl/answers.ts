// crawl: an answer → a journal page, and the few values of it that decide what is asked next.
// Invariant: a value of an unexpected type is treated as absent here; the journal has it as it came.
import type { Answer } from '../fleep/client.js';
import type { Cursor, Page } from '../journal/format.js';
import { type RecordSlice, sliceAnswer } from '../lib/json-slices.js';

export type WireRecord = Readonly<Record<string, unknown>>;

/** Answers in a row that bring nothing new, or no list at all, after which a walk or a list is left: one or two may be faults of the moment. */
export const VAIN_ANSWERS = 3;

/** The page of an answer: its records, and the rest of it as a record of its own with the path `envelope`. */
export function pageOf(answer: Answer, cursor?: Cursor): Page {
  const { records, envelope } = sliceAnswer(answer.bytes);
  const rest: RecordSlice = { path: 'envelope', bytes: envelope };
  return {
    call: answer.call,
    args: answer.args,
    status: answer.status,
    records: [rest, ...records],
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** An integer, also when it comes as text (fleep-wire.md, section 8, quirk 3). */
export function findNumber(record: WireRecord | undefined, field: string): number | undefined {
  const value = record?.[field];
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

export function findText(record: WireRecord | undefined, field: string): string | undefined {
  const value = record?.[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function listOf(record: WireRecord | undefined, field: string): readonly unknown[] {
  const value = record?.[field];
  return Array.isArray(value) ? value : [];
}

export const recordsOf = (record: WireRecord, field: string): WireRecord[] => listOf(record, field).filter(isRecord);

/** The `header` of an answer, or the `conv` record in its stream that stands for it. */
export function findHeader(body: WireRecord): WireRecord | undefined {
  if (isRecord(body.header)) return body.header;
  return recordsOf(body, 'stream').find((record) => record.mk_rec_type === 'conv');
}

const isRecord = (value: unknown): value is WireRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
