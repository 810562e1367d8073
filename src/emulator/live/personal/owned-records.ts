// emulator/live: small records that one account has for itself: reminders, linked mailboxes, mail servers, external accounts.
// Invariant: a record that names an account of this server is that account's alone; one that names nobody here belongs to everybody
// who came with the world; what nobody has changed is sent as its world has it.
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { Accounts } from '../accounts/accounts.js';

interface Owned {
  /** '' when the record names nobody. */
  readonly ownerId: string;
  readonly text: string;
}

/** `mk_rec_type` of the records, and the field that tells them apart. */
interface Kind {
  readonly type: string;
  readonly key: string;
}

export class OwnedRecords {
  readonly #accounts: Accounts;
  readonly #kind: Kind;
  readonly #stated: readonly string[];
  readonly #records = new Map<string, Owned>();
  #taken = 0;

  /** `stated` are JSON texts of the world, which may become more; those of other types are passed over. */
  constructor(accounts: Accounts, kind: Kind, stated: readonly string[]) {
    this.#accounts = accounts;
    this.#kind = kind;
    this.#stated = stated;
  }

  /** Everybody's. */
  get all(): readonly Owned[] {
    return [...this.#current().values()];
  }

  /** JSON texts of an account's records, in order. */
  of(accountId: string): string[] {
    return this.all.filter((record) => this.#isOf(record, accountId)).map(({ text }) => text);
  }

  find(id: string, accountId: string): WireRecord | undefined {
    const record = this.#current().get(id);
    return record && this.#isOf(record, accountId) ? parseRecord(record.text) : undefined;
  }

  /** A new record, or one in place of another with its id. Gives its JSON text. */
  put(ownerId: string, fields: WireRecord): string {
    const text = JSON.stringify(fields);
    this.#current().set(textOf(fields, this.#kind.key), { ownerId, text });
    return text;
  }

  #current(): Map<string, Owned> {
    for (const text of this.#stated.slice(this.#taken)) this.#take(text);
    this.#taken = this.#stated.length;
    return this.#records;
  }

  #take(text: string): void {
    const record = parseRecord(text);
    if (record.mk_rec_type !== this.#kind.type) return;
    const id = textOf(record, this.#kind.key) || `unnamed ${this.#records.size}`;
    this.#records.set(id, { ownerId: textOf(record, 'account_id'), text });
  }

  #isOf({ ownerId }: Owned, accountId: string): boolean {
    if (ownerId === accountId) return true;
    return this.#accounts.isOfWorld(accountId) && this.#accounts.find(ownerId) === undefined;
  }
}
