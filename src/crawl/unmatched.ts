// crawl: what --conversation and --exclude name and no conversation is, in this crawl or in the archive.
// Invariant: a crawl that nothing is chosen for, of all that there is, walks nothing and says so; it would note all of it as left out.
// Where a list could not be had, nobody knows what there is.
import { isChosen, meansConversation } from '../lib/chosen.js';
import { usageError } from '../lib/errors.js';
import type { CrawlContext } from './context.js';
import type { Found } from './met.js';
import { titleOf } from './selection.js';

/** As the user typed it. */
export interface Unmatched {
  readonly conversation: readonly string[];
  readonly exclude: readonly string[];
}

/** Throws `usage` when no conversation is chosen of those that there are; not where some may not have been named yet. */
export function requireMatched(found: Found, { known, selection }: CrawlContext): Unmatched {
  const { conversations, exclude } = selection;
  if (conversations.length === 0 && exclude.length === 0) return { conversation: [], exclude: [] };
  const titles = new Map([...known.titles].map(([id, row]) => [id, titleOf(row)]));
  for (const [id, { header }] of found.largestFirst()) titles.set(id, titleOf({ ...known.titles.get(id), ...header }));
  const isVain = (typed: string) => ![...titles].some(([id, title]) => meansConversation(typed, id, title));
  const unmatched = { conversation: conversations.filter(isVain), exclude: exclude.filter(isVain) };
  if (!found.isWhole) return unmatched;
  if (conversations.length > 0 && unmatched.conversation.length === conversations.length)
    throw usageError(describeVain('--conversation', unmatched.conversation));
  if (titles.size > 0 && ![...titles].some(([id, title]) => isChosen(selection, id, title)))
    throw usageError(
      '--exclude leaves out every conversation that this account has, or that --conversation chooses: name fewer.',
    );
  return unmatched;
}

/** A sentence for each option with something in vain. */
export const describeUnmatched = ({ conversation, exclude }: Unmatched): string[] => [
  ...(conversation.length > 0 ? [describeVain('--conversation', conversation)] : []),
  ...(exclude.length > 0 ? [describeVain('--exclude', exclude)] : []),
];

const describeVain = (option: string, typed: readonly string[]): string =>
  `No conversation of this account is meant by ${option} ${typed.map((one) => `"${one}"`).join(', ')}: ` +
  'give an id, or words of a title as they stand in Fleep.';
