// emulator/live: the world while it is served: what was loaded, and what accounts have done to it since.
// Invariant: an account sees a conversation through its seat and through nothing else; a world in which nobody has done anything
// gives exactly what was loaded.
import { textOf } from '../fields.js';
import { headerList } from '../view.js';
import type { ConversationSource, ServedContent, WorldSource } from '../world.js';
import { Accounts } from './accounts.js';
import { WorldClock } from './clock.js';
import { LiveConversation } from './conversation.js';
import { EventLog } from './event-log.js';

export class LiveWorld {
  readonly base: WorldSource;
  readonly clock = new WorldClock();
  readonly accounts: Accounts;
  readonly log = new EventLog();
  readonly #conversations = new Map<string, LiveConversation>();
  /** Conversations that accounts came into since the world was loaded, in order. */
  readonly #joined = new Map<string, Set<string>>();
  /** By account: the accounts whose contacts its polls have brought. */
  readonly #introduced = new Map<string, Set<string>>();
  #changes = 0;

  constructor(base: WorldSource) {
    this.base = base;
    this.accounts = new Accounts(base);
  }

  /** Grows with every change of anything. */
  get revision(): number {
    return this.base.revision + this.#changes;
  }

  /** Tells that something changed. */
  touch(): void {
    this.#changes += 1;
  }

  /** The name of an account as its owner has it. */
  displayNameOf(accountId: string): string {
    const stated = this.base.logins.find((login) => login.accountId === accountId)?.displayName ?? '';
    return textOf(this.accounts.fieldsOf(accountId), 'display_name') || stated;
  }

  /** The account's position in its event stream: positive, and of this world alone. */
  horizonOf(accountId: string): number {
    return this.#firstHorizon() + this.log.positionOf(accountId);
  }

  /** The log's position for a horizon; negative or too large for one of another world. */
  positionFor(horizon: number): number {
    return horizon - this.#firstHorizon();
  }

  conversationsOf(accountId: string): readonly LiveConversation[] {
    const stated = this.accounts.find(accountId)?.isNew ? [] : this.base.conversationsOf(accountId);
    const ids = new Set([...stated.map(({ id }) => id), ...(this.#joined.get(accountId) ?? [])]);
    return [...ids].flatMap((id) => this.findConversation(id, accountId) ?? []);
  }

  /** `undefined` when there is no such conversation or the account has never been in it. */
  findConversation(id: string, accountId: string): LiveConversation | undefined {
    const known = this.#conversations.get(id);
    if (known?.findSeat(accountId)) return known;
    const stated = this.#findStated(id, accountId);
    if (stated === undefined) return undefined;
    const conversation = this.#liveOf(stated);
    this.#seat(conversation, accountId);
    return conversation;
  }

  /** By its id alone, whoever asks: for links that let people in. */
  findAnyConversation(id: string): LiveConversation | undefined {
    return this.#conversations.get(id) ?? this.#liveOfAny(id);
  }

  addConversation(conversation: LiveConversation): void {
    this.#conversations.set(conversation.id, conversation);
    this.touch();
  }

  /** Remembers that an account has a seat, so that its lists name the conversation. */
  noteSeat(conversation: LiveConversation, accountId: string): void {
    const joined = this.#joined.get(accountId) ?? new Set<string>();
    this.#joined.set(accountId, joined.add(conversation.id));
    this.touch();
  }

  /** Gives everybody whom the world lets see a conversation their seat. Before the first change of it. */
  seatEverybody(conversation: LiveConversation): void {
    const named = ['members', 'guests', 'leavers'].flatMap((list) => headerList(conversation, list));
    const logins = this.base.logins.map(({ accountId }) => accountId);
    for (const id of new Set([...named, ...logins])) {
      if (typeof id === 'string') this.findConversation(conversation.id, id);
    }
  }

  /** The accounts whose contacts the polls of an account have brought; to be added to. */
  introducedTo(accountId: string): Set<string> {
    const known = this.#introduced.get(accountId) ?? new Set<string>();
    this.#introduced.set(accountId, known);
    return known;
  }

  /** `path` is percent-decoded. */
  findContent(path: string, accountId: string): ServedContent | undefined {
    return this.base.findContent(path, accountId);
  }

  #firstHorizon(): number {
    return this.base.epoch + this.base.revision;
  }

  #liveOf(stated: ConversationSource): LiveConversation {
    const known = this.#conversations.get(stated.id);
    if (known) return known;
    const conversation = new LiveConversation(stated.id, stated);
    this.#conversations.set(stated.id, conversation);
    return conversation;
  }

  #liveOfAny(id: string): LiveConversation | undefined {
    for (const { accountId } of this.base.logins) {
      const stated = this.base.findConversation(id, accountId);
      if (stated) return this.#liveOf(stated);
    }
    return undefined;
  }

  /** A newcomer sees what names it; that nobody is named makes a conversation open to those who came with the world only. */
  #findStated(id: string, accountId: string): ConversationSource | undefined {
    if (!this.accounts.find(accountId)?.isNew) return this.base.findConversation(id, accountId);
    return undefined;
  }

  #seat(conversation: LiveConversation, accountId: string): void {
    const isNamed = (list: string) => headerList(conversation, list).includes(accountId);
    conversation.addStatedSeat(accountId, isNamed('leavers') && !isNamed('members'));
  }
}
