// store: what a record says of its subject, and what of the account that was shown it. Records of that second kind are merged apart, as
// `conv_seat` and so on (queries/load/50_small_records.sql), one for each account.
// Invariant: accounts in one archive never overwrite each other's view, and what they share is what the one who knows best was shown.
import { firstMembersOf } from '../lib/json-members.js';

/** How an answer is cut, not what the record is: where a page of the flow or of a side list ended, and how much of it was asked for. */
const OF_THE_ANSWER: ReadonlySet<string> = words(
  `fw_message_nr bw_message_nr file_horizon pin_horizon task_horizon pin_cursor sync_cursor sync_inbox_time mk_init_mode is_init is_full
  is_tiny
  messages`,
);

/** By type: fields of the account that was signed in (fleep-wire.md, sections 4.1, 4.4 and 4.7). */
const OF_THE_ACCOUNT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'conv',
    words(
      `profile_id join_message_nr begin_message_nr disclose_message_nr delete_message_nr hide_message_nr
      read_message_nr my_message_nr show_message_nr send_message_nr inbox_message_nr last_message_nr last_message_time last_inbox_nr
      read_inbox_nr inbox_time unread_count mk_alert_level snooze_interval snooze_time can_post is_deleted is_muted is_automute
      is_mark_unread is_reset has_done_notifications label_ids labels default_topic export_progress export_files`,
    ),
  ],
  // Whether display_name is the account's own name for somebody or theirs, the record need not say (section 9.12).
  ['contact', words('display_name contact_name dialog_id is_dialog_listed is_hidden_for_add phone_nr sort_rank')],
  ['org_header', words('is_admin is_member')],
  ['label', words('mk_label_status index is_on_left_pane is_in_recent is_in_muted sync_conversation_id')],
  ['archive_gone', words('gone_time')],
]);

/** Of a hook the owner alone is told these (fleep-wire.md, section 3.10): empty, they say nothing of what they are. */
const OF_THE_OWNER: ReadonlySet<string> = words('hook_key hook_url outgoing_url avatar_urls');
const NOTHING: ReadonlySet<string> = new Set(['null', '""']);

const SEAT = '_seat';

/** How far into the flow the headers reach that a conversation is known from. It moves with every message, and that is no version. */
export const LAST_NR = 'last_message_nr';

interface ShownRecord {
  readonly mk_rec_type: string;
  /** JSON text of an object. */
  readonly record: string;
  readonly origin: 'stored' | 'superseded' | 'new';
  /** Whether it stood inside of a message. */
  readonly is_inner: boolean;
  /** Of a header: the end of the flow for the account that was shown it. */
  readonly last_nr: number | null;
}

/** Name → JSON text of what belongs to the record. What is in the tables is sorted out already. */
export function ownFields(row: ShownRecord): Map<string, string> {
  const { mk_rec_type: type, record, origin, is_inner, last_nr } = row;
  // SQL has taken the key from the first of a name that comes twice.
  const fields = firstMembersOf(record);
  if (origin !== 'new') return fields;
  for (const name of OF_THE_ANSWER) fields.delete(name);
  if (is_inner) return new Map([...fields].filter(([, value]) => value !== 'null'));
  const isSeat = type.endsWith(SEAT);
  const ofAccount = OF_THE_ACCOUNT.get(isSeat ? type.slice(0, -SEAT.length) : type);
  if (ofAccount === undefined) return fields;
  const own = new Map([...fields].filter(([name]) => ofAccount.has(name) === isSeat));
  // Only who has a name of its own for somebody is told the full one.
  if (own.get('full_name') === 'null') own.delete('full_name');
  if (type === 'conv' && last_nr !== null) own.set(LAST_NR, String(last_nr));
  return own;
}

/** Whether a value takes nothing away from one that is known. */
export const saysNothing = (type: string, name: string, value: string): boolean =>
  type === 'hook' && OF_THE_OWNER.has(name) && NOTHING.has(value);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
