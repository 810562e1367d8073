// emulator/calls: calls that need no session: whoever makes them proves who they are by a password, or by a mail that they got.
// Invariant: such a call never trusts the account of a session that happens to come with it for more than a session may do.
import { textOf, type WireRecord } from '../fields.js';
import type { Changes } from '../live/changes.js';
import type { LiveWorld } from '../live/world.js';
import type { Credentials, Session, Sessions } from '../sessions.js';

export interface OpenCall {
  readonly world: LiveWorld;
  readonly sessions: Sessions;
  readonly body: WireRecord;
  /** The last part of a path such as business/decline_invite/ID; '' when there is none. */
  readonly id: string;
  readonly changes: Changes;
  /** When cookie and ticket are those of one. */
  readonly session: Session | undefined;
}

export interface OpenAnswer {
  readonly json: string;
  /** Of a session that begins here. */
  readonly credentials?: Credentials;
  readonly keepsLong?: boolean;
}

export type OpenHandler = (call: OpenCall) => OpenAnswer;

export const done: OpenAnswer = { json: '{}' };

/** What login answers with, and whatever else begins a session (fleep-wire.md 1.2). */
export function signedIn({ world, sessions }: OpenCall, accountId: string, keepsLong = false): OpenAnswer {
  const { credentials } = sessions.start(accountId);
  world.accounts.noteActivity(accountId, world.clock.now());
  const owner = world.accounts.findContact(accountId, accountId)?.text;
  const fields = { account_id: accountId, display_name: world.displayNameOf(accountId), ticket: credentials.ticket };
  const json = `${JSON.stringify(fields).slice(0, -1)},"profiles":[${owner ?? ''}]}`;
  return { json, credentials, keepsLong };
}

/** The e-mail of an account, as it is written to. */
export const emailOf = ({ accounts }: LiveWorld, accountId: string): string =>
  accounts.find(accountId)?.email || textOf(accounts.fieldsOf(accountId), 'email');
