// crawl: turns one conversation into journal pages: its state, its flow newest first, its side lists.
// Invariant: a page counts only when the journal has it on disk; the page that says "done" comes after all others.
import type { Answer } from '../fleep/client.js';
import type { ConversationId } from '../fleep/ids.js';
import type { Page } from '../journal/format.js';
import { ahead } from '../lib/ahead.js';
import { findHeader, findNumber, listOf, pageOf, recordsOf, type WireRecord } from './answers.js';
import { type CrawlContext, flowScope } from './context.js';
import { type CallConversation, Flow, walkFlow } from './flow.js';
import { closeGap, detailOf, findGapCause, recordGap } from './gaps.js';
import { walkSideLists } from './side-lists.js';

/** Brings the archive up to date with one conversation. `listed` is its header as the enumeration met it. */
export async function crawlConversation(id: ConversationId, listed: WireRecord, context: CrawlContext): Promise<void> {
  const known = context.known.findFlow(id);
  const last = findNumber(listed, 'last_message_nr');
  if (known?.done !== undefined && last !== undefined && known.done >= last) return;
  const gapId = `conversation:${id}`;
  try {
    await crawlAll(id, new Flow(flowScope(context.account, id), known), context);
    if (context.known.openGaps.has(gapId)) await closeGap(context.journal, gapId);
  } catch (error) {
    const cause = findGapCause(error);
    if (cause === undefined) throw error;
    await recordGap(context.journal, {
      gap_id: gapId,
      kind: 'conversation',
      conversation_id: id,
      cause,
      detail: detailOf(error),
    });
  }
}

/** Pages that may be fetched before the ones ahead of them are on disk. The journal keeps their order, so none can be skipped. */
const PAGES_AHEAD = 3;

async function crawlAll(id: ConversationId, flow: Flow, context: CrawlContext): Promise<void> {
  for await (const { page, answer } of ahead(walkConversation(id, flow, context), PAGES_AHEAD)) {
    if (answer !== undefined) notePeople(context, answer);
    await context.journal.append(page);
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

/** All pages of one conversation. The last one says that it is complete. */
async function* walkConversation(id: ConversationId, flow: Flow, context: CrawlContext): AsyncGenerator<WalkedPage> {
  const { client } = context;
  const state = await client.call('synchronizeStateForConversation', { id, args: { mk_direction: 'ic_full' } });
  const header = findHeader(state.body) ?? {};
  flow.readHeader(header);
  yield { page: flow.page(state), answer: state };
  yield* walkFlow(flow, callFlow(id, context));
  await recordStalls(id, flow, context);
  for await (const answer of walkSideLists(id, header, client)) {
    yield { page: pageOf(answer), answer };
  }
  const cursor = { scope: flow.scope, low: flow.low, high: flow.high, done: flow.last };
  yield {
    page: { call: 'archive/conversation_done', args: { conversation_id: id }, status: 0, records: [], cursor },
  };
}

async function recordStalls(id: ConversationId, flow: Flow, { journal }: CrawlContext): Promise<void> {
  for (const { first, last } of flow.stalls) {
    await recordGap(journal, {
      gap_id: `messages:${id}:${first}`,
      kind: 'messages',
      conversation_id: id,
      first_message_nr: first,
      last_message_nr: last,
      cause: 'no progress',
      detail: 'The service returned nothing new for these numbers.',
    });
  }
}

/** Who is met in an answer, and who is described in it. */
export function notePeople({ people }: CrawlContext, { body }: Answer): void {
  for (const record of recordsOf(body, 'stream')) noteRecord(people, record);
  for (const record of recordsOf(body, 'contacts')) people.describe(record.account_id);
  const header = findHeader(body);
  for (const field of ['members', 'leavers', 'guests', 'admins']) people.meet(listOf(header, field));
}

function noteRecord(people: CrawlContext['people'], record: WireRecord): void {
  if (record.mk_rec_type === 'contact') people.describe(record.account_id);
  else people.meet([record.account_id, record.edit_account_id]);
}
