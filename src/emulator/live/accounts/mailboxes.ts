// emulator/live: what an account has linked elsewhere: mailboxes, mail servers, accounts of other services (fleep-wire.md 4.7).
// Invariant: a password that comes in goes out to nobody. No mail server is ever spoken to, so what is added stays unconfirmed.
import { isRecord, parseRecord, textOf, type WireRecord } from '../../fields.js';
import { OwnedRecords } from '../personal/owned-records.js';
import type { Accounts } from './accounts.js';

const TYPES = new Set(['mail', 'smtp', 'external_account']);

export const isMailboxRecord = (text: string): boolean => TYPES.has(textOf(parseRecord(text), 'mk_rec_type'));

export class Mailboxes {
  readonly mails: OwnedRecords;
  readonly servers: OwnedRecords;
  readonly externals: OwnedRecords;

  /** `stated` are JSON texts of the world; those of other types are passed over. */
  constructor(accounts: Accounts, stated: readonly string[]) {
    this.mails = new OwnedRecords(accounts, { type: 'mail', key: 'mail_id' }, stated);
    this.servers = new OwnedRecords(accounts, { type: 'smtp', key: 'smtp_id' }, stated);
    this.externals = new OwnedRecords(accounts, { type: 'external_account', key: 'external_account_id' }, stated);
  }

  /** What was written down for an account (`stateOf`). */
  takeState(accountId: string, records: unknown): void {
    for (const record of Array.isArray(records) ? records.filter(isRecord) : []) {
      const kept = { mail: this.mails, smtp: this.servers, external_account: this.externals };
      for (const [type, owned] of Object.entries(kept)) if (record.mk_rec_type === type) owned.put(accountId, record);
    }
  }

  /** Records that an account has and that do not say so themselves. */
  stateOf(accountId: string): readonly WireRecord[] {
    const records = [this.mails, this.servers, this.externals].flatMap((owned) => owned.all);
    return records.filter(({ ownerId }) => ownerId === accountId).map(({ text }) => parseRecord(text));
  }
}
