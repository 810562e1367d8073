// crawl: what a crawl would fetch, found out by reading the event stream and, where needed, the lists, and by one sample page.
// Invariant: nothing is written; the context's journal is one that forgets.
import type { ConversationId } from '../fleep/ids.js';
import { findHeader, findNumber } from './answers.js';
import type { CrawlContext } from './context.js';
import { isListingAll, lackFailed, recallUnfinished, selectConversations } from './crawl.js';
import { enumerateConversations } from './enumerate.js';
import { readEvents } from './events.js';
import { Found, type Met } from './met.js';
import { requireMatched, type Unmatched } from './unmatched.js';

export interface CrawlPlan {
  /** Whether all lists would be read. */
  readonly isFull: boolean;
  /** Conversations that would be walked. */
  readonly conversations: number;
  /** Numbers of their flows that would be asked for; some carry no message. */
  readonly numbers: number;
  /** Requests for those, without files. */
  readonly requests: number;
  readonly unmatched: Unmatched;
}

/** Fleep's own documents say ten forward; what goes backward is not documented (fleep-wire.md, section 3.5). */
const FORWARD_BATCH = 10;
/** State, hooks, and one for files or pins where there are any. */
const REQUESTS_A_CONVERSATION = 3;

export async function planCrawl(context: CrawlContext): Promise<CrawlPlan> {
  const found = new Found();
  const { isFromStart, labelIds } = await readEvents(context, found);
  const isFull = isFromStart || isListingAll(context);
  if (isFull) await enumerateConversations(context, labelIds, found);
  recallUnfinished(found, isFull, context);
  lackFailed(found, isFull, context);
  const unmatched = requireMatched(found, context);
  const walks = (await selectConversations(found, context)).map(([id, met]) => walkOf(id, met, context));
  const batch = await sampleBatch(walks, context);
  return {
    isFull,
    unmatched,
    conversations: walks.length,
    numbers: walks.reduce((sum, { backward, forward }) => sum + backward + forward, 0),
    requests: walks.reduce(
      (sum, { backward, forward, isWhole }) =>
        sum +
        Math.ceil(backward / batch) +
        Math.ceil(forward / FORWARD_BATCH) +
        (isWhole ? REQUESTS_A_CONVERSATION : 0),
      0,
    ),
  };
}

interface Walk {
  readonly id: ConversationId;
  readonly last: number;
  /** Numbers to ask for in each direction. */
  readonly backward: number;
  readonly forward: number;
  readonly isWhole: boolean;
}

function walkOf(id: ConversationId, { header, last }: Met, { known }: CrawlContext): Walk {
  const cursor = known.findFlow(id);
  const floor = Math.max(1, findNumber(header, 'join_message_nr') ?? 1, findNumber(header, 'delete_message_nr') ?? 0);
  const low = cursor?.low ?? last + 1;
  return {
    id,
    last,
    backward: Math.max(0, low - floor),
    forward: cursor === undefined ? 0 : Math.max(0, last - cursor.high),
    isWhole: cursor?.done === undefined,
  };
}

const MOST_SAMPLES = 3;

/** How many numbers one page goes back, of the longest walk whose conversation the service gives out. */
async function sampleBatch(walks: readonly Walk[], context: CrawlContext): Promise<number> {
  const longest = walks.filter(({ backward }) => backward > 0).sort((a, b) => b.backward - a.backward);
  for (const walk of longest.slice(0, MOST_SAMPLES)) {
    const batch = await sampleOf(walk, context);
    if (batch !== undefined) return batch;
  }
  return FORWARD_BATCH;
}

/** undefined where a sync would name the conversation and go on. */
async function sampleOf({ id, last }: Walk, { client, streak }: CrawlContext): Promise<number | undefined> {
  try {
    const { body } = await client.call('synchronizeBackwardForConversation', {
      id,
      args: { from_message_nr: last + 1 },
    });
    const reached = findNumber(findHeader(body), 'bw_message_nr');
    return Math.max(1, last + 1 - (reached ?? last + 1 - FORWARD_BATCH));
  } catch (error) {
    if (streak.causeOf(error, undefined) === undefined) throw error;
    return undefined;
  }
}
