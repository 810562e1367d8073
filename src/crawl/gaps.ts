// crawl: what should be in the archive and could not be had, as a record of the journal. A gap that nobody hears of is the worst bug.

import { FleepError } from '../fleep/errors.js';
import type { AccountId, ConversationId } from '../fleep/ids.js';
import { ownRecord } from '../journal/format.js';
import { closedGap } from '../journal/gap-notes.js';
import type { PageSink } from '../journal/journal.js';
import { cut } from '../lib/cut.js';
import { reasonOf } from '../lib/errors.js';

export type GapCause =
  | 'not permitted'
  | 'not found'
  | 'refused'
  | 'fetch failed'
  | 'content differs'
  | 'no progress'
  | 'left out'
  | 'foreign address';

export interface Gap {
  /** The same hole has the same id in every run. */
  readonly gap_id: string;
  readonly kind: 'call' | 'conversation' | 'messages' | 'file';
  readonly cause: GapCause;
  readonly conversation_id?: string;
  readonly first_message_nr?: number;
  readonly last_message_nr?: number;
  /** The call or the file's URL. */
  readonly target?: string;
  readonly detail?: string;
  /** Nothing is wrong: the account has no right to it any more. */
  readonly is_expected?: true;
}

/** Causes that only time changes: what has one is asked for again when all lists are read, not in every run. */
export const isLasting = (cause: string | undefined): boolean =>
  cause === 'not found' || cause === 'not permitted' || cause === 'refused' || cause === 'foreign address';

/**
 * What the ids of gaps of whole calls begin with: `call:METHOD:ACCOUNT`, and `:TARGET` of a call that is made for each of many. Older ones
 * are `call:METHOD`.
 */
export const CALL_GAP = 'call:';

/** What one account is refused says nothing of another, nor one label of the next. */
export const callGap = (account: AccountId, method: string, target?: string): string =>
  [`${CALL_GAP}${method}`, account, ...(target === undefined ? [] : [target])].join(':');

export function isCallGapOf(account: AccountId, gapId: string): boolean {
  const [begin, , owner] = gapId.split(':');
  return `${begin}:` === CALL_GAP && (owner === undefined || owner === account);
}

/** The id of the gap of a whole conversation. */
export const conversationGap = (id: string): string => `conversation:${id}`;

/** The id of the gap of numbers of a conversation, by the first of them. */
export const stallGap = (id: string, first: number | ''): string => `messages:${id}:${first}`;

/** Of gaps those of numbers, by what their ids have in common for each conversation. */
export function groupStalls(gapIds: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const gapId of gapIds) {
    if (!gapId.startsWith('messages:')) continue;
    const prefix = gapId.slice(0, gapId.lastIndexOf(':') + 1);
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [gapId]);
    else group.push(gapId);
  }
  return groups;
}

/** The id of the gap of somebody whom the service does not describe to an account. It is no reason to read all lists. */
export const personGap = (account: AccountId, id: string): string => `person:${account}:${id}`;

/** What the ids of gaps of lists of one conversation begin with: `list:hooks:ID`. */
export const LIST_GAP = 'list:';

/** Where a gap is noted, and by what clock. */
interface Noted {
  readonly journal: PageSink;
  readonly now: () => Date;
}

export async function recordGap({ journal, now }: Noted, gap: Gap): Promise<void> {
  const record = ownRecord({
    mk_rec_type: 'archive_gap',
    is_expected: false,
    ...gap,
    found_time: now().toISOString(),
    is_open: true,
  });
  await journal.append({ call: 'archive/gap', args: {}, status: 0, records: [record] });
}

/** A gap that is none any more. */
export async function closeGap(journal: PageSink, gapId: string): Promise<void> {
  await journal.append({ call: 'archive/gap', args: {}, status: 0, records: [ownRecord(closedGap(gapId))] });
}

/** Marks a conversation that is not at the service any more; without a time, one that is there again. */
export async function recordGone(
  journal: PageSink,
  conversation_id: ConversationId,
  since: Date | undefined,
): Promise<void> {
  const gone_time = since?.toISOString() ?? null;
  const record = ownRecord({ mk_rec_type: 'archive_gone', conversation_id, gone_time });
  await journal.append({ call: 'archive/gone', args: {}, status: 0, records: [record] });
}

/** The cause that an error of the service amounts to by itself; undefined where it is no answer, or one that need not be of this alone (streak.ts). */
export function findGapCause(error: unknown): GapCause | undefined {
  if (!(error instanceof FleepError)) return undefined;
  if (error.kind === 'body') return error.isOtherContent ? 'content differs' : 'fetch failed';
  if (error.kind === 'redirect') return 'fetch failed';
  if (error.kind !== 'refused') return undefined;
  if (error.status === undefined) return 'foreign address';
  if (error.status === 404 || error.status === 410) return 'not found';
  return error.status === 403 || error.status === 430 || error.status === 431 ? 'not permitted' : 'refused';
}

/** Keeps bytes in the archive that are no page of it, and says where. */
export type KeepAside = (bytes: Buffer) => Promise<string>;

/** What a gap says of its error. An answer that nobody could read is kept aside, for somebody who can. */
export async function describeFailure(error: unknown, keepAside: KeepAside | undefined): Promise<string> {
  const detail = cut(reasonOf(error), 300);
  const bytes = error instanceof FleepError ? error.bytes : undefined;
  if (bytes === undefined || bytes.length === 0 || keepAside === undefined) return detail;
  return `${detail}; it is kept in ${await keepAside(bytes)}`;
}
