// The walk through a flow, against a service that behaves in every way that the wire document leaves open.
import { expect, test } from 'vitest';
import { type CallConversation, Flow, walkFlow } from '../../src/crawl/flow.js';
import type { Answer } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';

interface Service {
  /** Event numbers that exist. */
  readonly numbers: readonly number[];
  readonly batch?: number;
  readonly join?: number;
  /** from_message_nr itself is part of the answer, forward and backward. */
  readonly isInclusive?: boolean;
  /** Headers without fw_message_nr and bw_message_nr. */
  readonly isSilent?: boolean;
  /** Below this number nothing is delivered any more. */
  readonly wall?: number;
}

const MOST_CALLS = 500;

/** Walks the whole flow; returns every number that came, how many calls it took, and what is missing. */
async function walk(service: Service, known?: { low: number; high: number }) {
  const flow = new Flow('c' as ConversationId, known);
  const met = new Set<number>();
  let calls = 0;
  if (known !== undefined) flow.readHeader(header(service));
  const call: CallConversation = async (method, args) => {
    calls += 1;
    if (calls > MOST_CALLS) throw new Error('The walk does not end');
    const body = answer(service, method, args);
    return { call: method, args, status: 200, body, bytes: Buffer.from(JSON.stringify(body)) };
  };
  for await (const { answer: page } of walkFlow(flow, call)) {
    for (const { message_nr } of page.body.stream as { message_nr: number }[]) met.add(message_nr);
  }
  return { met: [...met].sort((a, b) => a - b), calls, flow };
}

const lastOf = ({ numbers }: Service): number => Math.max(0, ...numbers);
const header = (service: Service) => ({
  mk_rec_type: 'conv',
  last_message_nr: lastOf(service),
  join_message_nr: service.join ?? 1,
});

function answer(service: Service, method: string, args: Readonly<Record<string, unknown>>) {
  const { numbers, batch = 5, join = 1, isInclusive = false, isSilent = false, wall = 0 } = service;
  const from = typeof args.from_message_nr === 'number' ? args.from_message_nr : undefined;
  const isForward = method === 'conversationSync' && from !== undefined;
  const shift = isInclusive ? 1 : 0;
  const low = isForward ? from + 1 - shift : Math.max(join, wall, (from ?? lastOf(service) + 1) + shift - batch);
  const high = isForward ? Math.min(lastOf(service), low + batch - 1) : (from ?? lastOf(service) + 1) - 1 + shift;
  const stream = numbers
    .filter((number) => number >= low && number <= high)
    .map((message_nr) => ({ mk_rec_type: 'message', message_nr }));
  const ends = isSilent ? {} : isForward ? { fw_message_nr: high } : { bw_message_nr: low };
  return { header: { ...header(service), ...ends }, stream };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_unused, index) => index + 1);
const gappy = upTo(60).filter((number) => number % 7 !== 0 && (number < 20 || number > 33));

test.each<[string, Service]>([
  ['numbers without a hole', { numbers: upTo(23) }],
  ['holes as long as several batches', { numbers: gappy }],
  ['one message', { numbers: [1] }],
  ['no message', { numbers: [] }],
  ['batches of one', { numbers: upTo(9), batch: 1 }],
  ['from_message_nr inclusive', { numbers: upTo(23), isInclusive: true }],
  ['headers that name neither end', { numbers: upTo(23), isSilent: true }],
  ['headers that name neither end, and holes as long as several batches', { numbers: gappy, isSilent: true }],
  ['headers that name neither end, inclusive', { numbers: upTo(23), isSilent: true, isInclusive: true }],
])('%s: everything comes, nothing is missing', async (_name, service) => {
  const { met, flow } = await walk(service);
  expect(met).toEqual(service.numbers);
  expect(flow.stalls).toEqual([]);
});

test('the walk stops where the membership starts', async () => {
  const { met, flow } = await walk({ numbers: upTo(40), join: 18 });
  expect(met).toEqual(upTo(40).slice(17));
  expect(flow.stalls).toEqual([]);
});

test('answers that say nothing at all are no progress: what is missing is named after three of them', async () => {
  const flow = new Flow('c' as ConversationId, { low: 500, high: 900 });
  flow.readHeader({ last_message_nr: 900, join_message_nr: 1 });
  let calls = 0;
  const call: CallConversation = async (method, args) => {
    calls += 1;
    return { call: method, args, status: 200, body: {}, bytes: Buffer.from('{}') };
  };
  for await (const _page of walkFlow(flow, call)) expect(calls).toBeLessThan(4);
  expect(flow.stalls).toEqual([{ first: 1, last: 499 }]);
});

const BAD_ANSWERS = [
  { header: [], stream: { a: 1 } },
  { header: { last_message_nr: 23, join_message_nr: 1 }, stream: [] },
];

/** The numbers that come when some of the answers are bad, counted from 1. Nothing may be given up. */
async function walkPast(
  bad: Answer['body'],
  turns: readonly number[],
  batch: number,
  known: { low: number; high: number },
) {
  const service = { numbers: upTo(23), batch };
  const flow = new Flow('c' as ConversationId, known);
  flow.readHeader(header(service));
  const met: unknown[] = [];
  let calls = 0;
  const call: CallConversation = async (method, args) => {
    calls += 1;
    const body = turns.includes(calls) ? bad : answer(service, method, args);
    return { call: method, args, status: 200, body, bytes: Buffer.from('{}') };
  };
  for await (const { answer: page } of walkFlow(flow, call)) {
    const stream = Array.isArray(page.body.stream) ? page.body.stream : [];
    met.push(...stream.map(({ message_nr }) => message_nr));
  }
  expect(flow.stalls).toEqual([]);
  return met;
}

test.each(BAD_ANSWERS)('one bad answer of a walk backward passes over no number: %j', async (bad) => {
  expect(await walkPast(bad, [4], 1, { low: 10, high: 23 })).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test.each(BAD_ANSWERS)('two bad answers in a row of a walk forward keep back no number: %j', async (bad) => {
  expect(await walkPast(bad, [2, 3], 5, { low: 1, high: 7 })).toEqual(upTo(23).slice(7));
});

test('numbers that the service keeps back are named, once, and the walk ends', async () => {
  const { met, flow, calls } = await walk({ numbers: upTo(40), wall: 13 });
  expect(met).toEqual(upTo(40).slice(12));
  expect(flow.stalls).toEqual([{ first: 1, last: 12 }]);
  expect(calls).toBeLessThan(15);
});

test.each([
  { low: 1, high: 40 },
  { low: 17, high: 31 },
  { low: 41, high: 40 },
])('from $low…$high it goes on in both directions and asks for nothing in between', async (known) => {
  const { met, flow } = await walk({ numbers: upTo(40) }, known);
  expect(met).toEqual(upTo(40).filter((number) => number < known.low || number > known.high));
  expect([flow.low, flow.high]).toEqual([1, 40]);
});

test('a forward walk that gets nothing new names what is missing instead of asking for ever', async () => {
  const flow = new Flow('c' as ConversationId, { low: 1, high: 5 });
  const body = { header: { last_message_nr: 9, join_message_nr: 1, fw_message_nr: 5 }, stream: [] };
  flow.readHeader(body.header);
  let calls = 0;
  const call: CallConversation = async (method, args) => {
    calls += 1;
    return { call: method, args, status: 200, body, bytes: Buffer.from(JSON.stringify(body)) };
  };
  for await (const _page of walkFlow(flow, call)) expect(calls).toBeLessThan(4);
  expect(flow.stalls).toEqual([{ first: 6, last: 9 }]);
});

/** A conversation by the numbers of its events: message_nr of each, which is another one where an event edits a message. */
type Events = ReadonlyMap<number, number>;

/** Messages 1–20, edits of them as 21–49, messages 50–60. */
const EDITED: Events = new Map(upTo(60).map((nr) => [nr, nr > 20 && nr < 50 ? ((nr - 21) % 20) + 1 : nr]));

const recordsOf = (events: Events, low: number, high: number) =>
  [...events]
    .filter(([nr]) => nr >= low && nr <= high)
    .map(([nr, message_nr]) => ({
      mk_rec_type: 'message',
      message_nr,
      ...(nr === message_nr ? {} : { flow_message_nr: nr }),
    }));

interface Asked {
  readonly isForward: boolean;
  readonly from: number;
  /** Counted from 1. */
  readonly turn: number;
}

/** Walks on from `known`; `answerOf` gives what the service says. */
async function walkAsked(
  known: { low: number; high: number } | undefined,
  answerOf: (asked: Asked) => { header?: object; stream: object[] },
) {
  const flow = new Flow('c' as ConversationId, known);
  flow.readHeader({ last_message_nr: 60, join_message_nr: 1 });
  const met: { message_nr: number; flow_message_nr?: number }[] = [];
  const pages: unknown[] = [];
  let turn = 0;
  const call: CallConversation = async (method, args) => {
    turn += 1;
    if (turn > MOST_CALLS) throw new Error('The walk does not end');
    const from = 'from_message_nr' in args ? args.from_message_nr : 61;
    const isForward = method === 'conversationSync' && 'from_message_nr' in args;
    const { header, stream } = answerOf({ isForward, from, turn });
    const body = { header: { last_message_nr: 60, join_message_nr: 1, ...header }, stream };
    return { call: method, args, status: 200, body, bytes: Buffer.from(JSON.stringify(body)) };
  };
  for await (const { page, answer: one } of walkFlow(flow, call)) {
    met.push(...(one.body.stream as typeof met));
    pages.push(page.cursor);
  }
  return { flow, met, turns: turn, pages };
}

const ordinary = (events: Events, { isForward, from }: Asked, batch = 10) => {
  const low = isForward ? from + 1 : Math.max(1, from - batch);
  const high = isForward ? Math.min(60, from + batch) : from - 1;
  return {
    header: isForward ? { fw_message_nr: high } : { bw_message_nr: low },
    stream: recordsOf(events, low, high),
  };
};

const newestEnd = (events: Events) => ({
  header: { is_init: true, bw_message_nr: 50, fw_message_nr: 60 },
  stream: recordsOf(events, 50, 60),
});

test('one answer that starts over further on leaps over nothing, and costs one request', async () => {
  const { met, flow, turns } = await walkAsked({ low: 1, high: 20 }, (asked) =>
    asked.turn === 1 ? newestEnd(EDITED) : ordinary(EDITED, asked),
  );
  expect(met.filter((record) => record.flow_message_nr !== undefined)).toHaveLength(29);
  expect([flow.low, flow.high, flow.stalls, turns]).toEqual([1, 60, [], 5]);
});

test('a service that insists on starting over further on is walked anew below that', async () => {
  const { met, flow, pages } = await walkAsked({ low: 1, high: 20 }, (asked) =>
    asked.isForward ? newestEnd(EDITED) : ordinary(EDITED, asked),
  );
  expect(new Set(met.map((record) => record.flow_message_nr ?? record.message_nr))).toEqual(new Set(upTo(60)));
  expect([flow.low, flow.high, flow.stalls]).toEqual([1, 60, []]);
  // A run that stops on the way goes on below the fragment.
  expect(pages).toContainEqual({ scope: 'c', low: 50, high: 60 });
  expect(flow.hasWalked(7)).toBe(true);
});

test('what stays unfilled below a fragment is named', async () => {
  const { flow } = await walkAsked({ low: 1, high: 20 }, (asked) =>
    asked.isForward ? newestEnd(EDITED) : { header: { bw_message_nr: 50 }, stream: [] },
  );
  expect(flow.stalls).toEqual([{ first: 1, last: 49 }]);
});

test('an answer backward that ends further down leaps over nothing', async () => {
  const plain: Events = new Map(upTo(60).map((nr) => [nr, nr]));
  const lower = { header: { bw_message_nr: 5, fw_message_nr: 15 }, stream: recordsOf(plain, 5, 15) };
  const once = await walkAsked(undefined, (asked) => (asked.turn === 3 ? lower : ordinary(plain, asked)));
  expect(new Set(once.met.map(({ message_nr }) => message_nr))).toEqual(new Set(upTo(60)));
  expect(once.flow.stalls).toEqual([]);
  const ever = await walkAsked(undefined, (asked) =>
    asked.from <= 41 && asked.from > 15 ? lower : ordinary(plain, asked),
  );
  expect(ever.flow.stalls).toEqual([{ first: 16, last: 40 }]);
  expect(ever.met.map(({ message_nr }) => message_nr)).toContain(1);
});

const withoutEnds = (events: Events, asked: Asked, batch: number) => ({
  stream: ordinary(events, asked, batch).stream,
});

test('an edit among answers that name no end is no place to go on below', async () => {
  const events: Events = new Map(
    upTo(60)
      .filter((nr) => nr !== 3)
      .map((nr) => [nr, nr === 45 ? 3 : nr]),
  );
  for (const batch of [1, 4, 15]) {
    const { met, flow } = await walkAsked(undefined, (asked) => withoutEnds(events, asked, batch));
    expect(new Set(met.map(({ message_nr }) => message_nr))).toEqual(new Set(events.values()));
    expect(flow.stalls).toEqual([]);
  }
});

test.each([
  { tags: ['pin', 'is_shared'] },
  { pin_weight: 5 },
  { section_id: 's' },
  { tags: ['is_task'], task_weight: 1, flow_message_nr: 60 },
])('an old message on a board that comes along with answers that name no end is none either: %j', async (board) => {
  const plain: Events = new Map(upTo(60).map((nr) => [nr, nr]));
  const pin = { mk_rec_type: 'message', message_nr: 3, ...board };
  const { met, flow } = await walkAsked(undefined, (asked) => ({
    stream: [pin, ...withoutEnds(plain, asked, 10).stream],
  }));
  expect(new Set(met.map(({ message_nr }) => message_nr))).toEqual(new Set(upTo(60)));
  expect(flow.stalls).toEqual([]);
});

test('a conversation of tasks alone, by answers that name no end, comes and costs no request for each', async () => {
  const { met, turns } = await walkAsked(undefined, (asked) => ({
    stream: recordsOf(new Map(upTo(60).map((nr) => [nr, nr])), Math.max(1, asked.from - 10), asked.from - 1).map(
      (record) => ({ ...record, section_id: 's' }),
    ),
  }));
  expect(new Set(met.map(({ message_nr }) => message_nr))).toEqual(new Set(upTo(60)));
  expect(turns).toBeLessThan(10);
});

test('an end that moves on with every answer while nothing comes is left, and passed over by no later walk', async () => {
  let last = 60;
  const { flow, turns } = await walkAsked({ low: 1, high: 60 - 1 }, (asked) => {
    last += 1;
    return { header: { last_message_nr: last, fw_message_nr: asked.from + 1 }, stream: [] };
  });
  expect(turns).toBe(3);
  expect(flow.stalls).toEqual([{ first: 63, last: 63 }]);
  expect(flow.high).toBe(62);
});
