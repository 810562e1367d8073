// fleep/methods: the types of inputs when the program runs: what a value must look like, how a typed text becomes one, how a type is
// written for people.
// Invariant: it accepts exactly what the types of call.ts accept; ids are texts of which nothing more is demanded.
import { isWireRecord } from '../wire-record.js';
import type { InputType, Scalar } from './row.js';

const isText = (value: unknown): boolean => typeof value === 'string';

const scalars: Readonly<Record<Scalar, (value: unknown) => boolean>> = {
  text: isText,
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  object: isWireRecord,
  uuid: isText,
  conversation: isText,
  account: isText,
  team: isText,
  organisation: isText,
};

/** A type taken apart: a list or a single value, of a scalar or of words. */
interface Parts {
  readonly isList: boolean;
  readonly item: Scalar | readonly string[];
}

function partsOf(type: InputType): Parts {
  if (typeof type === 'object') {
    return 'oneOf' in type ? { isList: false, item: type.oneOf } : { isList: true, item: type.someOf };
  }
  const isList = type.endsWith('[]');
  return { isList, item: (isList ? type.slice(0, -2) : type) as Scalar };
}

const fitsItem = (item: Parts['item'], value: unknown): boolean =>
  typeof item === 'string' ? scalars[item](value) : typeof value === 'string' && item.includes(value);

/** Whether a JSON value is of the type. */
export function fits(type: InputType, value: unknown): boolean {
  const { isList, item } = partsOf(type);
  return isList ? Array.isArray(value) && value.every((one) => fitsItem(item, one)) : fitsItem(item, value);
}

/**
 * The value that one or more typed texts stand for: lists apart by commas, by repetition, or as JSON; objects as JSON; numbers; true and
 * false. What cannot be read comes back as it was and then does not fit.
 */
export function parseValue(type: InputType, texts: readonly string[]): unknown {
  const { isList, item } = partsOf(type);
  if (!isList) return texts.length === 1 ? itemOf(item, texts[0] ?? '') : [...texts];
  return texts.flatMap((text) => {
    const whole = text.startsWith('[') ? readJson(text) : undefined;
    if (Array.isArray(whole)) return whole;
    return item === 'object' ? [itemOf(item, text)] : text.split(',').map((part) => itemOf(item, part));
  });
}

function itemOf(item: Parts['item'], text: string): unknown {
  switch (item) {
    case 'integer':
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'object':
      return readJson(text);
    default:
      return text;
  }
}

/** JSON, or the text itself when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: the caller sees a text.
    return text;
  }
}

/** `integer`, `account[]`, `a|b`, `(a|b)[]`. */
export function typeText(type: InputType): string {
  if (typeof type === 'string') return type;
  return 'oneOf' in type ? type.oneOf.join('|') : `(${type.someOf.join('|')})[]`;
}
