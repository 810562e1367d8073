// chaos: spoiled bodies, pages and files: what the proxy makes of a question or of its answer, by the kind of the rule.
// Invariant: an answer leaves with the length that it has, so that what is wrong with it is its content alone.
import { gunzipSync } from 'node:zlib';
import type { Answered, Asked } from './proxy.js';
import type { Rule } from './schedule.js';

export interface Spoiler {
  ask(asked: Asked): Asked;
  answer(answered: Answered, asked: Asked): Answered;
}

type Json = Record<string, unknown>;

const asked = (one: Asked): Asked => one;

export interface Spoilers {
  /** Undefined for a rule that spoils nothing. */
  of(rule: Rule): Spoiler | undefined;
  /** What a path was answered, so that it can be repeated. */
  note(path: string, given: Answered): void;
}

export function spoilers(): Spoilers {
  const last = new Map<string, Answered>();
  const turns = new Map<string, number>();
  const of = (rule: Rule): Spoiler | undefined => {
    switch (rule.kind) {
      case 'answer':
        return { ask: asked, answer: () => stated(rule) };
      case 'body':
        return { ask: asked, answer: (given) => spoilBody(String(rule.as), given) };
      case 'file':
        return { ask: (one) => withoutRange(rule, one), answer: (given) => spoilFile(String(rule.as), given) };
      case 'overlap':
        return { ask: (one) => shifted(one, Number(rule.by ?? 1)), answer: (given) => given };
      case 'repeat':
        return { ask: asked, answer: (given, { path }) => last.get(path) ?? given };
      case 'page':
        return { ask: asked, answer: (given, one) => onJson(given, (body) => spoilPage(rule, body, one, turns)) };
      case 'hide':
        return { ask: asked, answer: (given, one) => withoutConversation(rule, given, one) };
      default:
        return undefined;
    }
  };
  return { of, note: (path, given) => void (given.status === 200 && last.set(path, given)) };
}

function stated({ status, headers, text }: Rule): Answered {
  const given: Record<string, string> = { 'content-type': 'text/html', ...(headers as Record<string, string>) };
  return { status: Number(status), headers: given, body: Buffer.from(String(text ?? '')) };
}

function plain({ headers, body }: Answered): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

const withBody = (given: Answered, body: Buffer | string): Answered => {
  const { 'content-encoding': _coding, 'content-length': _length, ...headers } = given.headers;
  const bytes = Buffer.from(body);
  return { ...given, headers: { ...headers, 'content-length': String(bytes.length) }, body: bytes };
};

/** Only answers that are JSON objects have pages and fields. */
function onJson(given: Answered, change: (body: Json) => Json): Answered {
  if (given.status !== 200 || !String(given.headers['content-type']).includes('json')) return given;
  return withBody(given, JSON.stringify(change(JSON.parse(plain(given).toString('utf8')))));
}

const DEEP = `${'['.repeat(800)}1${']'.repeat(800)}`;
const LONE = '"\\ud800 \\udc00x"';

/** A further field in the answer and in its records, given as JSON text, so that it can hold what no value can. */
function withField(given: Answered, text: string): Answered {
  const marked = onJson(given, (body) => ({
    ...body,
    ...(Array.isArray(body.stream)
      ? { stream: body.stream.map((one) => ({ ...one, chaos_field: 'chaos-mark' })) }
      : {}),
    chaos_field: 'chaos-mark',
  }));
  return withBody(marked, marked.body.toString('utf8').replaceAll('"chaos-mark"', text));
}

const BODIES: Readonly<Record<string, (given: Answered) => Answered>> = {
  empty: (given) => withBody(given, ''),
  html: (given) => ({
    ...withBody(given, '<!doctype html><title>Welcome to the hotel</title>'),
    headers: { 'content-type': 'text/html' },
  }),
  bad_gzip: (given) => {
    const whole = withBody(given, plain(given).subarray(0, 40));
    return { ...whole, headers: { ...whole.headers, 'content-encoding': 'gzip' } };
  },
  truncated: (given) => withBody(given, plain(given).subarray(0, -2)),
  list: (given) => withBody(given, `[${plain(given).toString('utf8')}]`),
  number: (given) => withBody(given, '42'),
  null: (given) => withBody(given, 'null'),
  wrong_shape: (given) =>
    withBody(given, '{"stream":{"a":1},"header":[],"conversations":"none","event_horizon":"soon"}'),
  no_fields: (given) => withBody(given, '{}'),
  bom: (given) => withBody(given, Buffer.concat([Buffer.from('\ufeff'), plain(given)])),
  invalid_utf8: (given) =>
    withBody(given, Buffer.concat([Buffer.from('{"x":"'), Buffer.of(0xff, 0xc0), Buffer.from('"}')])),
  large: (given) => withBody(given, Buffer.alloc(100 * 1024 * 1024, ' ')),
  extra_field: (given) => withField(given, '{"new":["field"],"":null}'),
  deep: (given) => withField(given, DEEP),
  lone_surrogate: (given) => withField(given, LONE),
  nul: (given) => withField(given, '"a\\u0000b"'),
  big_integer: (given) => withField(given, '123456789012345678901234567890'),
  twice: (given) => withField(given, '1,"chaos_field":2'),
};

export const BODY_KINDS = Object.keys(BODIES);

const spoilBody = (as: string, given: Answered): Answered =>
  given.status === 200 ? (BODIES[as]?.(given) ?? given) : given;

const flipped = (body: Buffer): Buffer => Buffer.from(Array.from(body, (byte) => byte ^ 1));

const FILES: Readonly<Record<string, (given: Answered) => Answered>> = {
  short: (given) => withBody(given, given.body.subarray(0, -1)),
  long: (given) => withBody(given, Buffer.concat([given.body, Buffer.from('x')])),
  other: (given) => withBody(given, flipped(given.body)),
  none: (given) => withBody(given, ''),
  no_range: (given) => given,
  wrong_range: (given) => ({ ...given, headers: { ...given.headers, 'content-range': 'bytes 1-2/3' } }),
};

export const FILE_KINDS = Object.keys(FILES);

const spoilFile = (as: string, given: Answered): Answered =>
  given.status === 200 || given.status === 206 ? (FILES[as]?.(given) ?? given) : given;

function withoutRange({ as }: Rule, one: Asked): Asked {
  const { range: _range, ...headers } = one.headers;
  return as === 'no_range' ? { ...one, headers } : one;
}

/** The walk's question is about a number a few away from the one that was meant, on the side of what is known already. */
function shifted(one: Asked, by: number): Asked {
  if (!one.call.startsWith('conversation/sync')) return one;
  const body: Json = JSON.parse(one.body.toString('utf8') || '{}');
  if (typeof body.from_message_nr !== 'number') return one;
  const to = one.call === 'conversation/sync' ? Math.max(0, body.from_message_nr - by) : body.from_message_nr + by;
  return { ...one, body: Buffer.from(JSON.stringify({ ...body, from_message_nr: to })) };
}

function spoilPage({ as }: Rule, body: Json, { call }: Asked, turns: Map<string, number>): Json {
  const header = typeof body.header === 'object' && body.header !== null ? (body.header as Json) : undefined;
  const stream = Array.isArray(body.stream) ? body.stream : undefined;
  const turn = (turns.get(call) ?? 0) + 1;
  turns.set(call, turn);
  switch (as) {
    case 'reversed':
      return { ...body, ...(stream ? { stream: stream.toReversed() } : {}) };
    case 'doubled':
      return { ...body, ...(stream ? { stream: stream.flatMap((record) => [record, record]) } : {}) };
    case 'empty':
      return { ...body, ...(stream ? { stream: [] } : {}), ...(header ? { header: withoutEnds(header) } : {}) };
    case 'no_cursor':
      return { ...body, ...(header ? { header: withoutEnds(header) } : {}) };
    case 'never_ends':
      return { ...body, ...(body.sync_horizon === undefined ? {} : { sync_horizon: 1_000_000 + turn }) };
    case 'no_list':
      return { ...body, ...(Array.isArray(body.conversations) ? { conversations: [] } : {}) };
    default:
      return body;
  }
}

function withoutEnds(header: Json): Json {
  const { bw_message_nr: _bw, fw_message_nr: _fw, ...rest } = header;
  return rest;
}

/** As if one conversation were not there: not in lists, and refused when it is asked for. */
function withoutConversation(rule: Rule, given: Answered, one: Asked): Answered {
  const id = String(rule.conversation);
  if (one.path.includes(id)) return stated({ kind: 'answer', status: rule.status ?? 404, text: '{}' });
  return onJson(given, (body) => {
    const without = (list: unknown) =>
      Array.isArray(list) ? list.filter((record: Json) => record.conversation_id !== id) : list;
    return {
      ...body,
      ...('conversations' in body ? { conversations: without(body.conversations) } : {}),
      ...('stream' in body ? { stream: without(body.stream) } : {}),
    };
  });
}
