// emulator: a world that was read record by record into memory.
// Invariant: what a client may receive is the line's own text; `content` and passwords are cut off here, before anything
// can send them.
import { createHash } from 'node:crypto';
import { usageError } from '../lib/errors.js';
import { membersOf, withoutMembers } from '../lib/json-members.js';
import { contentOf, contentPath, type FindStored } from './content.js';
import { integerOf, isRecord, textOf, textsOf, type WireRecord } from './fields.js';
import { emailPerson } from './live/accounts/profiles.js';
import { LoadedConversation } from './loaded-conversation.js';
import type {
  ContactRecord,
  ConversationSource,
  LabelRecord,
  Login,
  PlacedContent,
  ServedContent,
  TeamRecord,
  WorldSource,
} from './world.js';

const worldOnly = new Set(['content', 'world_state']);

interface Placed {
  readonly content: ServedContent;
  readonly conversation: LoadedConversation | undefined;
  readonly messageNr: number;
}

export class LoadedWorld implements WorldSource {
  revision = 0;
  readonly logins: Login[] = [];
  readonly labels: LabelRecord[] = [];
  readonly reminders: string[] = [];
  readonly others: string[] = [];
  readonly #findStored: FindStored;
  readonly #digest = createHash('sha256');
  readonly #conversations = new Map<string, LoadedConversation>();
  readonly #people = new Map<string, ReadonlySet<string>>();
  readonly #contacts = new Map<string, ContactRecord & { readonly aliases: readonly string[] }>();
  readonly #teams = new Map<string, TeamRecord & { readonly people: ReadonlySet<string> }>();
  readonly #contents = new Map<string, Placed>();

  readonly #takers = new Map<string, (record: WireRecord, line: string) => void>([
    ['account', (record) => this.#addLogin(record)],
    ['contact', (record, line) => this.#addContact(record, line)],
    ['team', (record, line) => this.#addTeam(record, line)],
    ['label', (record, line) => this.#addLabel(record, line)],
    ['reminder', (_record, line) => void this.reminders.push(line)],
    ['conv', (record, line) => this.#addConversation(record, line)],
    ['message', (record, line) => this.#addMessage(record, line)],
    ['file', (record, line) => this.#addAttachment(record, line)],
    ['preview', (record, line) => this.#addAttachment(record, line)],
    ['avatar', (record) => this.#addContent(record, this.#conversations.get(textOf(record, 'conversation_id')))],
  ]);

  /** `findStored`: for contents of the form {"stored": sha256}; without it there are none. */
  constructor(findStored: FindStored = () => undefined) {
    this.#findStored = findStored;
  }

  /** Takes one world record with its JSON text. Throws ArchiveError(usage) when the record cannot be placed. */
  add(record: WireRecord, line: string): void {
    this.revision += 1;
    this.#digest.update(line);
    const take = this.#takers.get(textOf(record, 'mk_rec_type'));
    if (take) take(record, line);
    else this.#addOther(record, withoutMembers(line, worldOnly));
  }

  get epoch(): number {
    return 1 + (this.#digest.copy().digest().readUInt32BE() >>> 2);
  }

  get contacts(): readonly ContactRecord[] {
    return [...this.#contacts.values()];
  }

  conversationsOf(accountId: string): readonly ConversationSource[] {
    return [...this.#conversations.values()].filter((conversation) => this.#mayPersonSee(conversation.id, accountId));
  }

  findConversation(id: string, accountId: string): ConversationSource | undefined {
    return this.#mayPersonSee(id, accountId) ? this.#conversations.get(id) : undefined;
  }

  findContact(accountId: string): ContactRecord | undefined {
    return this.#contacts.get(accountId) ?? this.#loginContact(accountId);
  }

  aliasesOf(accountId: string): readonly string[] {
    return this.#contacts.get(accountId)?.aliases ?? [];
  }

  teamsOf(accountId: string): readonly TeamRecord[] {
    return [...this.#teams.values()].filter((team) => this.#includes(team.people, accountId));
  }

  findTeam(teamId: string): TeamRecord | undefined {
    return this.#teams.get(teamId);
  }

  findContent(path: string): PlacedContent | undefined {
    const placed = this.#contents.get(path);
    if (placed === undefined) return undefined;
    const { content, conversation, messageNr } = placed;
    const isLoose = messageNr > (conversation?.lastFlowNr ?? 0);
    return { content, conversationId: conversation?.id, messageNr: isLoose ? 0 : messageNr };
  }

  /** Of somebody who may sign in and of whom the world has no contact: on nobody's list, but to be had by the id. */
  #loginContact(accountId: string): ContactRecord | undefined {
    const login = this.logins.find((one) => one.accountId === accountId);
    if (login === undefined) return undefined;
    const { email, displayName } = login;
    const named = displayName === '' ? {} : { display_name: displayName };
    const fields = { ...emailPerson(accountId, email), ...named, mk_account_status: 'active' };
    return { accountId, text: JSON.stringify(fields), isNewcomer: true };
  }

  #mayPersonSee(conversationId: string, accountId: string): boolean {
    const people = this.#people.get(conversationId);
    return people !== undefined && this.#includes(people, accountId);
  }

  /** What names no login account at all is seen by every account (world-format.md). */
  #includes(people: ReadonlySet<string>, accountId: string): boolean {
    return people.has(accountId) || !this.logins.some((login) => people.has(login.accountId));
  }

  #addLogin(record: WireRecord): void {
    this.logins.push({
      accountId: textOf(record, 'account_id'),
      email: textOf(record, 'email'),
      password: textOf(record, 'password'),
      displayName: textOf(record, 'display_name'),
      ...(isRecord(record.world_state) ? { state: record.world_state } : {}),
    });
  }

  #addContact(record: WireRecord, text: string): void {
    const accountId = required(record, 'account_id');
    const isNewcomer = isRecord(record.world_state) && record.world_state.is_newcomer === true;
    const aliases = textsOf(record, 'alias_account_ids');
    this.#contacts.set(accountId, { accountId, text: withoutMembers(text, worldOnly), aliases, isNewcomer });
  }

  #addTeam(record: WireRecord, text: string): void {
    const teamId = required(record, 'team_id');
    const people = new Set(['members', 'admins', 'pending'].flatMap((field) => textsOf(record, field)));
    this.#teams.set(teamId, { teamId, text, people });
  }

  #addLabel(record: WireRecord, text: string): void {
    this.labels.push({ labelId: textOf(record, 'label_id'), subtype: textOf(record, 'mk_label_subtype'), text });
  }

  #addConversation(record: WireRecord, text: string): void {
    const id = required(record, 'conversation_id');
    if (this.#conversations.has(id)) throw usageError(`a second conv record of ${id}`);
    const header = membersOf(withoutMembers(text, worldOnly));
    const state = isRecord(record.world_state) ? record.world_state : undefined;
    const named = ['members', 'leavers', 'guests'].flatMap((field) => textsOf(record, field));
    this.#conversations.set(id, new LoadedConversation(id, header, state));
    this.#people.set(id, new Set([...named, ...seatedIn(state)]));
  }

  #addMessage(record: WireRecord, text: string): void {
    const messageNr = integerOf(record, 'message_nr');
    if (messageNr === undefined || messageNr < 1) throw usageError('a message record needs a message_nr of 1 or more');
    this.#conversationOf(record).addMessage(messageNr, record, text);
  }

  #addAttachment(record: WireRecord, line: string): void {
    const conversation = this.#conversationOf(record);
    conversation.addAttachment(record, withoutMembers(line, worldOnly));
    this.#addContent(record, conversation);
  }

  #addContent(record: WireRecord, conversation: LoadedConversation | undefined): void {
    const content = contentOf(record, this.#findStored);
    if (content === undefined) return;
    const urls = Object.keys(record).filter((name) => name === 'file_url' || isPictureThumb(record, name));
    const messageNr = Math.max(0, integerOf(record, 'message_nr') ?? 0);
    for (const url of urls) this.#contents.set(contentPath(textOf(record, url)), { content, conversation, messageNr });
  }

  #addOther(record: WireRecord, text: string): void {
    const conversation = this.#conversations.get(textOf(record, 'conversation_id'));
    if (conversation === undefined || record.mk_rec_type === 'org_conv') this.others.push(text);
    else if (record.mk_rec_type === 'section') conversation.addSection(record, text);
    else if (record.mk_rec_type === 'hook') conversation.addHook(text);
    else conversation.addOther(text);
  }

  #conversationOf(record: WireRecord): LoadedConversation {
    const id = textOf(record, 'conversation_id');
    const conversation = this.#conversations.get(id);
    if (conversation === undefined) throw usageError(`no conv record of conversation "${id}" comes before it`);
    return conversation;
  }
}

/** A picture stands in for its own thumbnails: the world states no bytes for them. */
function isPictureThumb(record: WireRecord, name: string): boolean {
  return name.startsWith('thumb_url_') && textOf(record, 'file_type').startsWith('image/');
}

/** Who has a place in a conversation by what a practice server wrote down. */
function seatedIn(state: WireRecord | undefined): string[] {
  const seats = state?.seats;
  return Array.isArray(seats) ? seats.filter(isRecord).map((seat) => textOf(seat, 'account_id')) : [];
}

function required(record: WireRecord, field: string): string {
  const value = textOf(record, field);
  if (value === '') throw usageError(`a ${textOf(record, 'mk_rec_type')} record needs ${field}`);
  return value;
}
