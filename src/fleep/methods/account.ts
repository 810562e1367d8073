// fleep/methods: the account itself: its event stream, settings, boards, export (fleep-wire.md, section 2, rows 6–25, and 3.2).
// Invariant: account/lookup makes accounts and account/export/start mails the user, so neither counts as a read (section 8, quirk 14).
import { eventPages, initMode, pageAnswer, streamAnswer } from './common.js';
import { oneOf, optional, reads, required, someOf, touches, writes } from './row.js';

const permission = { mk_permission_type: optional('text', 'mkPermissionType') } as const;

const polled = {
  event_horizon: optional('integer', 'eventHorizon'),
  wait: optional('boolean', 'wait'),
} as const;

export const accountMethods = {
  storingConnectionInformation: reads('account/poll', {
    row: 23,
    see: '3.2',
    inputs: { ...polled, poll_flags: optional(someOf('skip_hidden', 'skip_rest'), 'pollFlags') },
    answer: {
      event_horizon: 'integer',
      stream: 'records',
      sync_progress: 'number',
      static_version: 'text',
      sync_cursor: 'any',
      limit_time: 'integer',
      requests: 'records',
    },
    pages: eventPages,
    note: 'event_horizon is below 0 while the first sync is paged. With wait (the default) it is held for up to 90 s.',
  }),
  listenForNotificationsFromFleep: reads('account/listen', {
    row: 22,
    inputs: polled,
    answer: { event_horizon: 'integer', conv_count: 'integer', messages: 'records', download_url: 'text' },
    pages: eventPages,
    seedOnly: ['downloadUrl'],
    note: 'Older than account/poll. The seed lists download_url, an output, among the inputs.',
  }),
  synchronizeAccount: reads('account/sync', {
    row: 24,
    see: '3.2',
    answer: {
      event_horizon: 'integer',
      email: 'text',
      display_name: 'text',
      account_id: 'text',
      mk_account_status: 'text',
      is_in_org: 'boolean',
      is_org_admin: 'boolean',
    },
    seedOnly: ['eventHorizon', 'email', 'displayName', 'accountId', 'mkAccountStatus'],
    note: 'Takes no inputs: what the seed lists are its outputs.',
  }),
  getNextBatchOfConversations: reads('account/sync_conversations', {
    row: 25,
    see: '3.3',
    inputs: {
      conversation_ids: required('conversation[]', 'conversationIds'),
      mk_init_mode: optional(initMode, 'mkInitMode'),
      sync_cursor: optional('text'),
      label: optional('text'),
      label_id: optional('uuid'),
    },
    answer: streamAnswer,
    note: 'sync_cursor, label and label_id are of 2016.',
  }),
  synchronizehronizePinboard: reads('account/sync_pinboard', {
    row: 16,
    see: '3.8',
    inputs: {
      conversation_id: required('conversation', 'conversationId'),
      pin_weight: optional('number', 'pinWeight'),
      pin_limit: optional('integer', 'pinLimit'),
    },
    answer: pageAnswer,
    pages: { at: 'header', field: 'pin_cursor', end: { kind: 'none' } },
    note: 'Spelled so in the seed.',
  }),
  synchronizeTaskboard: reads('account/sync_taskboard', {
    row: 17,
    see: '3.8',
    inputs: {
      conversation_id: required('conversation', 'conversationId'),
      section_id: required('uuid', 'sectionId'),
      task_weight: optional('number', 'taskWeight'),
      task_limit: optional('integer', 'taskLimit'),
    },
    answer: pageAnswer,
    pages: { at: 'section', field: 'sync_cursor', end: { kind: 'none' } },
    note: 'task_limit is 1 to 100. Answer and end are not established (section 11, question 9).',
  }),
  synchronizeReminders: reads('account/sync_reminders', {
    see: '2 (read methods absent from the seed)',
    answer: streamAnswer,
  }),
  addReminder: writes('account/click_reminder', {
    row: 6,
    inputs: { reminder_id: required('uuid', 'reminderId') },
    note: 'Tells the service that a reminder was shown; it adds none.',
  }),
  getClassificators: reads('classificators', {
    row: 7,
    answer: {
      mk_account_status: 'object',
      mk_message_type: 'object',
      mk_alert_level: 'object',
      mk_email_interval: 'object',
      mk_push_new_message: 'object',
    },
    note: 'Each classificator is an object from value to text. The wrapper calls it by GET with ?ticket=.',
  }),
  editAccountSettings: writes('account/configure', {
    row: 8,
    inputs: {
      display_name: optional('text', 'displayName'),
      password: optional('text', 'password'),
      old_password: optional('text', 'oldPassword'),
      phone_nr: optional('text', 'phoneNumber'),
      email_interval: optional('text', 'emailInterval'),
      is_full_privacy: optional('boolean', 'isFullPrivacy'),
      is_newsletter_disabled: optional('boolean', 'isNewsletterDisabled'),
      is_automute_enabled: optional('boolean', 'isAutomuteEnabled'),
      client_settings: optional('text', 'clientSettings'),
      primary_email: optional('text', 'primaryEmail'),
      fleep_address: optional('text', 'fleepAddress'),
    },
    answer: streamAnswer,
    note: 'client_settings is JSON text. A new password ends the other sessions. A taken fleep_address is refused with 431.',
  }),
  setAccountFlag: writes('account/set_flag', {
    row: 15,
    inputs: { client_flag: required('text', 'clientFlag'), bool_value: optional('boolean', 'boolValue') },
    answer: { client_flags: 'text[]' },
  }),
  exportConversationHistory: touches('account/export/start', {
    row: 11,
    see: '7',
    inputs: {
      export_action: optional(oneOf('history_all'), 'exportAction'),
      conversation_id: optional('conversation', 'conversationId'),
    },
    note:
      'Starts a job at the service, which mails the user when the files are there. ' +
      'Answers with a conv record when a conversation is given, else with a contact record.',
  }),
  getContactsRecordList: touches('account/lookup', {
    row: 13,
    inputs: { lookup_list: required('text[]', 'lookupList'), ignore_list: optional('account[]', 'ignoreList') },
    answer: streamAnswer,
    note: 'Makes an account for every e-mail that has none.',
  }),
  deleteCurrentAvatar: writes('avatar/delete', { row: 20, answer: streamAnswer }),
  uploadAvatar: writes('avatar/upload', {
    row: 21,
    see: '6',
    via: 'upload',
    answer: { files: 'records', stream: 'records' },
    seedOnly: ['imageFile', 'contentType', 'imageName'],
  }),
  getExternalAccountInfo: reads('account/external/account/list', {
    row: 12,
    inputs: { mk_external_account_type: optional('text', 'mkExternalAccountType'), ...permission },
    answer: streamAnswer,
    note: "The types known are 'trello' and 'create_hook'. The answer is not established.",
  }),
  getTrelloBoardList: reads('account/trello/board/list', {
    row: 18,
    inputs: { external_account_id: required('uuid', 'externalAccountId'), ...permission },
    note: 'The answer is not established.',
  }),
} as const;
