// emulator/live: what a contact record has: of a person who only has an e-mail address, of somebody who registers, and as each
// viewer gets it (fleep-wire.md 4.4, 9.12).
// Invariant: what only its owner may see goes to the owner alone; a name that a viewer gave somebody is seen by that viewer alone.
import { randomBytes } from 'node:crypto';
import { textOf, type WireRecord } from '../../fields.js';

/** Fields of a contact that go to its owner alone. */
const OWNER_FIELDS = new Set(
  `mk_email_interval client_flags is_full_privacy alias_account_ids trial_end_time is_newsletter_disabled export_progress
   export_files client_settings has_password is_automute_enabled connected_email storage_used_bytes storage_quota_bytes
   fleep_autogen sleep_interval activated_time`.split(/\s+/),
);

/** And those that say how somebody stands to the viewer, which nobody does to himself. */
const OTHERS_FIELDS = new Set(['sort_rank', 'activity_time']);

const DAY_S = 86_400;
const FREE_BYTES = 10_737_418_240;
const PREMIUM_BYTES = 107_374_182_400;

/** Somebody of whom only an e-mail address is known. */
export const emailPerson = (accountId: string, email: string): WireRecord => ({
  mk_rec_type: 'contact',
  account_id: accountId,
  email,
  display_name: email,
  mk_account_status: 'new',
  is_hidden_for_add: false,
  dialog_id: null,
  organisation_id: null,
  sort_rank: 0,
});

export interface Registration {
  readonly displayName: string;
  readonly fleepAddress: string;
  /** Made up for the account, and kept when it takes another address. */
  readonly fleepAutogen: string;
  readonly now: number;
}

/** What registering adds to a contact. */
export const registeredFields = ({ displayName, fleepAddress, fleepAutogen, now }: Registration): WireRecord => ({
  display_name: displayName,
  fleep_address: fleepAddress,
  fleep_autogen: fleepAutogen,
  mk_account_status: 'active',
  activated_time: now,
  activity_time: now,
  avatar_urls: null,
  client_flags: ['emoticons_old', 'show_onboarding'],
  connected_email: '',
  export_files: [],
  export_progress: '1',
  has_password: true,
  is_automute_enabled: true,
  mk_email_interval: 'hourly',
  storage_quota_bytes: FREE_BYTES,
  trial_end_time: now + 30 * DAY_S,
});

/** What an owner record says although its world does not. */
export const ownerDefaults: WireRecord = {
  client_flags: [],
  connected_email: '',
  export_files: [],
  export_progress: '1',
  has_password: true,
  is_automute_enabled: true,
  mk_email_interval: 'default',
};

export const quotaBytes = (isPremium: boolean): number => (isPremium ? PREMIUM_BYTES : FREE_BYTES);

/** `anna.smith@example.org` → `anna.smith.3f9a21`. */
export function makeUpAddress(email: string): string {
  return `${addressPart(email)}.${randomBytes(3).toString('hex')}`;
}

/** The part before the @, of the characters that a Fleep id may have. */
export const addressPart = (email: string): string =>
  (email.split('@')[0] ?? '').toLowerCase().replace(/[^a-z0-9._-]+/g, '.') || 'fleeper';

export const isAddress = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{0,62}$/.test(text);

/** Who looks: the owner, an owner who came after the world was loaded, or somebody else. */
export type Viewing = 'owner' | 'newcomer' | 'other';

const HIDDEN: Readonly<Record<Viewing, ReadonlySet<string>>> = {
  owner: new Set(),
  newcomer: OTHERS_FIELDS,
  other: OWNER_FIELDS,
};

/** The record as a viewer gets it. What the world says of its own people they are told as it says it. */
export function seenBy(viewing: Viewing, fields: WireRecord, personal: WireRecord = {}): WireRecord {
  const open = Object.entries(fields).filter(([name]) => !HIDDEN[viewing].has(name));
  const seen: WireRecord = { ...Object.fromEntries(open), ...personal };
  const name = textOf(personal, 'contact_name');
  return name === '' ? seen : { ...seen, display_name: name, full_name: textOf(fields, 'display_name') };
}

export const hasOwnerFields = (fields: WireRecord): boolean =>
  Object.keys(fields).some((name) => OWNER_FIELDS.has(name));
