// crawl: what every part of a crawl is given. A crawl writes to the journal and nowhere else.

import type { Answer, ReadingClient } from '../fleep/client.js';
import type { AccountId, ConversationId, TeamId } from '../fleep/ids.js';
import type { PageSink } from '../journal/journal.js';
import type { WireRecord } from './answers.js';
import type { KeepAside } from './gaps.js';
import type { Selection } from './selection.js';
import type { Streak } from './streak.js';

/** How far the walk through a conversation's flow came in earlier runs: numbers low…high are in the journal. */
export interface FlowCursor {
  readonly low: number;
  readonly high: number;
  /** `last_message_nr` when the conversation was last complete, side lists included; absent while it never was. */
  readonly done?: number;
  /** ISO 8601: what was posted before was left out then. */
  readonly since?: string;
  /** The newest numbers, of which nothing came then though a header told of them: `high` and `done` lie before. Not in the journal. */
  readonly stalled?: { readonly first: number; readonly last: number };
  /** What decided then which numbers the account may see. */
  readonly seat?: Seat;
}

/** Fields of a header (fleep-wire.md, section 3.7); another value means that other numbers can be seen than before. */
export const SEAT_FIELDS = ['join_message_nr', 'begin_message_nr', 'disclose_message_nr', 'is_reset'] as const;

export type Seat = Readonly<Partial<Record<(typeof SEAT_FIELDS)[number], unknown>>>;

/** What earlier runs have left in the archive, as far as it decides what to fetch. */
export interface CrawlKnowledge {
  findFlow(id: ConversationId): FlowCursor | undefined;
  /**
   * `topic`, `default_topic` and `former_titles` of all conversations that the account sees, as the archive has them; empty where none are
   * chosen by what they are called.
   */
  readonly titles: ReadonlyMap<string, WireRecord>;
  /** Every conversation that a walk was begun in. */
  readonly flowIds: readonly ConversationId[];
  /** Headers of conversations that are not complete as the archive has them: never walked to the end, or more was heard of since. */
  readonly unfinished: readonly WireRecord[];
  /** Conversations of whose newest numbers nothing came. */
  readonly stalledIds: readonly ConversationId[];
  /** Conversations that were found to have disappeared. */
  readonly goneIds: ReadonlySet<ConversationId>;
  /** Conversations whose messages name others that never came. */
  readonly holedIds: readonly ConversationId[];
  /** When all lists of conversations were last read to their ends, in a crawl that completed; undefined when never. */
  readonly listedTime: Date | undefined;
  /** The event horizon at which the account's event stream is to be read on; 0 for all of it. */
  readonly eventHorizon: number;
  readonly labelIds: readonly string[];
  readonly teamIds: ReadonlySet<string>;
  readonly organisationIds: readonly string[];
  readonly accountIds: ReadonlySet<AccountId>;
  /** Who was met in conversations that the account sees, and was never described. Goes through all messages. */
  findUndescribed(): Promise<readonly AccountId[]>;
  /** Gaps that are still open: id → cause. */
  readonly openGaps: ReadonlyMap<string, string>;
  /** Ids of those of numbers of one conversation. */
  findStalls(id: ConversationId): readonly string[];
}

/** Told as the crawl goes on; all counts are of this run. */
export interface CrawlProgress {
  total(conversations: number): void;
  conversation(): void;
}

export interface CrawlContext {
  /** The account that is signed in. */
  readonly account: AccountId;
  readonly client: ReadingClient;
  readonly journal: PageSink;
  /** For answers that cannot be read; absent where nothing is written. */
  readonly keepAside?: KeepAside;
  readonly known: CrawlKnowledge;
  readonly people: People;
  /** Teams that are asked for in this run, and whether they came. */
  readonly teams: Map<TeamId, Promise<boolean>>;
  /** Conversations that contacts name as the latest ones with them alone. */
  readonly dialogs: Set<string>;
  /** All lists are to be read, whatever the event stream says. */
  readonly isFull: boolean;
  readonly selection: Selection;
  readonly streak: Streak;
  /** Ids of gaps that were met a moment ago: what has one is left alone, unless all lists are read. */
  readonly resting: ReadonlySet<string>;
  /** What the event stream answered to the known horizon already. */
  readonly heard?: Answer;
  readonly now: () => Date;
  readonly progress: CrawlProgress;
  /** Conversations at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Accounts that were met, and those whose contact record came along. */
export class People {
  readonly #met = new Set<AccountId>();
  readonly #described = new Set<AccountId>();

  meet(ids: Iterable<unknown>): void {
    for (const id of ids) if (typeof id === 'string' && id !== '') this.#met.add(id as AccountId);
  }

  describe(id: unknown): void {
    if (typeof id === 'string') this.#described.add(id as AccountId);
  }

  /** Met, never described, and not known from earlier. */
  missing(known: ReadonlySet<AccountId>): AccountId[] {
    return [...this.#met].filter((id) => !this.#described.has(id) && !known.has(id)).sort();
  }
}

/** What one account sees of a conversation says nothing of what another sees, so each has cursors of its own. */
export const flowScope = (account: AccountId, id: ConversationId): string => `${account}/conversation/${id}`;

export const eventsScope = (account: AccountId): string => `${account}/events`;

export const listsScope = (account: AccountId): string => `${account}/lists`;
