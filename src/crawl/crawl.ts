// crawl: the whole of one crawl. Events → what they name, or all lists → conversations, several at once → people who were met on the way.
// Invariant: one failure that must end the run stops all conversations; what they journalled until then is kept. What was heard of and
// not walked is found again by the next run, from the headers that the archive has.
import pLimit from 'p-limit';
import type { ConversationId } from '../fleep/ids.js';
import type { Page } from '../journal/format.js';
import { crawlAccount } from './account.js';
import { findText } from './answers.js';
import { type CrawlContext, type CrawlKnowledge, listsScope } from './context.js';
import { crawlConversation, isUpToDate } from './conversation.js';
import { enumerateConversations } from './enumerate.js';
import { readEvents } from './events.js';
import { conversationGap, isCallGapOf, isLasting, LIST_GAP, stallGap } from './gaps.js';
import { crawlMissingPeople } from './look-up.js';
import { Found, type Met } from './met.js';
import { crawlOrganisations } from './organisations.js';
import { searchConversations } from './search.js';
import { chooserOf, noteLeftOut } from './selection.js';
import { requireMatched, type Unmatched } from './unmatched.js';

/** How long the event stream alone is trusted to name all that changed. */
const LISTS_HOLD_MS = 7 * 24 * 3600 * 1000;

export interface CrawlEnd {
  /** Whether all lists were read. */
  readonly isFull: boolean;
  readonly unmatched: Unmatched;
}

/** Fetches what the archive does not have yet. Throws the first error that is no gap, and `usage` when --conversation means nothing. */
export async function crawl(context: CrawlContext): Promise<CrawlEnd> {
  const found = new Found();
  const { isFromStart, labelIds, organisationIds } = await readEvents(context, found);
  const isFull = isFromStart || isListingAll(context);
  if (isFull) {
    const contacts = await crawlAccount(context);
    await crawlOrganisations(context, new Set([...context.known.organisationIds, ...organisationIds]));
    await enumerateConversations(context, labelIds, found);
    await searchConversations(context, contacts, found);
    // What another account lacks is no reason to ask this one, which may never have seen it.
    const isWalked = (id: ConversationId) => context.known.findFlow(id) !== undefined;
    for (const id of context.known.holedIds.filter(isWalked)) found.doubt(id);
    for (const id of refusedListsOf(context).filter(isWalked)) found.lack(id);
  }
  recallUnfinished(found, isFull, context);
  lackFailed(found, isFull, context);
  const unmatched = requireMatched(found, context);
  const selected = await selectConversations(found, context);
  const wanted = selected.filter(([id, met]) => isFull || !isResting(id, met, context));
  context.progress.total(wanted.length);
  await crawlConversations(wanted, context);
  await crawlMissingPeople(context, isFull);
  if (isFull) await context.journal.append(listsDone(context));
  return { isFull, unmatched };
}

/** Whether all that is to be had of it could not be had a moment ago. */
function isResting(id: ConversationId, met: Met, { known, resting }: CrawlContext): boolean {
  if (resting.has(conversationGap(id))) return true;
  const stalled = known.findFlow(id)?.stalled;
  return stalled !== undefined && met.last <= stalled.last && resting.has(stallGap(id, stalled.first));
}

/**
 * Conversations that are not complete in the archive, or whose newest numbers did not come. Where all lists were read and none names one that was walked before, it may be no more;
 * what was refused is asked for then only.
 */
export function recallUnfinished(found: Found, isFull: boolean, { known }: CrawlContext): void {
  const isRefused = (id: ConversationId) => isLasting(known.openGaps.get(conversationGap(id)));
  const stalled = known.stalledIds.map((id) => ({
    conversation_id: id,
    last_message_nr: known.findFlow(id)?.stalled?.last,
  }));
  for (const header of [...known.unfinished, ...stalled.filter(({ conversation_id: id }) => !known.goneIds.has(id))]) {
    const id = findText(header, 'conversation_id') as ConversationId | undefined;
    if (id === undefined || (!isFull && isRefused(id))) continue;
    found.recall(id, header, !isFull || !found.isWhole || known.findFlow(id) === undefined);
  }
}

/**
 * Conversations that could not be had for a reason that may be gone by now. One that was never begun is unfinished anyway. Where no lists
 * were read, that none names it says nothing.
 */
export function lackFailed(found: Found, isFull: boolean, { known }: CrawlContext): void {
  for (const id of known.flowIds) if (hasFailed(id, known)) found.lack(id, !isFull);
}

const hasFailed = (id: ConversationId, { openGaps }: CrawlKnowledge): boolean =>
  openGaps.get(conversationGap(id)) === 'fetch failed';

/** Conversations with a list that was refused. */
const refusedListsOf = ({ known }: CrawlContext): ConversationId[] =>
  [...known.openGaps.keys()]
    .filter((gapId) => gapId.startsWith(LIST_GAP))
    .map((gapId) => gapId.slice(gapId.lastIndexOf(':') + 1) as ConversationId);

/** Whether all lists are to be read, whatever the event stream says. */
export function isListingAll({ account, isFull, known, now, resting }: CrawlContext): boolean {
  if (isFull || known.listedTime === undefined) return true;
  const lacksCall = [...known.openGaps.keys()].some((id) => isCallGapOf(account, id) && !resting.has(id));
  const age = now().getTime() - known.listedTime.getTime();
  // A clock that was ahead once must not put it off for as long.
  return lacksCall || age > LISTS_HOLD_MS || age < 0;
}

const listsDone = ({ account, now }: CrawlContext): Page => ({
  call: 'archive/lists_done',
  args: {},
  status: 0,
  records: [],
  cursor: { scope: listsScope(account), time: now().toISOString() },
});

/** Those that are to be walked, what failed before behind all else. What a filter leaves out is noted. */
export async function selectConversations(found: Found, context: CrawlContext): Promise<[ConversationId, Met][]> {
  // What was gone and is named again is asked for, even when nothing is new in it: that it is there is.
  const isSettled = ([id, met]: [ConversationId, Met]) =>
    isUpToDate(met, context.known.findFlow(id), context) && !context.known.goneIds.has(id);
  const all = found.largestFirst().filter((one) => !isSettled(one));
  const { isNamed, isExcluded } = chooserOf(context);
  const isWanted = ([id, { header }]: [ConversationId, Met]) => isNamed(id, header) && !isExcluded(id, header);
  const unknown = all.filter((one) => !isWanted(one) && !context.known.openGaps.has(conversationGap(one[0])));
  await noteLeftOut(
    context,
    'conversation',
    unknown.filter(([, met]) => !met.isHint).map(([id]) => id),
  );
  const { known } = context;
  const wanted = all.filter(isWanted);
  return [...wanted.filter(([id]) => !hasFailed(id, known)), ...wanted.filter(([id]) => hasFailed(id, known))];
}

async function crawlConversations(wanted: readonly [ConversationId, Met][], context: CrawlContext): Promise<void> {
  const limit = pLimit(context.concurrency);
  const failures: unknown[] = [];
  await limit.map(wanted, async ([id, met]) => {
    // p-limit starts what is queued even after a failure; a failed crawl must not.
    if (failures.length > 0 || context.signal.aborted) return;
    try {
      await crawlConversation(id, met, context);
      context.progress.conversation();
    } catch (error) {
      failures.push(error);
    }
  });
  context.signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
