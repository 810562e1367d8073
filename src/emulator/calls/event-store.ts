// emulator/calls: event/store: several events in one request, each with a status of its own (fleep-wire.md 1.4, 3.9).
// Invariant: the answer is 200 as long as `stream` is a list that is not too long; a client_req_id that has been done gives its first result again and does
// nothing; the account's other clients hear of every event that was done now.
import { ApiError, badRequest, invalidCall } from '../api-error.js';
import { numberArgument, requiredText } from '../arguments.js';
import { isRecord, type WireRecord } from '../fields.js';
import type { DoneRequest, Outcome } from '../live/requests.js';
import { viewOf } from '../view.js';
import type { Call, Handler } from './call.js';
import type { EventHandler } from './event-call.js';
import { accountEvents } from './event-types-account.js';
import { boardEvents } from './event-types-boards.js';
import { contactEvents } from './event-types-contacts.js';
import { conversationEvents } from './event-types-conversations.js';
import { messageEvents } from './event-types-messages.js';
import { sectionEvents } from './event-types-sections.js';
import { stateOf } from './sync-answer.js';

/** No document names a limit. Every event may change a board or a list of any size, so that many of them take long. */
const MOST_EVENTS = 1_000;
const PREFIX = 'urn:fleep:client:';

const types = new Map<string, EventHandler>(
  [accountEvents, boardEvents, contactEvents, conversationEvents, messageEvents, sectionEvents].flatMap((events) =>
    Object.entries(events),
  ),
);

export const eventCalls: Readonly<Record<string, Handler>> = { 'event/store': store };

function store(call: Call): string {
  const { stream } = call.body;
  if (!Array.isArray(stream)) throw badRequest('stream must be a list.');
  if (stream.length > MOST_EVENTS) throw badRequest(`stream has more than ${MOST_EVENTS} events.`);
  const done = stream.map((event: unknown) => handle(call, event));
  const records = streamOf(
    call,
    done.map(({ outcome }) => outcome),
  );
  const requests = done.map(({ record }) => JSON.stringify(record));
  return `{"stream":[${records.join(',')}],"requests":[${requests.join(',')}]}`;
}

function handle(call: Call, event: unknown): DoneRequest {
  const { world, changes, accountId } = call;
  const given = isRecord(event) ? event : {};
  const clientReqId = typeof given.client_req_id === 'string' ? given.client_req_id : undefined;
  const known = clientReqId === undefined ? undefined : world.requests.find(accountId, clientReqId);
  if (known) return known;
  const done = attempt(call, given);
  if (clientReqId !== undefined) world.requests.keep(accountId, clientReqId, done);
  if (done.outcome.isRead !== true) changes.tell(accountId, JSON.stringify(done.record));
  return done;
}

function attempt(call: Call, event: WireRecord): DoneRequest {
  const { client_req_id = null, mk_event_type = null } = event;
  const about = { mk_rec_type: 'request', client_req_id, mk_event_type };
  try {
    const params = isRecord(event.params) ? event.params : {};
    const outcome = handlerOf(event)({ ...call, body: params, id: '' });
    const fromMessageNr = numberArgument(params, 'from_message_nr');
    const { identifier = {} } = outcome;
    return { record: { ...about, status_code: 200, identifier }, outcome: { ...outcome, fromMessageNr } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, errorId, message } = error;
    return { record: { ...about, status_code: status, error_id: errorId, error_message: message }, outcome: {} };
  }
}

function handlerOf(event: WireRecord): EventHandler {
  const name = requiredText(event, 'mk_event_type');
  const handler = name.startsWith(PREFIX) ? types.get(name.slice(PREFIX.length)) : undefined;
  if (handler === undefined) throw invalidCall('Unknown event type.');
  return handler;
}

/** Every conversation that the events were about, with what has changed in it, and their other records. */
function streamOf(call: Call, outcomes: readonly Outcome[]): string[] {
  const shown = new Map<string, { from: number | undefined; messageNrs: number[] }>();
  for (const { conversationId, messageNrs = [], fromMessageNr } of outcomes) {
    if (conversationId === undefined) continue;
    const known = shown.get(conversationId) ?? { from: undefined, messageNrs: [] };
    known.from ??= fromMessageNr;
    known.messageNrs.push(...messageNrs);
    shown.set(conversationId, known);
  }
  const states = [...shown].flatMap(([id, { from, messageNrs }]) => conversationRecords(call, id, from, messageNrs));
  const told = new Set([...shown.keys()].flatMap((id) => recordsOf(call, id)));
  const others = outcomes.flatMap(({ records = [] }) => records);
  return [...states, ...others.filter((record) => !told.has(record))];
}

/** Those that come with the state of a conversation. */
function recordsOf({ world, changes, accountId }: Call, id: string): readonly string[] {
  const conversation = world.findConversation(id, accountId);
  return conversation === undefined ? [] : changes.recordsOf(conversation, accountId);
}

function conversationRecords(
  call: Call,
  id: string,
  from: number | undefined,
  messageNrs: readonly number[],
): string[] {
  const conversation = call.world.findConversation(id, call.accountId);
  if (conversation === undefined) return [];
  const { header, stream } = stateOf(call, viewOf(conversation, call.accountId), from, messageNrs);
  return stream.text === '' ? [header] : [header, stream.text];
}
