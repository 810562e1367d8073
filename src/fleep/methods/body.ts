// fleep/methods: the parsed body of an answer → the body that its row promises.
// Invariant: a field of the row has its type or is absent, and a list that is null is empty; other fields are untouched, and the exact bytes stay with the answer.
import { isWireRecord, type WireRecord } from '../wire-record.js';
import type { AnswerTypes, Shape } from './row.js';

type Reader = (value: unknown) => unknown;

const only =
  (isRight: (value: unknown) => boolean): Reader =>
  (value) =>
    isRight(value) ? value : undefined;

const listOf =
  (isRight: (value: unknown) => boolean): Reader =>
  (value) => {
    // Many databases say null for a list of nothing.
    if (value === null) return [];
    if (!Array.isArray(value)) return undefined;
    return value.every(isRight) ? value : value.filter(isRight);
  };

const isText = (value: unknown): boolean => typeof value === 'string';

/** Numbers also come as text (fleep-wire.md, section 8, quirk 3). */
const numeric =
  (isRight: (value: unknown) => boolean): Reader =>
  (value) => {
    const number = typeof value === 'string' && /^-?\d{1,15}(?:\.\d+)?$/.test(value) ? Number(value) : value;
    return isRight(number) ? number : undefined;
  };

const readers: Readonly<Record<keyof AnswerTypes, Reader>> = {
  record: only(isWireRecord),
  records: listOf(isWireRecord),
  text: only(isText),
  'text[]': listOf(isText),
  integer: numeric(Number.isSafeInteger),
  number: numeric((value) => typeof value === 'number'),
  boolean: only((value) => typeof value === 'boolean'),
  object: only(isWireRecord),
  any: (value) => value,
};

/** The same object when everything in it is as promised, which it nearly always is. */
export function decodeBody(shape: Shape, raw: WireRecord): WireRecord {
  let changed: Record<string, unknown> | undefined;
  for (const [field, type] of Object.entries(shape)) {
    const value = raw[field];
    if (value === undefined) continue;
    const read = readers[type](value);
    if (read === value) continue;
    changed ??= { ...raw };
    if (read === undefined) delete changed[field];
    else changed[field] = read;
  }
  return changed ?? raw;
}
