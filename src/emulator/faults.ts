// emulator: a schedule of what goes wrong on purpose (docs/emulator.md, faults).
// Invariant: the same schedule and the same requests give the same faults, in whatever order requests of different kinds come: each
// rule counts the requests that fit it, and chance is worked out from the seed, the rule and that count.
import { badRequest } from './api-error.js';
import { booleanArgument, decimalArgument, numberArgument, textArgument } from './arguments.js';
import { isRecord, type WireRecord } from './fields.js';
import { mix } from './synthetic/hash.js';

/** What happens to a request. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly type: string;
      readonly after: boolean;
      readonly retryAfterS: number | undefined;
    }
  | { readonly kind: 'drop'; readonly bytes: number | undefined; readonly after: boolean }
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'delay' }
  | { readonly kind: 'end_session' }
  | { readonly kind: 'resync' };

export interface Planned {
  readonly fault: Fault;
  readonly delayMs: number;
}

interface Rule {
  readonly stated: WireRecord;
  fits(request: { readonly call: string; readonly path: string }): boolean;
  /** `count` is the number of the request among those that fit, from 1. */
  strikes(count: number): boolean;
  readonly times: number;
  readonly planned: Planned;
  count: number;
  hits: number;
}

export class Faults {
  #rules: Rule[] = [];

  /** The rules in place of all earlier ones. Throws ApiError 400 for what is none, and keeps the earlier ones then. */
  setSchedule(schedule: unknown): void {
    if (!isRecord(schedule)) throw badRequest('schedule must be an object.');
    const { rules = [] } = schedule;
    if (!Array.isArray(rules)) throw badRequest('schedule.rules must be a list.');
    const seed = numberArgument(schedule, 'seed') ?? 1;
    this.#rules = rules.map((rule, index) => ruleOf(rule, index, seed));
  }

  /** The rules with how many requests fitted them, and how many were struck. */
  get report(): readonly WireRecord[] {
    return this.#rules.map(({ stated, count, hits }) => ({ ...stated, count, hits }));
  }

  /** What is to happen to a request: the first rule that strikes decides, and all that fit count it. */
  next(call: string, path: string): Planned | undefined {
    let planned: Planned | undefined;
    for (const rule of this.#rules.filter((one) => one.fits({ call, path }))) {
      rule.count += 1;
      if (planned !== undefined || rule.hits >= rule.times || !rule.strikes(rule.count)) continue;
      rule.hits += 1;
      planned = rule.planned;
    }
    return planned;
  }
}

const KNOWN = new Set(
  'call path nth every probability times delay_ms kind status json html retry_after_s after bytes'.split(' '),
);

function ruleOf(stated: unknown, index: number, seed: number): Rule {
  if (!isRecord(stated)) throw badRequest('A rule must be an object.');
  const unknown = Object.keys(stated).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw badRequest(`A rule has no ${unknown}.`);
  const call = textArgument(stated, 'call');
  const path = textArgument(stated, 'path');
  return {
    stated,
    fits: (request) =>
      (call === undefined || request.call === call) && (path === undefined || request.path.startsWith(path)),
    strikes: strikerOf(stated, index, seed),
    times: countArgument(stated, 'times') ?? Number.POSITIVE_INFINITY,
    planned: { fault: faultOf(stated), delayMs: countArgument(stated, 'delay_ms') ?? 0 },
    count: 0,
    hits: 0,
  };
}

const WHOLE = 0x1_0000_0000;

function strikerOf(stated: WireRecord, index: number, seed: number): (count: number) => boolean {
  const numbers = numbersOf(stated.nth);
  const every = countArgument(stated, 'every');
  const probability = decimalArgument(stated, 'probability');
  if ([numbers, every, probability].filter((one) => one !== undefined).length > 1) {
    throw badRequest('A rule has one of nth, every and probability.');
  }
  if (numbers !== undefined) return (count) => numbers.includes(count);
  if (every !== undefined) return (count) => count % Math.max(1, every) === 0;
  if (probability !== undefined) return (count) => (mix(seed, index, count) >>> 0) / WHOLE < probability;
  return () => true;
}

/** A whole number from 0. */
function countArgument(stated: WireRecord, name: string): number | undefined {
  const number = numberArgument(stated, name);
  if (number !== undefined && (!Number.isInteger(number) || number < 0)) throw badRequest(`${name} counts from 0.`);
  return number;
}

function numbersOf(nth: unknown): readonly number[] | undefined {
  if (nth === undefined || nth === null) return undefined;
  const numbers: readonly unknown[] = Array.isArray(nth) ? nth : [nth];
  return numbers.map((number) => {
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1) throw badRequest('nth counts from 1.');
    return number;
  });
}

function faultOf(stated: WireRecord): Fault {
  const after = booleanArgument(stated, 'after') === true;
  switch (stated.kind) {
    case 'status':
      return { kind: 'status', after, ...statusOf(stated) };
    case 'drop':
      return { kind: 'drop', after, bytes: countArgument(stated, 'bytes') };
    case 'truncate':
      return { kind: 'truncate', bytes: countArgument(stated, 'bytes') ?? 0 };
    case 'delay':
    case 'end_session':
    case 'resync':
      return { kind: stated.kind };
    default:
      throw badRequest('kind is one of status, drop, truncate, delay, end_session, resync.');
  }
}

function statusOf(stated: WireRecord) {
  const status = numberArgument(stated, 'status');
  if (status === undefined || status < 200 || status > 599) throw badRequest('status is a number from 200 to 599.');
  const html = textArgument(stated, 'html');
  const json = stated.json ?? { error_id: 'fault', error_message: 'A fault on purpose.' };
  return {
    status,
    body: html ?? JSON.stringify(json),
    type: html === undefined ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    retryAfterS: countArgument(stated, 'retry_after_s'),
  };
}
