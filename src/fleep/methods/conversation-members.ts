// fleep/methods: who is in a conversation and may see what of it, and the one call that stores any field of its header
// (fleep-wire.md, sections 2 and 3.7).
// Invariant: `emails` is one text, its parts apart by commas or semicolons, even where the seed says list.
import { alertLevel, conversationType, fromMessage, syncAnswer } from './common.js';
import { optional, required, writes } from './row.js';

const see = '2 (other mutating paths)';

/** Newer than the seed: accounts and teams instead of e-mails. */
const byId = { account_ids: optional('account[]'), team_ids: optional('team[]') } as const;

export const conversationMemberMethods = {
  addMembersToConversation: writes('conversation/add_members', {
    row: 26,
    id: 'conversation',
    inputs: { emails: required('text', 'email'), ...fromMessage },
    answer: syncAnswer,
  }),
  removeMembersFromConversation: writes('conversation/remove_members', {
    row: 40,
    id: 'conversation',
    inputs: { emails: required('text', 'emails'), ...fromMessage },
    answer: syncAnswer,
  }),
  leaveConversation: writes('conversation/leave', {
    row: 36,
    see: '3.7',
    id: 'conversation',
    inputs: fromMessage,
    answer: syncAnswer,
  }),
  unsubscribeFromConversation: writes('conversation/unsubscribe', {
    row: 50,
    id: 'conversation',
    inputs: { email: required('text', 'email') },
  }),
  discloseConversationHistory: writes('conversation/disclose', {
    row: 33,
    id: 'conversation',
    inputs: {
      emails: optional('text', 'emails'),
      message_nr: required('integer', 'messageNumber'),
      ...fromMessage,
      ...byId,
    },
    answer: syncAnswer,
  }),
  discloseAllConversationsHistory: writes('conversation/disclose_all', {
    row: 34,
    id: 'conversation',
    inputs: { emails: optional('text', 'emails'), ...fromMessage, ...byId },
    answer: syncAnswer,
  }),
  addTeamToConversation: writes('conversation/add_team', {
    see,
    id: 'conversation',
    inputs: { team_id: required('team'), from_message_nr: optional('integer') },
    answer: syncAnswer,
  }),
  removeTeamFromConversation: writes('conversation/remove_team', {
    see,
    id: 'conversation',
    inputs: { team_id: required('team'), from_message_nr: optional('integer') },
    answer: syncAnswer,
  }),
  storeConversationHeaderFields: writes('conversation/store', {
    row: 44,
    see: '3.7',
    id: 'conversation',
    inputs: {
      read_message_nr: optional('integer', 'readMessageNumber'),
      labels: optional('text[]', 'labels'),
      label_ids: optional('uuid[]', 'labelIds'),
      topic: optional('text', 'topic'),
      mk_alert_level: optional(alertLevel, 'mkAlertLevel'),
      snooze_interval: optional('integer', 'snoozeInterval'),
      add_emails: optional('text', 'addEmail'),
      remove_emails: optional('text', 'removeEmail'),
      disclose_emails: optional('text', 'discloseEmail'),
      add_account_ids: optional('account[]', 'addAccountIds'),
      kick_account_ids: optional('account[]', 'kickAccountIds'),
      remove_account_ids: optional('account[]', 'removeAccountIds'),
      disclose_account_ids: optional('account[]', 'discloseAccountIds'),
      disclose_team_ids: optional('team[]'),
      hide_message_nr: optional('integer', 'hideMessageNumber'),
      is_deleted: optional('boolean', 'isDeleted'),
      is_deleted_by_admin: optional('boolean', 'isDeletedByAdmin'),
      ...fromMessage,
      is_autojoin: optional('boolean', 'isAutojoin'),
      is_disclose: optional('boolean', 'isDisclose'),
      can_post: optional('boolean', 'canPost'),
      is_url_preview_disabled: optional('boolean', 'isUrlPreviewDisabled'),
      is_list: optional('boolean', 'isList'),
      add_team_ids: optional('team[]', 'addTeamIds'),
      remove_team_ids: optional('team[]', 'removeTeamIds'),
      is_managed: optional('boolean', 'isManaged'),
      add_admins: optional('account[]', 'addAdmins'),
      remove_admins: optional('account[]', 'removeAdmins'),
      mk_conv_type: optional(conversationType, 'mkConvType'),
      add_ids: optional('account[]'),
      remove_ids: optional('account[]'),
      disclose_ids: optional('account[]'),
    },
    answer: syncAnswer,
    note:
      'Only what has changed is sent; nothing is required, whatever the wrapper says. snooze_interval is in seconds. ' +
      'can_post false leaves. add_ids, remove_ids and disclose_ids are older names.',
  }),
} as const;
