// fleep/methods: making a conversation and changing it for oneself (fleep-wire.md, section 2).
// Invariant: marking as read, hiding and unhiding change what the account sees, so they are writes like the rest.
import { alertLevel, conversationType, fromMessage, initMode, streamAnswer, syncAnswer } from './common.js';
import { optional, required, writes } from './row.js';

export const conversationChangeMethods = {
  createConversation: writes('conversation/create', {
    row: 30,
    inputs: {
      topic: optional('text', 'topic'),
      emails: optional('text', 'email'),
      subject: optional('text', 'subject'),
      message: optional('text', 'message'),
      attachments: optional('text[]', 'attachments'),
      is_invite: optional('boolean', 'isInvite'),
      is_autojoin: optional('boolean', 'isAutojoin'),
      is_disclose: optional('boolean', 'isDisclose'),
      fwd_conversation_id: optional('conversation', 'fwdConversationId'),
      fwd_message_nr: optional('integer'),
      team_ids: optional('team[]', 'teamIds'),
      account_ids: optional('account[]', 'accountIds'),
      fork_conversation_id: optional('conversation', 'forkConversationId'),
      is_list: optional('boolean', 'isList'),
      is_managed: optional('boolean', 'isManaged'),
      mk_conv_type: optional(conversationType, 'mkConvType'),
    },
    answer: syncAnswer,
    note: 'emails is one text, its parts apart by commas or semicolons. The header is a full one (ic_full).',
  }),
  autojoinConversation: writes('conversation/autojoin', {
    row: 27,
    inputs: { conv_url_key: required('text', 'conversationUrlKey') },
    answer: syncAnswer,
    note: 'Takes a conversation_id or the last part of an autojoin_url.',
  }),
  convertConversation: writes('conversation/convert_api', { row: 29, see: '1.2', id: 'conversation' }),
  createVideoCall: writes('conversation/create_call', {
    row: 31,
    id: 'conversation',
    inputs: { provider: optional('text', 'provider'), room_name: optional('text', 'roomName') },
    answer: syncAnswer,
    note: "The provider known is 'appear.in'. In 2016 it was conversation/create_hangout.",
  }),
  changeConversationTopic: writes('conversation/set_topic', {
    row: 42,
    id: 'conversation',
    inputs: { topic: required('text', 'topic'), ...fromMessage },
    answer: syncAnswer,
  }),
  setConversationAlerts: writes('conversation/set_alerts', {
    row: 41,
    id: 'conversation',
    inputs: { mk_alert_level: required(alertLevel, 'mkAlertLevel'), ...fromMessage },
    answer: syncAnswer,
  }),
  markConversationAsRead: writes('conversation/mark_read', {
    row: 38,
    id: 'conversation',
    inputs: { mk_init_mode: optional(initMode, 'mkInitMode') },
    answer: syncAnswer,
    note: 'Answers with the state of the conversation from its new read horizon on.',
  }),
  hideConversation: writes('conversation/hide', {
    row: 35,
    id: 'conversation',
    inputs: fromMessage,
    answer: syncAnswer,
  }),
  unhideConversation: writes('conversation/unhide', {
    row: 49,
    id: 'conversation',
    inputs: fromMessage,
    answer: syncAnswer,
  }),
  deleteConversation: writes('conversation/delete', {
    row: 32,
    see: '3.7',
    id: 'conversation',
    inputs: { from_message_nr: optional('integer') },
    answer: syncAnswer,
  }),
  sendPokeEven: writes('conversation/poke', {
    row: 39,
    id: 'conversation',
    inputs: {
      message_nr: required('integer', 'messageNumber'),
      ...fromMessage,
      is_bg_poke: optional('boolean', 'isBgPoke'),
    },
    answer: syncAnswer,
    note: 'Spelled so in the seed. A poke record comes through account/poll later.',
  }),
  updateConversationLabels: writes('conversation/update_labels', {
    see: '2 (other mutating paths)',
    id: 'conversation',
    inputs: { labels: required('text[]') },
    answer: syncAnswer,
  }),
  runSlashCommand: writes('conversation/slash_command', {
    see: '2 (other mutating paths)',
    id: 'conversation',
    isOpen: true,
  }),
  importIntoConversation: writes('conversation/import', {
    see: '2 (other mutating paths)',
    id: 'conversation',
    isOpen: true,
    inputs: { hook_id: optional('uuid'), messages: optional('object[]') },
  }),
  storeLabel: writes('label/store', {
    see: '2 (other mutating paths), 4.7',
    inputs: {
      label: optional('text'),
      label_id: optional('uuid'),
      index: optional('integer'),
      is_on_left_pane: optional('boolean'),
      is_in_recent: optional('boolean'),
      is_in_muted: optional('boolean'),
    },
    answer: streamAnswer,
    note: 'index −1 removes the label.',
  }),
} as const;
