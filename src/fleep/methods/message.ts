// fleep/methods: messages: sending, changing, copying, reading marks, pins (fleep-wire.md, sections 2, 3.6 and 5.3).
// Invariant: a message is text as it is typed; the service makes the XML of it.
import { fromMessage, syncAnswer } from './common.js';
import { optional, required, writes } from './row.js';

const see = '2 (other mutating paths)';
const from = { from_message_nr: optional('integer') } as const;
const numbered = { message_nr: required('integer', 'messageNumber'), ...fromMessage } as const;

export const messageMethods = {
  sendMessage: writes('message/send', {
    row: 55,
    see: '5.3',
    id: 'conversation',
    inputs: {
      message: required('text', 'message'),
      ...fromMessage,
      attachments: optional('text[]', 'attachments'),
      file_ids: optional('text[]'),
      is_retry: optional('boolean', 'isRetry'),
      client_req_id: optional('uuid'),
    },
    answer: syncAnswer,
    note:
      'More than 60 in quick succession to one conversation are refused with 431. The wrapper never sends is_retry. ' +
      'file_ids are of 2015: ids that an upload gave.',
  }),
  storeMessage: writes('message/store', {
    row: 56,
    see: '3.6, 4.2',
    id: 'conversation',
    inputs: {
      message_nr: optional('integer', 'messageNumber'),
      message: optional('text', 'message'),
      attachments: optional('text[]', 'attachments'),
      tags: optional('text[]', 'tags'),
      pin_weight: optional('number', 'pinWeight'),
      assignee_ids: optional('account[]', 'assigneeIds'),
      subject: optional('text', 'subject'),
      ...fromMessage,
      is_retry: optional('boolean', 'isRetry'),
      client_req_id: optional('uuid', 'CrapNetId'),
      is_url_preview_disabled: optional('boolean', 'isUrlPreviewDisabled'),
      fwd_conversation_id: optional('conversation', 'forwardedConversationId'),
      fwd_message_nr: optional('integer', 'forwardedMessageNumber'),
      add_reactions: optional('text[]', 'addReactions'),
      del_reactions: optional('text[]', 'deleteReactions'),
    },
    answer: { ...syncAnswer, client_req_id: 'text' },
    note: 'The wrapper sends deleteReactions as add_reactions. CrapNetId is a UUID and no number.',
  }),
  editConversationMessage: writes('message/edit', {
    row: 53,
    id: 'conversation',
    inputs: {
      message: required('text', 'message'),
      ...numbered,
      attachments: optional('text[]', 'attachments'),
    },
    answer: syncAnswer,
    note: 'Somebody else’s message that is not pinned is refused with 431.',
  }),
  deleteMessageFromConversation: writes('message/delete', {
    row: 52,
    id: 'conversation',
    inputs: { ...numbered, attachment_id: optional('text', 'attachmentId') },
    answer: syncAnswer,
  }),
  copyMessage: writes('message/copy', {
    row: 51,
    id: 'conversation',
    inputs: { ...numbered, to_conv_id: required('conversation', 'toConversationId') },
    answer: syncAnswer,
    note: 'A deleted message cannot be copied: 431.',
  }),
  markMessageAsRead: writes('message/mark_read', { row: 54, id: 'conversation', inputs: numbered, answer: syncAnswer }),
  markMessageAsUnread: writes('message/mark_unread', {
    see: '2 (row 54)',
    id: 'conversation',
    inputs: { message_nr: required('integer'), ...from },
    answer: syncAnswer,
  }),
  pinMessage: writes('message/pin', {
    see,
    id: 'conversation',
    inputs: { message_nr: required('integer'), pin_weight: optional('number'), ...from },
    answer: syncAnswer,
  }),
  unpinMessage: writes('message/unpin', {
    see,
    id: 'conversation',
    inputs: { pin_message_nr: required('integer'), ...from },
    answer: syncAnswer,
  }),
  repinMessage: writes('message/repin', {
    see,
    id: 'conversation',
    inputs: { pin_message_nr: required('integer'), pin_weight: optional('number'), ...from },
    answer: syncAnswer,
  }),
  snoozeMessage: writes('message/snooze', {
    see,
    id: 'conversation',
    isOpen: true,
    inputs: { message_nr: optional('integer'), snooze_interval: optional('integer') },
    answer: syncAnswer,
    note: 'snooze_interval is in seconds.',
  }),
} as const;
