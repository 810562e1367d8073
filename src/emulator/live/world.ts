// emulator/live: the world while it is served: what was loaded, and what accounts have done to it since.
// Invariant: an account sees a conversation through its seat and through nothing else; a world in which nobody has done anything
// gives exactly what was loaded.
import { textOf } from '../fields.js';
import { lastingHeader } from '../headers.js';
import type { Variants } from '../variants.js';
import { headerList, headerNumber, viewOf } from '../view.js';
import type { ConversationSource, ServedContent, WorldSource } from '../world.js';
import { Accounts } from './accounts/accounts.js';
import { Devices } from './accounts/devices.js';
import { Mailboxes } from './accounts/mailboxes.js';
import { Outbox } from './accounts/outbox.js';
import { WorldClock } from './clock.js';
import { LiveConversation } from './conversations/conversation.js';
import { Presence } from './conversations/presence.js';
import { statedSeat } from './conversations/seat.js';
import { EventLog } from './event-log.js';
import { mayFetch, placeOf } from './files/fetch-rights.js';
import { FileStore } from './files/file-store.js';
import { type Served, ServedPaths } from './files/served-paths.js';
import { findStorageUsed } from './files/storage.js';
import { Uploads } from './files/uploads.js';
import { HourlyLimits } from './hooks/hourly-limit.js';
import { Jobs } from './jobs.js';
import { Labels } from './labels/labels.js';
import { Organisations } from './organisations/organisations.js';
import { Teams } from './organisations/teams.js';
import { OwnedRecords } from './personal/owned-records.js';
import { PersonalBoards } from './personal/personal-board.js';
import { Requests } from './requests.js';
import { SearchIndex } from './search/search-index.js';

export class LiveWorld {
  readonly base: WorldSource;
  readonly variants: Variants;
  readonly clock = new WorldClock();
  readonly accounts: Accounts;
  readonly log = new EventLog();
  readonly files = new FileStore();
  readonly served = new ServedPaths();
  readonly uploads = new Uploads();
  readonly jobs = new Jobs();
  readonly outbox = new Outbox(this.clock);
  readonly limits = new HourlyLimits(this.clock);
  readonly reminders: OwnedRecords;
  readonly mailboxes: Mailboxes;
  readonly devices: Devices;
  readonly organisations: Organisations;
  readonly labels: Labels;
  readonly teams: Teams;
  readonly presence = new Presence();
  readonly search = new SearchIndex();
  readonly requests = new Requests();
  readonly personalBoards: PersonalBoards;
  readonly #conversations = new Map<string, LiveConversation>();
  /** Conversations that accounts came into since the world was loaded, in order. */
  readonly #joined = new Map<string, Set<string>>();
  /** By account: the accounts whose contacts its polls have brought. */
  readonly #introduced = new Map<string, Set<string>>();
  readonly #listeners: ((conversation: LiveConversation, events: readonly number[]) => void)[] = [];
  #changes = 0;

  constructor(base: WorldSource, variants: Variants = new Set()) {
    this.base = base;
    this.variants = variants;
    this.accounts = new Accounts(base, (accountId) => {
      const used = findStorageUsed(this, accountId);
      return used === undefined ? undefined : { storage_used_bytes: used };
    });
    this.personalBoards = new PersonalBoards(base);
    this.reminders = new OwnedRecords(this.accounts, { type: 'reminder', key: 'reminder_id' }, base.reminders);
    this.devices = new Devices(base.logins);
    this.mailboxes = new Mailboxes(this.accounts, base.others);
    for (const { accountId, state } of base.logins) this.mailboxes.takeState(accountId, state?.mailboxes);
    this.organisations = new Organisations(this.accounts, base.others);
    this.labels = new Labels(base, this.accounts);
    this.teams = new Teams(base, this.accounts);
  }

  /** Grows with every change of anything. */
  get revision(): number {
    return this.base.revision + this.#changes;
  }

  /** Calls a function after every request that brought events into a conversation, with their numbers. */
  onEvents(listener: (conversation: LiveConversation, events: readonly number[]) => void): void {
    this.#listeners.push(listener);
  }

  tellOfEvents(conversation: LiveConversation, events: readonly number[]): void {
    if (events.length > 0) for (const listener of this.#listeners) listener(conversation, events);
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
    const open = stated.filter((conversation) => this.#isOpenTo(conversation, accountId));
    const ids = new Set([...open.map(({ id }) => id), ...(this.#joined.get(accountId) ?? [])]);
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

  /** Those for which something holds, whoever sees them. */
  conversationsWith(holds: (conversation: ConversationSource) => boolean): readonly LiveConversation[] {
    const live = [...this.#conversations.values()].filter(holds);
    const stated = this.base.logins.flatMap(({ accountId }) => this.base.conversationsOf(accountId));
    const others = stated.filter((one) => !this.#conversations.has(one.id) && holds(one));
    return [...new Set([...live, ...others.map((one) => this.#liveOf(one))])];
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
    for (const seat of conversation.seats) {
      const view = viewOf(conversation, seat.accountId);
      // Of whom the world does not say how far they have read, they have read all until now.
      if (headerNumber(view, 'read_message_nr') === undefined) seat.set('read_message_nr', view.reach.last);
      if (!seat.isMember && seat.frozen === undefined) seat.freeze(lastingHeader(view));
    }
  }

  /** The accounts whose contacts the polls of an account have brought; to be added to. */
  introducedTo(accountId: string): Set<string> {
    const known = this.#introduced.get(accountId) ?? new Set<string>();
    this.#introduced.set(accountId, known);
    return known;
  }

  /** `path` is percent-decoded. `undefined` when nothing is served there or the account may not see it. */
  findContent(path: string, accountId: string): ServedContent | undefined {
    if (this.served.isWithdrawn(path)) return undefined;
    const found = this.served.find(path) ?? this.#findStatedContent(path);
    return found && mayFetch(this, found.place, accountId) ? found.content : undefined;
  }

  /** Ends what the world has outside of memory. */
  async close(): Promise<void> {
    await this.jobs.close();
    await this.files.close();
  }

  #findStatedContent(path: string): Served | undefined {
    const stated = this.base.findContent(path);
    return stated && { content: stated.content, place: placeOf(stated) };
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
    if (this.accounts.find(accountId)?.isNew) return undefined;
    const stated = this.base.findConversation(id, accountId);
    return stated && this.#isOpenTo(stated, accountId) ? stated : undefined;
  }

  #isOpenTo(stated: ConversationSource, accountId: string): boolean {
    if (this.accounts.isOfWorld(accountId)) return true;
    if (statedSeat(stated.state, accountId) !== undefined) return true;
    return ['members', 'guests', 'leavers'].some((list) => headerList(stated, list).includes(accountId));
  }

  #seat(conversation: LiveConversation, accountId: string): void {
    const isNamed = (list: string) => headerList(conversation, list).includes(accountId);
    conversation.addStatedSeat(accountId, isNamed('leavers') && !isNamed('members'));
  }
}
