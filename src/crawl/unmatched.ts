// crawl: what --conversation and --exclude name and no conversation is, in this crawl or in the archive.
// Invariant: a first crawl that nothing is chosen for, of all that there is, walks nothing and says so; it would note all of it as left out.
// Where a list could not be had, nobody knows what there is; and what was chosen once may be called otherwise by now.
import { usageError } from '../lib/errors.js';
import type { WireRecord } from './answers.js';
import type { CrawlContext, CrawlKnowledge } from './context.js';
import type { Found } from './met.js';
import { isConversationSelected, type Means, meansOf } from './selection.js';

/** As the user typed it. */
export interface Unmatched {
  readonly conversation: readonly string[];
  readonly exclude: readonly string[];
}

/** Throws `usage` when the account's first crawl into the archive chooses none of the conversations that there are. */
export function requireMatched(found: Found, context: CrawlContext): Unmatched {
  const { known, selection } = context;
  const { conversations, exclude } = selection;
  if (conversations.length === 0 && exclude.length === 0) return { conversation: [], exclude: [] };
  const headers = new Map<string, WireRecord>([...known.titles.keys()].map((id) => [id, {}]));
  for (const [id, { header }] of found.largestFirst()) headers.set(id, header);
  const means = meansOf(context);
  const isVain = (of: Means) => (typed: string) => ![...headers].some(([id, header]) => of(typed, id, header));
  const unmatched = {
    conversation: conversations.filter(isVain(means.conversations)),
    exclude: exclude.filter(isVain(means.exclude)),
  };
  if (!isFirst(known) || !found.isWhole) return unmatched;
  if (conversations.length > 0 && unmatched.conversation.length === conversations.length)
    throw usageError(describeVain('--conversation', unmatched.conversation));
  if (headers.size > 0 && ![...headers].some(([id, header]) => isConversationSelected(context, id, header)))
    throw usageError(
      '--exclude leaves out every conversation that this account has, or that --conversation chooses: name fewer.',
    );
  return unmatched;
}

/** Whether no crawl of the account has come to a conversation, or to its end. */
const isFirst = ({ flowIds, listedTime }: CrawlKnowledge): boolean => flowIds.length === 0 && listedTime === undefined;

/** A sentence for each option with something in vain. */
export const describeUnmatched = ({ conversation, exclude }: Unmatched): string[] => [
  ...(conversation.length > 0 ? [describeVain('--conversation', conversation)] : []),
  ...(exclude.length > 0 ? [describeVain('--exclude', exclude)] : []),
];

const describeVain = (option: string, typed: readonly string[]): string =>
  `No conversation of this account is meant by ${option} ${typed.map((one) => `"${one}"`).join(', ')}: ` +
  'give an id, or words of a title as they stand in Fleep.';
