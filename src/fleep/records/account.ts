// fleep/records: fields of people, teams, organisations, mail and money (fleep-wire.md, sections 4.4 and 4.7).
// Invariant: many fields of a contact come for the owner only; a foreign contact has a few of them.
import type { FieldTable } from './field-types.js';

const contact = {
  mk_rec_type: 'text',
  account_id: 'account',
  email: 'text',
  display_name: 'text',
  full_name: 'text',
  contact_name: 'text',
  phone_nr: 'text',
  mk_account_status: 'text',
  mk_email_interval: 'text',
  is_hidden_for_add: 'boolean',
  avatar_urls: 'json',
  client_flags: 'text[]',
  client_settings: 'json',
  is_full_privacy: 'boolean',
  is_newsletter_disabled: 'boolean',
  is_automute_enabled: 'boolean',
  is_premium: 'boolean',
  is_org_admin: 'boolean',
  is_in_org: 'boolean',
  is_dialog_listed: 'boolean',
  is_deleted: 'boolean',
  has_password: 'boolean',
  activity_time: 'time',
  activated_time: 'time',
  trial_end_time: 'time',
  dialog_id: 'conversation',
  alias_account_ids: 'account[]',
  fleep_address: 'text',
  fleep_autogen: 'text',
  connected_email: 'text',
  sort_rank: 'integer',
  sleep_interval: 'integer',
  export_progress: 'numeric',
  export_files: 'json[]',
  organisation_id: 'organisation',
  organisation_name: 'text',
  storage_used_bytes: 'integer',
  storage_quota_bytes: 'integer',
  status_emoji: 'text',
  status_message: 'text',
} as const satisfies FieldTable;

const lastseen = {
  mk_rec_type: 'text',
  account_id: 'account',
  activity_time: 'time',
} as const satisfies FieldTable;

const reminder = {
  mk_rec_type: 'text',
  reminder_id: 'uuid',
  account_id: 'account',
  mk_reminder_type: 'text',
  remind_time: 'time',
  expire_time: 'time',
  organisation_id: 'organisation',
  is_active: 'boolean',
  creator_id: 'account',
} as const satisfies FieldTable;

const team = {
  mk_rec_type: 'text',
  team_id: 'team',
  mk_sync_mode: 'text',
  team_version_nr: 'integer',
  team_name: 'text',
  members: 'account[]',
  admins: 'account[]',
  pending: 'account[]',
  conversations: 'conversation[]',
  is_deleted: 'boolean',
  is_tiny: 'boolean',
  is_autojoin: 'boolean',
  is_managed: 'boolean',
  is_org_wide: 'boolean',
  is_verbose: 'boolean',
  managed_time: 'time',
  organisation_id: 'organisation',
  autojoin_url: 'text',
} as const satisfies FieldTable;

const org_header = {
  mk_rec_type: 'text',
  organisation_id: 'organisation',
  organisation_founder_id: 'account',
  organisation_name: 'text',
  avatar_urls: 'json',
  version_nr: 'integer',
  status: 'text',
  trial_time: 'time',
  grace_time: 'time',
  is_admin: 'boolean',
  is_member: 'boolean',
  invoice_payments: 'boolean',
  active_member_count: 'integer',
} as const satisfies FieldTable;

const org_member = {
  mk_rec_type: 'text',
  organisation_id: 'organisation',
  account_id: 'account',
  mk_member_status: 'text',
  is_admin: 'boolean',
  inviter_id: 'account',
} as const satisfies FieldTable;

const org_changelog = {
  mk_rec_type: 'text',
  organisation_id: 'organisation',
  version_nr: 'integer',
  account_id: 'account',
  event_time: 'time',
  event_type: 'text',
  event_data: 'object',
} as const satisfies FieldTable;

const billing = {
  mk_rec_type: 'text',
  organisation_id: 'organisation',
  country_code: 'text',
  billing_details: 'text',
  billing_email: 'text',
  vat_number: 'text',
  plan_id: 'text',
  account_quantity: 'integer',
  payment_method_image_url: 'text',
  payment_method_description: 'text',
  payment_method_expiration_date: 'text',
  subscription_status: 'text',
  /** 0 to 1. */
  discount: 'numeric',
  next_billing_date: 'time',
} as const satisfies FieldTable;

const transaction = {
  mk_rec_type: 'text',
  organisation_id: 'organisation',
  transaction_id: 'uuid',
  amount: 'numeric',
  transaction_time: 'time',
  download_url: 'text',
} as const satisfies FieldTable;

const external_account = {
  mk_rec_type: 'text',
  external_account_id: 'uuid',
  account_id: 'account',
  mk_external_account_type: 'text',
  external_id: 'text',
  email: 'text',
} as const satisfies FieldTable;

const smtp = {
  mk_rec_type: 'text',
  smtp_id: 'uuid',
  smtp_address: 'text',
  smtp_username: 'text',
  smtp_host: 'text',
  smtp_port: 'integer',
  smtp_connection: 'text',
  mk_smtp_status: 'text',
  smtp_status_description: 'text',
} as const satisfies FieldTable;

const mail = {
  mk_rec_type: 'text',
  mail_id: 'uuid',
  mail_address: 'text',
  mk_mail_type: 'text',
  mk_mail_status: 'text',
  smtp_username: 'text',
  smtp_host: 'text',
  smtp_port: 'integer',
  mk_smtp_connection: 'text',
  smtp_err: 'text',
  smtp_disable_tls_verify: 'boolean',
  imap_username: 'text',
  imap_host: 'text',
  imap_port: 'integer',
  mk_imap_connection: 'text',
  imap_err: 'text',
  imap_disable_tls_verify: 'boolean',
} as const satisfies FieldTable;

/** Of the next two only the key is known. */
const mailinfo = { mk_rec_type: 'text', mail_id: 'uuid' } as const satisfies FieldTable;
const mail_conf_progress = { mk_rec_type: 'text', mail_id: 'uuid' } as const satisfies FieldTable;

export const accountTables = {
  contact,
  lastseen,
  reminder,
  team,
  org_header,
  org_member,
  org_changelog,
  billing,
  transaction,
  external_account,
  smtp,
  mail,
  mailinfo,
  mail_conf_progress,
} as const;
