// chaos: ways in which a service, or a client that trusts it, loses a part of an account.
import { createHash } from 'node:crypto';
import type { WorldLine } from '../conformance/truth.js';
import { type Exchange, type Spoil, send } from '../support/faulty-front.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

/** Conversations; each is its own topic. */
const LARGE = 'large';
const SMALL = 'small';

const CONTENT = 'the content of a file';
/** Numbers of the large one: every tenth is nobody's. */
const NUMBERS = Array.from({ length: 80 }, (_unused, index) => index + 1).filter((number) => number % 10 !== 4);

const added = { mk_message_type: 'add', message: JSON.stringify({ members: [ANNA] }) };

export const worldLines: readonly WorldLine[] = [
  ...people,
  conv(LARGE),
  ...NUMBERS.map((number) => message(LARGE, number, number % 7 === 0 ? added : {})),
  conv(SMALL),
  { mk_rec_type: 'hook', conversation_id: SMALL, hook_key: 'key', hook_name: 'Hook' },
  ...[1, 2, 3].map((number) => message(SMALL, number)),
  {
    mk_rec_type: 'file',
    conversation_id: SMALL,
    message_nr: 2,
    attachment_id: 'file',
    file_name: 'file.txt',
    file_url: '/file/small/2/file/x',
    file_size: CONTENT.length,
    file_sha256: createHash('sha256').update(CONTENT).digest('hex'),
    content: { text: CONTENT },
  },
];

export const laterMessages: readonly WorldLine[] = Array.from({ length: 40 }, (_unused, index) =>
  message(LARGE, 81 + index),
);

export interface Way {
  readonly name: string;
  /** What the archive lacks then. */
  readonly loses: 'messages' | 'file' | 'call';
  /** Planted when the archive is complete and more has been said since. */
  readonly isLater?: boolean;
  /** What one of the holes is to say of why, where the service has said it. */
  readonly cause?: string;
  spoil(): Spoil;
}

type Json = Record<string, unknown>;
interface Body extends Json {
  header: Json;
  stream: Json[];
}

const BACKWARD = `conversation/sync_backward/${LARGE}`;
const FORWARD = `conversation/sync/${LARGE}`;

/** Rewrites the answers of calls that begin so. `nth` counts these, from 1. */
const rewrite = (call: string, change: (body: Body, nth: number) => Json) => (): Spoil => {
  let nth = 0;
  return async (exchange: Exchange) => {
    // What begins with no call is a file.
    if (exchange.call.startsWith('/') || !exchange.call.startsWith(call)) return false;
    const answered = await exchange.fetch();
    nth += 1;
    const body =
      answered.status === 200 ? JSON.stringify(change(JSON.parse(String(answered.body)), nth)) : answered.body;
    send(exchange.response, { ...answered, body: Buffer.from(body) });
    return true;
  };
};

/** Calls that begin so get this answer, from the `from`th on. */
const answer =
  (call: string, status: number, text = '{}', from = 1) =>
  (): Spoil => {
    let nth = 0;
    return ({ call: asked, response }) => {
      if (!asked.startsWith(call)) return false;
      nth += 1;
      if (nth < from) return false;
      send(response, { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) });
      return true;
    };
  };

const isMessage = (record: Json): boolean => record.mk_rec_type === 'message';
const numberOf = ({ message_nr }: Json): number => Number(message_nr);

const onStream = (change: (stream: Json[]) => Json[]) =>
  rewrite('', (body) => ({ ...body, ...(Array.isArray(body.stream) ? { stream: change(body.stream) } : {}) }));

/** Answers of the whole service without some messages of the large conversation. */
const without = (isLost: (record: Json) => boolean) =>
  onStream((stream) => stream.filter((one) => !(isMessage(one) && one.conversation_id === LARGE && isLost(one))));

/** The cursor of the walk backward says that so many numbers more are done. */
const skip = (body: Body, count: number): Json => ({
  ...body,
  header: { ...body.header, bw_message_nr: Math.max(1, Number(body.header.bw_message_nr) - count) },
});

const empty = (body: Body): Json => ({ ...body, stream: body.stream.filter((record) => !isMessage(record)) });

function repeatOfTheFirst(): Spoil {
  let first: Json | undefined;
  return rewrite(BACKWARD, (body) => {
    first ??= body;
    return first;
  })();
}

function otherContent(): Spoil {
  return async ({ call, response, fetch }) => {
    if (!call.startsWith('/file/')) return false;
    const answered = await fetch();
    send(response, { ...answered, body: Buffer.from(String(answered.body).toUpperCase()) });
    return true;
  };
}

function stub(record: Json): Json {
  if (!isMessage(record) || numberOf(record) !== 20) return record;
  const { mk_rec_type, conversation_id, message_nr } = record;
  return { mk_rec_type, conversation_id, message_nr };
}

const ofMessages = (name: string, spoil: () => Spoil, more: Pick<Way, 'isLater' | 'cause'> = {}): Way => ({
  name,
  loses: 'messages',
  spoil,
  ...more,
});

export const WAYS: readonly Way[] = [
  ofMessages(
    'a page of the walk backward is skipped',
    rewrite(BACKWARD, (body, nth) => (nth === 2 ? skip(body, 12) : body)),
  ),
  ofMessages('a page that repeats is trusted as the end', repeatOfTheFirst, { cause: 'no progress' }),
  ofMessages(
    'an early cursor says that the walk is at its end',
    rewrite(BACKWARD, (body, nth) => (nth === 2 ? skip(body, 1000) : body)),
  ),
  ofMessages(
    'an empty page is trusted, and its cursor',
    rewrite(BACKWARD, (body, nth) => (nth === 3 ? empty(body) : body)),
  ),
  ofMessages(
    'all pages after the first are empty',
    rewrite(BACKWARD, (body, nth) => (nth > 1 ? empty(body) : body)),
  ),
  ofMessages(
    'a page loses its second half',
    rewrite(BACKWARD, (body, nth) => (nth === 2 ? { ...body, stream: body.stream.slice(0, 4) } : body)),
  ),
  ofMessages(
    'a filter leaves out who was added',
    without(({ mk_message_type }) => mk_message_type === 'add'),
  ),
  ofMessages(
    'every second message is left out',
    without((record) => numberOf(record) % 2 === 0),
  ),
  ofMessages(
    'one message in the middle is left out',
    without((record) => numberOf(record) === 33),
  ),
  ofMessages(
    'the newest message is left out',
    without((record) => numberOf(record) === 80),
  ),
  ofMessages(
    'the first message is left out',
    without((record) => numberOf(record) === 1),
  ),
  ofMessages(
    'two stretches are left out',
    without((record) => [11, 12, 13, 50, 51].includes(numberOf(record))),
  ),
  ofMessages(
    'a message comes without what it is',
    onStream((stream) => stream.map(stub)),
  ),
  ofMessages('a conversation is refused', answer('conversation/sync', 403), { cause: 'not permitted' }),
  ofMessages('a walk is refused half-way', answer(BACKWARD, 404, '{}', 3), { cause: 'not found' }),
  ofMessages('a page of a walk can never be read', answer(BACKWARD, 200, '{"header":{', 3), { cause: 'fetch failed' }),
  ofMessages('a walk is answered with nothing at all', answer(BACKWARD, 200), { cause: 'no progress' }),
  ofMessages(
    'a page of the walk forward is skipped',
    rewrite(FORWARD, (body, nth) => (nth === 1 ? empty(body) : body)),
    { isLater: true },
  ),
  ofMessages(
    'the walk forward ends early',
    rewrite(FORWARD, (body, nth) =>
      nth > 1 ? { ...empty(body), header: { ...body.header, fw_message_nr: undefined } } : body,
    ),
    { isLater: true },
  ),
  { name: 'a file is not there', loses: 'file', cause: 'not found', spoil: answer('/file/', 404) },
  { name: 'a file has other content', loses: 'file', cause: 'content differs', spoil: otherContent },
  {
    name: 'the list of people is refused',
    loses: 'call',
    cause: 'not permitted',
    spoil: answer('contact/sync/all', 403),
  },
  {
    name: 'the hooks of a conversation are not there',
    loses: 'call',
    cause: 'not found',
    spoil: answer(`conversation/show_hooks/${SMALL}`, 404),
  },
];
