// emulator/live: the body that an outgoing hook gets, with every column of a record, most of them null (fleep-wire.md 4.1, 4.2, 4.4,
// 9.9, 9.10b; the samples that Fleep published in 2018).
// Invariant: it says what the hook's owner sees of the conversation, of one message, and of its author.

import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { initHeader } from '../../headers.js';
import { asV2 } from '../../v2-messages.js';
import { viewOf } from '../../view.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { LiveWorld } from '../world.js';

const CONVERSATION =
  `snooze_time is_disclose members mk_rec_type read_message_nr mk_alert_level profile_id default_members snooze_interval
  topic has_email_subject export_progress guests autojoin_url topic_message_nr last_message_time cmail delete_message_nr unread_count
  disclose_message_nr can_post is_list admins inbox_time passive send_message_nr join_message_nr begin_message_nr pending has_taskboard
  labels read_inbox_nr is_init is_muted export_files has_done_notifications last_message_nr label_ids my_message_nr is_automute
  show_message_nr has_pinboard no_notifications is_autojoin is_admin_write_only is_mark_unread organisation_id is_deleted last_inbox_nr
  conversation_id hide_message_nr teams mk_conv_type assignees creator_id leavers is_url_preview_disabled inbox_message_nr is_managed
  default_call_room has_task_archive`.split(/\s+/);

const MESSAGE =
  `notification_id reactions is_assigned attachments edit_account_id sender_name revision_message_nr is_archived is_new_sheet
  file_ids inbox_nr is_email_locked_for_edit pin_weight message subject is_edited_by_others search_weight reply_to_message_nr task_weight
  on_behalf_id mk_message_state message_id pinned_account_id mk_rec_type profile_id account_id tags lock_account_id section_id assigner_id
  mk_message_type store_time posted_time edited_time conversation_id message_nr is_spam flow_message_nr mail_hdrs mention_ids
  mk_msg_sub_type tasked_account_id subject_hash is_edit assignee_ids hook_key is_url_preview_disabled raw_id ref_message_nr
  prev_message_nr`.split(/\s+/);

const CONTACT =
  `fleep_address mk_rec_type display_name status_emoji organisation_id mk_account_status is_hidden_for_add phone_nr
  avatar_urls activity_time status_message email account_id`.split(/\s+/);

/** JSON text. */
export function hookBody(
  world: LiveWorld,
  conversation: LiveConversation,
  hook: WireRecord,
  message: WireRecord,
): string {
  const ownerId = textOf(hook, 'account_id');
  const authorId = textOf(message, 'account_id');
  const author = world.accounts.findContact(authorId, ownerId)?.text;
  const sender = textOf(message, 'hook_key');
  const hooks = conversation.hooks.map(parseRecord).filter((one) => sender !== '' && one.hook_key === sender);
  return JSON.stringify({
    conversations: [conversationRow(conversation, ownerId)],
    messages: [messageRow(world, conversation, { ...message, profile_id: ownerId })],
    contacts: author === undefined ? [] : [row(CONTACT, parseRecord(author))],
    ...(hooks.length === 0 ? {} : { hooks }),
    reply_url: hook.hook_url,
  });
}

function conversationRow(conversation: LiveConversation, ownerId: string): WireRecord {
  if (conversation.findSeat(ownerId) === undefined) return row(CONVERSATION, { conversation_id: conversation.id });
  return row(CONVERSATION, { ...parseRecord(initHeader(viewOf(conversation, ownerId), 'ic_header')), is_init: null });
}

/** What was changed or deleted names its latest version, by which its readers pass over it. */
function messageRow(world: LiveWorld, conversation: LiveConversation, message: WireRecord): WireRecord {
  const messageNr = Number(message.message_nr);
  const attachments = conversation.attachmentsIn(messageNr, messageNr).map(({ text }) => parseRecord(text));
  const isEdit = message.flow_message_nr !== undefined;
  const revision = isEdit ? { revision_message_nr: message.flow_message_nr } : {};
  if (world.variants.has('textV2'))
    return row(MESSAGE, { ...asV2(message, attachments), ...revision, is_edit: isEdit });
  const present = attachments.filter(({ is_deleted }) => is_deleted !== true);
  return row(MESSAGE, { ...message, ...revision, is_edit: isEdit, attachments: present });
}

const row = (columns: readonly string[], record: WireRecord): WireRecord =>
  Object.fromEntries(columns.map((column) => [column, record[column] ?? null]));
