// crawl: what every part of a crawl is given. A crawl writes to the journal and nowhere else.

import type { ReadingClient } from '../fleep/client.js';
import type { AccountId, ConversationId } from '../fleep/ids.js';
import type { Journal } from '../journal/journal.js';

/** How far the walk through a conversation's flow came in earlier runs: numbers low…high are in the journal. */
export interface FlowCursor {
  readonly low: number;
  readonly high: number;
  /** `last_message_nr` when the conversation was last complete, side lists included; absent while it never was. */
  readonly done?: number;
}

/** What earlier runs have left in the archive, as far as it decides what to fetch. */
export interface CrawlKnowledge {
  findFlow(id: ConversationId): FlowCursor | undefined;
  /** The event horizon at which the account's event stream is to be read on; 0 for all of it. */
  readonly eventHorizon: number;
  readonly labelIds: readonly string[];
  readonly accountIds: ReadonlySet<AccountId>;
  /** Ids of the gaps that are still open. */
  readonly openGaps: ReadonlySet<string>;
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
  readonly journal: Journal;
  readonly known: CrawlKnowledge;
  readonly people: People;
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
