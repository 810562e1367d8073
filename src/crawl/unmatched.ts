// crawl: what --conversation and --exclude name and no conversation is, in this crawl or in the archive.
// Invariant: a first crawl of conversations of which none is there walks nothing and says so; it would note all that there is as left out.
// Where a list could not be had, nobody knows what there is; and what was chosen once may be called otherwise by now.
import { usageError } from '../lib/errors.js';
import type { WireRecord } from './answers.js';
import type { CrawlContext, CrawlKnowledge } from './context.js';
import type { Found } from './met.js';
import { chooserOf } from './selection.js';

/** As the user typed it. */
export interface Unmatched {
  readonly conversation: readonly string[];
  readonly exclude: readonly string[];
  /** Whether --exclude leaves out every conversation that is chosen otherwise. */
  readonly excludes_all: boolean;
}

/** Throws `usage` when --conversation means nothing in the account's first crawl into the archive. */
export function requireMatched(found: Found, context: CrawlContext): Unmatched {
  const { known, selection } = context;
  const { conversations, exclude } = selection;
  if (conversations.length === 0 && exclude.length === 0) return { conversation: [], exclude: [], excludes_all: false };
  const headers = new Map<string, WireRecord>([...known.titles.keys()].map((id) => [id, {}]));
  for (const [id, { header }] of found.largestFirst()) headers.set(id, header);
  const all = [...headers];
  const { means, isNamed, isExcluded } = chooserOf(context);
  const named = all.filter(([id, header]) => isNamed(id, header));
  const unmatched = {
    conversation: conversations.filter((typed) => !all.some(([id, header]) => means.conversations(typed, id, header))),
    exclude: exclude.filter((typed) => !all.some(([id, header]) => means.exclude(typed, id, header))),
    excludes_all: named.length > 0 && named.every(([id, header]) => isExcluded(id, header)),
  };
  const isAllVain = conversations.length > 0 && unmatched.conversation.length === conversations.length;
  if (isAllVain && isFirst(known) && found.isWhole)
    throw usageError(describeVain('--conversation', unmatched.conversation));
  return unmatched;
}

/** Whether no crawl of the account has come to a conversation, or to its end. */
const isFirst = ({ flowIds, listedTime }: CrawlKnowledge): boolean => flowIds.length === 0 && listedTime === undefined;

/** A sentence for each option with something in vain. */
export const describeUnmatched = ({ conversation, exclude, excludes_all }: Unmatched): string[] => [
  ...(conversation.length > 0 ? [describeVain('--conversation', conversation)] : []),
  ...(exclude.length > 0 ? [describeVain('--exclude', exclude)] : []),
  ...(excludes_all
    ? ['--exclude leaves out every conversation that this account has, or that --conversation chooses: name fewer.']
    : []),
];

const describeVain = (option: string, typed: readonly string[]): string =>
  `No conversation of this account is meant by ${option} ${typed.map((one) => `"${one}"`).join(', ')}: ` +
  'give an id, or words of a title as they stand in Fleep.';
