// emulator/live: who there is, who can sign in, and how each person looks to each other one.
// Invariant: a contact that nobody has changed is sent as its world has it; what only its owner may see goes to the owner alone,
// and a name that a viewer gave somebody is seen by that viewer alone (fleep-wire.md 3.10, 4.4).
import { randomUUID } from 'node:crypto';
import { isRecord, textOf, type WireRecord } from '../fields.js';
import type { ContactRecord, WorldSource } from '../world.js';

/** Somebody who can sign in, or could after registering. */
export interface Account {
  readonly accountId: string;
  /** In lower case. */
  email: string;
  /** Undefined for an account that nobody has activated. */
  password: string | undefined;
  /** Whether the account came up after the world was loaded. */
  readonly isNew: boolean;
}

/** Fields of a contact that go to its owner alone. */
const OWNER_FIELDS = new Set(
  `mk_email_interval client_flags is_full_privacy alias_account_ids trial_end_time is_newsletter_disabled export_progress
   export_files client_settings has_password is_automute_enabled connected_email storage_used_bytes storage_quota_bytes
   fleep_autogen sleep_interval activated_time`.split(/\s+/),
);

export class Accounts {
  readonly #base: WorldSource;
  readonly #accounts = new Map<string, Account>();
  /** Contacts that differ from what the world has. */
  readonly #contacts = new Map<string, WireRecord>();
  /** What a viewer says of somebody: viewer → account → fields. */
  readonly #personal = new Map<string, Map<string, WireRecord>>();
  /** Whom a viewer has met since the world was loaded. */
  readonly #met = new Map<string, Set<string>>();

  constructor(base: WorldSource) {
    this.#base = base;
    for (const { accountId, email, password } of base.logins) {
      this.#accounts.set(accountId, { accountId, email: email.toLowerCase(), password, isNew: false });
    }
  }

  /** Everybody who can sign in. */
  get active(): readonly Account[] {
    return [...this.#accounts.values()].filter(({ password }) => password !== undefined);
  }

  find(accountId: string): Account | undefined {
    return this.#accounts.get(accountId);
  }

  /** By e-mail or by Fleep id, without regard to case. */
  findByName(name: string): Account | undefined {
    const wanted = name
      .trim()
      .toLowerCase()
      .replace(/@fleep\.io$/, '');
    return [...this.#accounts.values()].find(
      ({ accountId, email }) =>
        email === name.trim().toLowerCase() ||
        textOf(this.fieldsOf(accountId), 'fleep_address').toLowerCase() === wanted,
    );
  }

  /** The person with an e-mail address, known from the world or from here. */
  findIdByEmail(email: string): string | undefined {
    const wanted = email.trim().toLowerCase();
    const account = [...this.#accounts.values()].find((one) => one.email === wanted);
    if (account) return account.accountId;
    return this.#allIds().find((id) => textOf(this.fieldsOf(id), 'email').toLowerCase() === wanted);
  }

  /** A person, who can sign in when `password` is given. Nobody with the e-mail may exist. */
  create(email: string, fields: WireRecord, password?: string): Account {
    const accountId = randomUUID();
    const account: Account = { accountId, email: email.toLowerCase(), password, isNew: true };
    this.#accounts.set(accountId, account);
    this.#contacts.set(accountId, {
      mk_rec_type: 'contact',
      account_id: accountId,
      email: account.email,
      display_name: account.email,
      mk_account_status: password === undefined ? 'new' : 'active',
      is_hidden_for_add: false,
      dialog_id: null,
      organisation_id: null,
      sort_rank: 0,
      ...fields,
    });
    this.meet(accountId, accountId);
    return account;
  }

  /** Lets a person of the world sign in. */
  activate(accountId: string, email: string, password: string): Account {
    const known = this.#accounts.get(accountId);
    const account: Account = { accountId, email: email.toLowerCase(), password, isNew: known?.isNew ?? false };
    this.#accounts.set(accountId, account);
    this.change(accountId, { mk_account_status: 'active', has_password: true });
    return account;
  }

  /** All that is known of a person, private fields included; {} for a stranger. */
  fieldsOf(accountId: string): WireRecord {
    const changed = this.#contacts.get(accountId);
    if (changed) return changed;
    const text = this.#base.findContact(accountId)?.text;
    return text === undefined ? {} : parse(text);
  }

  exists(accountId: string): boolean {
    return this.#contacts.has(accountId) || this.#base.findContact(accountId) !== undefined;
  }

  /** Changes fields of a contact for everybody who may see them. */
  change(accountId: string, fields: WireRecord): void {
    this.#contacts.set(accountId, { ...this.fieldsOf(accountId), ...fields });
  }

  /** Changes how one viewer sees a person. */
  changeFor(viewerId: string, accountId: string, fields: WireRecord): void {
    const views = this.#personal.get(viewerId) ?? new Map<string, WireRecord>();
    this.#personal.set(viewerId, views.set(accountId, { ...views.get(accountId), ...fields }));
  }

  /** The fields that `changeFor` has set. */
  personalOf(viewerId: string, accountId: string): WireRecord {
    return this.#personal.get(viewerId)?.get(accountId) ?? {};
  }

  /** Puts a person into a viewer's list of contacts. Returns false when it was there. */
  meet(viewerId: string, accountId: string): boolean {
    const met = this.#met.get(viewerId) ?? new Set<string>();
    this.#met.set(viewerId, met);
    if (met.has(accountId) || this.#isOfWorld(viewerId, accountId)) return false;
    met.add(accountId);
    return true;
  }

  /** The contact record that a viewer gets. */
  findContact(accountId: string, viewerId: string): ContactRecord | undefined {
    const stated = this.#base.findContact(accountId);
    const changed = this.#contacts.get(accountId);
    const personal = this.#personal.get(viewerId)?.get(accountId);
    if (changed === undefined && personal === undefined) return stated;
    const fields = changed ?? (stated ? parse(stated.text) : undefined);
    if (fields === undefined) return undefined;
    return { accountId, text: JSON.stringify(seenBy(viewerId, accountId, fields, personal)) };
  }

  /** A viewer's list: everybody of the world for those who came with it, and whom they have met since. */
  contactsOf(viewerId: string): readonly ContactRecord[] {
    const stated = this.find(viewerId)?.isNew ? [] : this.#base.contacts.map(({ accountId }) => accountId);
    const ids = new Set([...stated, ...(this.#met.get(viewerId) ?? [])]);
    return [...ids].flatMap((accountId) => this.findContact(accountId, viewerId) ?? []);
  }

  aliasesOf(accountId: string): readonly string[] {
    const ids = this.fieldsOf(accountId).alias_account_ids;
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  }

  #isOfWorld(viewerId: string, accountId: string): boolean {
    return !this.find(viewerId)?.isNew && this.#base.findContact(accountId) !== undefined;
  }

  #allIds(): string[] {
    return [...new Set([...this.#base.contacts.map(({ accountId }) => accountId), ...this.#contacts.keys()])];
  }
}

function seenBy(viewerId: string, accountId: string, fields: WireRecord, personal: WireRecord = {}): WireRecord {
  const open = Object.entries(fields).filter(([name]) => viewerId === accountId || !OWNER_FIELDS.has(name));
  const seen: WireRecord = { ...Object.fromEntries(open), ...personal };
  const name = textOf(personal, 'contact_name');
  return name === '' ? seen : { ...seen, display_name: name, full_name: textOf(fields, 'display_name') };
}

function parse(text: string): WireRecord {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}
