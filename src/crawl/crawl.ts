// crawl: the whole of one crawl. Account → enumeration → conversations, several at once → people who were met on the way.
// Invariant: one failure that must end the run stops all conversations; what they journalled until then is kept.
import pLimit from 'p-limit';
import type { ConversationId } from '../fleep/ids.js';
import { crawlAccount, crawlMissingPeople } from './account.js';
import { findNumber, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import { crawlConversation } from './conversation.js';
import { enumerateConversations, type Found } from './enumerate.js';

/** Fetches what the archive does not have yet. Throws the first error that is no gap. */
export async function crawl(context: CrawlContext): Promise<void> {
  await crawlAccount(context);
  const found = await enumerateConversations(context);
  context.progress.total(found.size);
  await crawlConversations(found, context);
  await crawlMissingPeople(context);
}

async function crawlConversations(found: Found, context: CrawlContext): Promise<void> {
  const limit = pLimit(context.concurrency);
  const failures: unknown[] = [];
  await limit.map(largestFirst(found), async ([id, header]) => {
    // p-limit starts what is queued even after a failure; a failed crawl must not.
    if (failures.length > 0 || context.signal.aborted) return;
    try {
      await crawlConversation(id, header, context);
      context.progress.conversation();
    } catch (error) {
      failures.push(error);
    }
  });
  context.signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}

/** So that the end of a crawl is many short walks side by side and not one long one alone. */
const largestFirst = (found: Found): [ConversationId, WireRecord][] =>
  [...found].sort(([, a], [, b]) => (findNumber(b, 'last_message_nr') ?? 0) - (findNumber(a, 'last_message_nr') ?? 0));
