// emulator: the arguments of a call, taken from its JSON body.
// Invariant: null means the same as absent (fleep-wire.md 1.1); unknown arguments are ignored; a wrong type is a 400. Numbers are whole
// ones (fleep-wire.md section 2), but for weights: half a message number would pass over messages.
import { badRequest } from './api-error.js';
import { integerOf, type WireRecord } from './fields.js';

export function numberArgument(body: WireRecord, name: string): number | undefined {
  const number = decimalArgument(body, name);
  if (number !== undefined && !Number.isInteger(number)) throw badRequest(`${name} must be a whole number.`);
  return number;
}

/** For what need not be whole: weights, chances. */
export function decimalArgument(body: WireRecord, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'number' ? value : integerOf(body, name);
  if (number === undefined || !Number.isFinite(number)) throw badRequest(`${name} must be a number.`);
  return number;
}

export function requiredNumber(body: WireRecord, name: string): number {
  const value = numberArgument(body, name);
  if (value === undefined) throw badRequest(`${name} is missing.`);
  return value;
}

export function textArgument(body: WireRecord, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest(`${name} must be text.`);
  return value;
}

export function requiredText(body: WireRecord, name: string): string {
  const value = textArgument(body, name);
  if (value === undefined) throw badRequest(`${name} is missing.`);
  return value;
}

export function listArgument(body: WireRecord, name: string): readonly string[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest(`${name} must be a list.`);
  return value.filter((item): item is string => typeof item === 'string');
}

export function booleanArgument(body: WireRecord, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw badRequest(`${name} must be true or false.`);
  return value;
}

/** The strings of a list; undefined when it is not given, which is something else than empty. */
export function givenList(body: WireRecord, name: string): readonly string[] | undefined {
  return body[name] === undefined || body[name] === null ? undefined : listArgument(body, name);
}
