// crawl: turns one conversation into journal pages: its state, its flow newest first, its side lists; or, when it was complete before
// and has only gone on since, what came since.
// Invariant: a page counts only when the journal has it on disk; the page that says "done" comes after all others.
import type { Answer } from '../fleep/client.js';
import type { ConversationId } from '../fleep/ids.js';
import type { Page } from '../journal/format.js';
import { ahead } from '../lib/ahead.js';
import { findHeader, findNumber, pageOf, recordsOf, type WireRecord } from './answers.js';
import { type CrawlContext, type FlowCursor, flowScope, SEAT_FIELDS, type Seat } from './context.js';
import { type CallConversation, Flow, type Stall, walkFlow, walkSince } from './flow.js';
import { closeGap, conversationGap, describeFailure, type GapCause, recordGap, recordGone, stallGap } from './gaps.js';
import type { Met } from './met.js';
import { notePeople } from './people.js';
import type { Selection } from './selection.js';
import { tellsOfHooks, walkHooks, walkSideLists, walkTeams } from './side-lists.js';

/** Brings the archive up to date with one conversation that is not. */
export async function crawlConversation(id: ConversationId, met: Met, context: CrawlContext): Promise<void> {
  const known = met.isDoubted ? undefined : context.known.findFlow(id);
  const gapId = conversationGap(id);
  let isThere = false;
  const onPage = () => {
    isThere = true;
  };
  try {
    await crawlAll(walkConversation(id, met, known, context), context, onPage);
    context.streak.end();
    if (context.known.openGaps.has(gapId)) await closeGap(context.journal, gapId);
    if (context.known.goneIds.has(id)) await recordGone(context.journal, id, undefined);
  } catch (error) {
    const cause = context.streak.causeOf(error, context.known.openGaps.get(gapId));
    if (cause === undefined) throw error;
    if (met.isHint && !isThere && isAbsence(cause)) return noteAbsence(id, met, cause, context);
    await recordGap(context, {
      gap_id: gapId,
      kind: 'conversation',
      conversation_id: id,
      cause,
      detail: await describeFailure(error, context.keepAside),
    });
  }
}

export function isUpToDate(
  met: Met,
  known: FlowCursor | undefined,
  { selection }: Pick<CrawlContext, 'selection'>,
): boolean {
  if (known?.done === undefined || met.isHint || met.isDoubted || met.isLacking) return false;
  return (
    met.last <= Math.max(known.done, known.high) && !hasMoved(known.seat, met.header) && reachesBack(known, selection)
  );
}

/** Whether the walk went back as far as is asked for now. */
const reachesBack = ({ since }: FlowCursor, { since: wanted }: Selection): boolean =>
  since === undefined || (wanted !== undefined && new Date(since) <= wanted);

/** Whether the account may see other numbers than when `seat` was noted. What the header does not say has not changed. */
function hasMoved(seat: Seat | undefined, header: WireRecord): boolean {
  if (seat === undefined) return false;
  return SEAT_FIELDS.some(
    (field) => header[field] !== undefined && seatValue(header, field) !== seatValue(seat, field),
  );
}

const seatOf = (header: WireRecord): Seat =>
  Object.fromEntries(SEAT_FIELDS.map((field) => [field, seatValue(header, field)]));

/** As the tables take it: numeric text is a number, yes and no are 1 and 0, and what is neither is nothing. */
function seatValue(seat: WireRecord, field: (typeof SEAT_FIELDS)[number]): number | null {
  const value = seat[field];
  return typeof value === 'boolean' ? Number(value) : (findNumber(seat, field) ?? null);
}

/** The answers of a service that has no such conversation for this account (fleep-wire.md, section 1.4). Any other failure says nothing. */
const isAbsence = (cause: GapCause): boolean => cause === 'not found' || cause === 'not permitted';

/**
 * No list names it, and the service does not give it out: what the archive has of it stays, and is marked. That what it was heard of last
 * never came is as it has to be then; that it was never had as a whole is not.
 */
async function noteAbsence(id: ConversationId, met: Met, cause: GapCause, context: CrawlContext): Promise<void> {
  const { journal, known } = context;
  const flow = known.findFlow(id);
  const gap_id = conversationGap(id);
  const isGone = known.goneIds.has(id);
  const isWhole = flow?.done !== undefined;
  const lacks = flow !== undefined && (!isWhole || met.last > flow.high || (isGone && known.openGaps.has(gap_id)));
  if (lacks)
    await recordGap(context, {
      gap_id,
      kind: 'conversation',
      conversation_id: id,
      cause,
      ...(isWhole ? { is_expected: true } : {}),
      detail: 'It is at the service no more.',
    });
  else if (known.openGaps.has(gap_id)) await closeGap(journal, gap_id);
  if (flow?.stalled !== undefined) await closeGap(journal, stallGap(id, flow.stalled.first));
  if (flow !== undefined && !isGone) await recordGone(journal, id, context.now());
}

/** Pages that may be fetched before the ones ahead of them are on disk. The journal keeps their order, so none can be skipped. */
const PAGES_AHEAD = 3;

async function crawlAll(pages: AsyncIterable<WalkedPage>, context: CrawlContext, onPage: () => void): Promise<void> {
  for await (const { page, answer } of ahead(pages, PAGES_AHEAD)) {
    if (answer !== undefined) notePeople(context, answer);
    await context.journal.append(page);
    onPage();
  }
}

interface WalkedPage {
  readonly page: Page;
  readonly answer?: Answer;
}

const callFlow =
  (id: ConversationId, { client }: CrawlContext): CallConversation =>
  (method, args) =>
    method === 'conversationSync'
      ? client.call('synchronizeStateForConversation', { id, args })
      : client.call('synchronizeBackwardForConversation', { id, args });

async function* walkConversation(
  id: ConversationId,
  met: Met,
  known: FlowCursor | undefined,
  context: CrawlContext,
): AsyncGenerator<WalkedPage> {
  const isWhole = known?.done !== undefined && known.seat !== undefined && reachesBack(known, context.selection);
  if (!isWhole || met.isHint || met.isLacking || hasMoved(known.seat, met.header))
    return yield* walkWhole(id, known, context);
  const flow = new Flow(flowScope(context.account, id), known);
  flow.last = met.last;
  let header: WireRecord = met.header;
  let hasOtherHooks = false;
  const since = known.since === undefined ? undefined : new Date(known.since);
  for await (const step of walkSince(flow, callFlow(id, context), since)) {
    header = { ...header, ...findHeader(step.answer.body) };
    hasOtherHooks ||= tellsOfHooks(step.answer);
    yield step;
    if (hasMoved(known.seat, header)) return yield* walkWhole(id, known, context);
  }
  await recordStalls(id, flow, context);
  if (flow.cut !== undefined) await noteCut(id, flow.cut, context);
  if (hasOtherHooks) yield* withPages(walkHooks({ id, header }, context));
  yield* withPages(walkTeams({ id, header }, context));
  yield { page: donePage(id, flow, { ...known.seat, ...definedSeat(header) }, known.since) };
}

/** All pages of one conversation. The last one says that it is complete. */
async function* walkWhole(
  id: ConversationId,
  known: FlowCursor | undefined,
  context: CrawlContext,
): AsyncGenerator<WalkedPage> {
  const state = await context.client.call('synchronizeStateForConversation', { id, args: { mk_direction: 'ic_full' } });
  const header = findHeader(state.body) ?? {};
  // Numbers inside the range that was walked before may have come into sight: then nothing of it counts.
  const flow = new Flow(flowScope(context.account, id), hasMoved(known?.seat, header) ? undefined : known);
  const sections = recordsOf(state.body, 'stream').filter((record) => record.mk_rec_type === 'section');
  flow.readHeader(header);
  flow.startAtFragment(header);
  yield { page: flow.page(state), answer: state };
  const { since } = context.selection;
  for await (const step of walkFlow(flow, callFlow(id, context), since)) yield step;
  await recordStalls(id, flow, context);
  yield* withPages(walkSideLists({ id, header }, sections, context));
  const { cut } = flow;
  if (cut !== undefined) await noteCut(id, cut, context);
  yield { page: donePage(id, flow, seatOf(header), cut === undefined ? undefined : since?.toISOString()) };
}

async function* withPages(answers: AsyncIterable<Answer>): AsyncGenerator<WalkedPage> {
  for await (const answer of answers) yield { page: pageOf(answer), answer };
}

function definedSeat(header: WireRecord): Seat {
  return Object.fromEntries(
    SEAT_FIELDS.filter((field) => header[field] !== undefined).map((field) => [field, seatValue(header, field)]),
  );
}

const donePage = (conversation_id: ConversationId, flow: Flow, seat: Seat, since: string | undefined): Page => ({
  call: 'archive/conversation_done',
  args: { conversation_id },
  status: 0,
  records: [],
  cursor: {
    scope: flow.scope,
    low: flow.low,
    high: flow.high,
    done: flow.high,
    seat,
    ...(since === undefined ? {} : { since }),
  },
});

async function noteCut(id: ConversationId, { first, last }: Stall, context: CrawlContext): Promise<void> {
  const gap_id = stallGap(id, first);
  await recordGap(context, {
    gap_id,
    kind: 'messages',
    conversation_id: id,
    first_message_nr: first,
    last_message_nr: last,
    cause: 'left out',
  });
}

/** Names what did not come, and closes the gaps of numbers that came after all, or that there are not. */
async function recordStalls(id: ConversationId, flow: Flow, context: CrawlContext): Promise<void> {
  const { journal, known } = context;
  const prefix = stallGap(id, '');
  const stalled = new Set(flow.stalls.map(({ first }) => `${prefix}${first}`));
  for (const { first, last } of flow.stalls) {
    await recordGap(context, {
      gap_id: `${prefix}${first}`,
      kind: 'messages',
      conversation_id: id,
      first_message_nr: first,
      last_message_nr: last,
      cause: 'no progress',
      detail: 'The service returned nothing new for these numbers.',
    });
  }
  for (const gapId of known.findStalls(id)) {
    const first = Number(gapId.slice(prefix.length));
    if (!stalled.has(gapId) && (flow.hasWalked(first) || first > flow.last)) await closeGap(journal, gapId);
  }
}
