// fleep/methods: events of event/store that write (fleep-wire.md, section 3.9). The inputs of such a row are the event's `params`.
// Invariant: params that the sources do not name can be given too, since the lists in them are known to be short.
import { type Inputs, oneOf, optional, required, writes } from './row.js';

const message = { conversation_id: required('conversation'), message_nr: required('integer') } as const;
const typed = {
  conversation_id: required('conversation'),
  message: required('text'),
  attachments: optional('text[]'),
  assignee_ids: optional('account[]'),
} as const;
const conversation = { conversation_id: required('conversation') } as const;
const section = { conversation_id: required('conversation'), section_id: required('uuid') } as const;
const mySection = { section_id: required('uuid') } as const;

const event = <const I extends Inputs>(name: string, inputs: I) =>
  writes('event/store', {
    event: `urn:fleep:client:${name}`,
    see: '3.9',
    isOpen: true,
    inputs,
    answer: { stream: 'records', requests: 'records' },
  });

export const eventWriteMethods = {
  eventAddMessage: event('message:add_plain', typed),
  eventAddTodo: event('message:add_todo', typed),
  eventAddPinned: event('message:add_pinned', typed),
  eventEditMessage: event('message:edit', { ...message, message: optional('text') }),
  eventEditBody: event('message:edit_body', { ...message, message: optional('text') }),
  eventEditSubject: event('message:edit_subject', { ...message, subject: optional('text') }),
  eventEditAttachments: event('message:edit_attachments', { ...message, attachments: optional('text[]') }),
  eventDeleteMessage: event('message:delete', message),
  eventDeleteAttachments: event('message:delete_attachments', message),
  eventSetPlain: event('message:set_plain', message),
  eventSetTodo: event('message:set_todo', message),
  eventSetDone: event('message:set_done', message),
  eventSetPinned: event('message:set_pinned', message),
  eventSetUnpinned: event('message:set_unpinned', message),
  eventMoveTask: event('message:task:set_position', { ...message, prev_message_nr: optional('integer') }),
  eventMovePin: event('message:pin:set_position', { ...message, prev_message_nr: optional('integer') }),
  eventSetAssignees: event('message:set_assignees', { ...message, assignee_ids: optional('account[]') }),
  eventDisablePreview: event('message:disable_preview', message),
  /** Into conversation_id from copy_conversation_id; or, with the names of message/copy, out of conversation_id into to_conv_id. */
  eventCopyMessage: event('message:copy', {
    ...conversation,
    copy_conversation_id: optional('conversation'),
    copy_message_nr: optional('integer'),
    message_nr: optional('integer'),
    to_conv_id: optional('conversation'),
  }),
  eventMarkSpam: event('message:mark_spam', message),
  eventUnmarkSpam: event('message:unmark_spam', message),
  eventAddSection: event('section:task:add', { ...conversation, section_name: optional('text') }),
  eventMoveSection: event('section:task:set_position', section),
  eventDeleteSection: event('section:task:delete', section),
  eventRenameSection: event('section:task:rename', { ...section, section_name: optional('text') }),
  eventArchiveDone: event('section:task:archive_done', section),
  eventAddMySection: event('section:my_task:add', { section_name: optional('text') }),
  eventMoveMySection: event('section:my_task:set_position', mySection),
  eventDeleteMySection: event('section:my_task:delete', mySection),
  eventRenameMySection: event('section:my_task:rename', { ...mySection, section_name: optional('text') }),
  eventAddMembers: event('conv:add_members', { ...conversation, account_ids: optional('account[]') }),
  eventUploadToConversation: event('conv:upload_external', { ...conversation, file_url: optional('text') }),
  eventEnableDoneNotifications: event('conv:enable_done_notifications', conversation),
  eventDisableDoneNotifications: event('conv:disable_done_notifications', conversation),
  eventAddFlag: event('account:add_flag', { client_flag: required('text') }),
  eventRemoveFlag: event('account:remove_flag', { client_flag: required('text') }),
  eventChangePassword: event('account:change_password', {
    password: required('text'),
    old_password: optional('text'),
  }),
  eventChangeSettings: event('account:change_settings', { client_settings: required('text') }),
  eventSetName: event('account:set_name', { name: required('text') }),
  eventSetPhone: event('account:set_phone', { phone_nr: required('text') }),
  eventSetSleepInterval: event('account:set_sleep_interval', { sleep_interval: required('integer') }),
  eventSetPush: event('account:set_mk_push_new_message', { mk_push_new_message: required('text') }),
  eventSetEmailInterval: event('account:set_email_interval', {
    mk_email_interval: required(oneOf('hourly', 'daily', 'never')),
  }),
  eventSetDeviceToken: event('account:set_device_token', {
    mk_device_type: optional(oneOf('android', 'ios')),
    device_token: optional('text'),
  }),
  eventUpdateStatus: event('account:update_status_message', {
    status_emoji: optional('text'),
    status_message: optional('text'),
  }),
  eventUploadForAccount: event('account:upload_external', { file_url: optional('text'), file_name: optional('text') }),
  eventDeleteAccount: event('account:delete', {}),
} as const;
