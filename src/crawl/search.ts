// crawl: finds conversations by the names of people whom the account knows and shares no conversation with that any list names: a search
// answers with headers of what lies outside of the lists (fleep-wire.md, sections 3.10 and 11, question 3).
// Invariant: what a search denies says nothing; it only ever adds conversations.
import type { Answer } from '../fleep/client.js';
import { findNumber, findText, pageOf, recordsOf, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import type { Found } from './met.js';

/** A colleague is one request; those who were active last are the likeliest to have been written with. */
const MOST_SEARCHES = 20;

/** Looks for conversations with those of the contacts (undefined: they could not be had) who are in none of those that were found, and have no dialog. */
export async function searchConversations(
  context: CrawlContext,
  contacts: readonly WireRecord[] | undefined,
  found: Found,
): Promise<void> {
  if (contacts === undefined) return found.missList();
  const met = new Set<unknown>([context.account, ...found.people()]);
  const names = contacts
    .filter((contact) => !met.has(contact.account_id) && findText(contact, 'dialog_id') === undefined)
    .sort((a, b) => activityOf(b) - activityOf(a))
    .flatMap((contact) => findText(contact, 'display_name')?.trim() || []);
  for (const keywords of [...new Set(names)].slice(0, MOST_SEARCHES)) {
    const answer = await search(keywords, context);
    // A service that has no search for the account has none for the next name either.
    if (answer === undefined) return found.missList();
    found.note(recordsOf(answer.body, 'headers'));
  }
}

const activityOf = (contact: WireRecord): number => findNumber(contact, 'activity_time') ?? 0;

/** A search that cannot be had is no gap: nothing says that it would have found anything. */
async function search(keywords: string, { client, journal, streak }: CrawlContext): Promise<Answer | undefined> {
  try {
    const answer = await client.call('getContentBySearchQuery', { args: { keywords, search_types: ['topic'] } });
    await journal.append(pageOf(answer));
    return answer;
  } catch (error) {
    if (streak.causeOf(error, undefined) === undefined) throw error;
    return undefined;
  }
}
