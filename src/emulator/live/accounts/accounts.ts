// emulator/live: who there is, who can sign in, and how each person looks to each other one.
// Invariant: a contact that nobody has changed is sent as its world has it; what only its owner may see goes to the owner alone,
// and a name that a viewer gave somebody is seen by that viewer alone (fleep-wire.md 3.10, 4.4).
import { randomUUID } from 'node:crypto';
import { numberOf, parseRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import type { ContactRecord, WorldSource } from '../../world.js';
import { Acquaintances } from './acquaintances.js';
import { emailPerson, hasOwnerFields, seenBy, type Viewing } from './profiles.js';
import { emailOf, StatedEmails } from './stated-emails.js';

/** Somebody who can sign in, or could after registering. */
export interface Account {
  readonly accountId: string;
  /** In lower case. */
  email: string;
  /** Undefined for an account that nobody has activated, or that is closed. */
  password: string | undefined;
  /** Whether the account came up after the world was loaded. */
  readonly isNew: boolean;
}

export class Accounts {
  readonly #base: WorldSource;
  readonly #derive: (accountId: string) => WireRecord | undefined;
  readonly #accounts = new Map<string, Account>();
  /** Contacts that differ from what the world has. */
  readonly #contacts = new Map<string, WireRecord>();
  readonly #views = new Acquaintances();
  /** When somebody was last here, in Unix seconds. */
  readonly #activity = new Map<string, number>();
  readonly #statedEmails: StatedEmails;

  /** `derive` gives fields of an account's own record that follow from the rest of the world; undefined while it has none to give. */
  constructor(base: WorldSource, derive: (accountId: string) => WireRecord | undefined = () => undefined) {
    this.#base = base;
    this.#derive = derive;
    this.#statedEmails = new StatedEmails(base);
    for (const { accountId, email, password, state } of base.logins) {
      this.#accounts.set(accountId, { accountId, email: email.toLowerCase(), password, isNew: false });
      if (state !== undefined) this.#takeState(accountId, state);
    }
  }

  /** Everybody who can sign in. */
  get active(): readonly Account[] {
    return [...this.#accounts.values()].filter(({ password }) => password !== undefined);
  }

  find(accountId: string): Account | undefined {
    return this.#accounts.get(accountId);
  }

  /** Whether the world itself has the account among those that can sign in: what names nobody is open to these. */
  isOfWorld(accountId: string): boolean {
    const login = this.#base.logins.find((one) => one.accountId === accountId);
    return login !== undefined && login.state?.is_registered !== true;
  }

  /** The person with an e-mail address, known from the world or from here. An alternate address is its owner's. */
  findIdByEmail(email: string): string | undefined {
    const wanted = email.trim().toLowerCase();
    const account = [...this.#accounts.values()].find((one) => one.email === wanted);
    const changed = [...this.#contacts].find(([, fields]) => emailOf(fields) === wanted)?.[0];
    const id = account?.accountId ?? changed ?? this.#findStatedId(wanted);
    return id && (this.ownerOfAlias(id) ?? id);
  }

  /** A person, who can sign in when `password` is given. Nobody with the e-mail may exist. */
  create(email: string, fields: WireRecord, password?: string): Account {
    const accountId = randomUUID();
    const account: Account = { accountId, email: email.toLowerCase(), password, isNew: true };
    const status = password === undefined ? {} : { mk_account_status: 'active' };
    this.#accounts.set(accountId, account);
    this.#contacts.set(accountId, { ...emailPerson(accountId, account.email), ...status, ...fields });
    this.meet(accountId, accountId);
    return account;
  }

  /** Lets a person of the world sign in. */
  activate(accountId: string, email: string, password: string): Account {
    const known = this.#accounts.get(accountId);
    const account: Account = { accountId, email: email.toLowerCase(), password, isNew: known?.isNew ?? false };
    this.#accounts.set(accountId, account);
    this.change(accountId, { mk_account_status: 'active', has_password: true });
    this.meet(accountId, accountId);
    return account;
  }

  /** All that is known of a person, private fields included; {} for a stranger. */
  fieldsOf(accountId: string): WireRecord {
    const changed = this.#contacts.get(accountId);
    if (changed) return changed;
    const text = this.#base.findContact(accountId)?.text;
    return text === undefined ? {} : parseRecord(text);
  }

  /** What somebody has beside what the world says, or in its place; undefined for who is as the world has them. */
  writtenFields(accountId: string): WireRecord | undefined {
    const changed = this.#contacts.get(accountId);
    const time = this.#activity.get(accountId);
    return changed && (time === undefined ? changed : { ...changed, activity_time: time });
  }

  exists(accountId: string): boolean {
    return this.#contacts.has(accountId) || this.#base.findContact(accountId) !== undefined;
  }

  statusOf(accountId: string): string {
    return textOf(this.fieldsOf(accountId), 'mk_account_status') || (this.find(accountId)?.password ? 'active' : 'new');
  }

  /** Changes fields of a contact for everybody who may see them; `undefined` takes a field away. */
  change(accountId: string, fields: WireRecord): void {
    const known = this.exists(accountId)
      ? this.fieldsOf(accountId)
      : { ...emailPerson(accountId, this.find(accountId)?.email ?? ''), display_name: this.#statedName(accountId) };
    const entries = Object.entries({ ...known, ...fields }).filter(([, value]) => value !== undefined);
    this.#contacts.set(accountId, Object.fromEntries(entries));
    const account = this.#accounts.get(accountId);
    if (account && typeof fields.email === 'string') account.email = fields.email.toLowerCase();
  }

  /** Changes how one viewer sees a person. */
  changeFor(viewerId: string, accountId: string, fields: WireRecord): void {
    this.#views.describe(viewerId, accountId, fields);
  }

  /** The fields that `changeFor` has set. */
  personalOf(viewerId: string, accountId: string): WireRecord {
    return this.#views.descriptionOf(viewerId, accountId) ?? {};
  }

  /** What was not there when the world was loaded, for whoever writes the world down. */
  stateOf(accountId: string): WireRecord {
    return {
      is_registered: !this.isOfWorld(accountId),
      ...this.#views.stateOf(accountId),
      activity_time: this.#activity.get(accountId),
    };
  }

  /** Puts a person into a viewer's list of contacts. Returns false when it was there. */
  meet(viewerId: string, accountId: string): boolean {
    if (!this.#views.isUnlisted(viewerId, accountId) && this.#isStatedFor(viewerId, accountId)) return false;
    return this.#views.meet(viewerId, accountId);
  }

  /** Takes a person off a viewer's list, until they meet again. */
  unlist(viewerId: string, accountId: string): void {
    this.#views.unlist(viewerId, accountId);
  }

  /** Whether a person is on a viewer's list. */
  knows(viewerId: string, accountId: string): boolean {
    if (this.#views.isUnlisted(viewerId, accountId)) return false;
    return this.#isStatedFor(viewerId, accountId) || this.#views.metBy(viewerId).has(accountId);
  }

  noteActivity(accountId: string, now: number): void {
    this.#activity.set(accountId, now);
  }

  /** When somebody was last here; undefined for who never was. */
  activityOf(accountId: string): number | undefined {
    return this.#activity.get(accountId) ?? numberOf(this.fieldsOf(accountId), 'activity_time');
  }

  /** The contact record that a viewer gets. */
  findContact(accountId: string, viewerId: string): ContactRecord | undefined {
    const stated = this.#base.findContact(accountId);
    const changed = this.#contacts.get(accountId);
    const personal = this.#views.descriptionOf(viewerId, accountId);
    const derived = viewerId === accountId && this.exists(accountId) ? this.#derive(accountId) : undefined;
    if (!changed && !personal && !derived) return this.#asStated(stated, viewerId);
    const active = changed && this.#activity.get(accountId);
    const fields = {
      ...this.fieldsOf(accountId),
      ...(active === undefined ? {} : { activity_time: active }),
      ...derived,
    };
    return { accountId, text: JSON.stringify(seenBy(this.#viewOf(viewerId, accountId), fields, personal)) };
  }

  /** A viewer's list: everybody of the world for those who came with it, and whom they have met since. */
  contactsOf(viewerId: string): readonly ContactRecord[] {
    const stated = this.isOfWorld(viewerId) ? this.#base.contacts.filter(({ isNewcomer }) => isNewcomer !== true) : [];
    const ids = new Set([...stated.map(({ accountId }) => accountId), ...this.#views.metBy(viewerId)]);
    const listed = [...ids].filter((id) => !this.#views.isUnlisted(viewerId, id));
    return listed.flatMap((accountId) => this.findContact(accountId, viewerId) ?? []);
  }

  aliasesOf(accountId: string): readonly string[] {
    return textsOf(this.fieldsOf(accountId), 'alias_account_ids');
  }

  /** Whose alternate address this is; undefined for any other account. */
  ownerOfAlias(accountId: string): string | undefined {
    if (this.statusOf(accountId) !== 'alias') return undefined;
    return [...this.#accounts.keys()].find((id) => this.aliasesOf(id).includes(accountId));
  }

  /** Everybody of whom there is a record. */
  get ids(): readonly string[] {
    return [...new Set([...this.#base.contacts.map(({ accountId }) => accountId), ...this.#contacts.keys()])];
  }

  /** As the world has it, but for what its owner alone may see, or everybody but its owner. */
  #asStated(stated: ContactRecord | undefined, viewerId: string): ContactRecord | undefined {
    if (stated === undefined || !this.#accounts.has(stated.accountId)) return stated;
    const isOwn = stated.accountId === viewerId;
    if (isOwn && this.isOfWorld(viewerId)) return stated;
    const fields = parseRecord(stated.text);
    if (!isOwn && !hasOwnerFields(fields)) return stated;
    return { ...stated, text: JSON.stringify(seenBy(isOwn ? 'newcomer' : 'other', fields)) };
  }

  #viewOf(viewerId: string, accountId: string): Viewing {
    if (viewerId !== accountId) return 'other';
    return this.isOfWorld(viewerId) ? 'owner' : 'newcomer';
  }

  /** What was written down of an account. */
  #takeState(accountId: string, state: WireRecord): void {
    this.#views.take(accountId, state);
    const time = numberOf(state, 'activity_time');
    if (time !== undefined) this.#activity.set(accountId, time);
  }

  #isStatedFor(viewerId: string, accountId: string): boolean {
    const stated = this.#base.findContact(accountId);
    return this.isOfWorld(viewerId) && stated !== undefined && stated.isNewcomer !== true;
  }

  /** Of those whose contact is as the world has it. */
  #findStatedId(email: string): string | undefined {
    const id = this.#statedEmails.findId(email);
    return id === undefined || this.#contacts.has(id) ? undefined : id;
  }

  #statedName(accountId: string): string {
    return this.#base.logins.find((login) => login.accountId === accountId)?.displayName ?? '';
  }
}
