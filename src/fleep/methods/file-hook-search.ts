// fleep/methods: uploads, webhooks and search (fleep-wire.md, sections 2, 3.10, 6 and 9.20).
// Invariant: an upload carries its ticket in the query, not in a body (section 1.2); a hook address takes no session at all.
import { fromMessage, syncAnswer } from './common.js';
import { optional, reads, required, someOf, writes } from './row.js';

export const fileMethods = {
  uploadFile: writes('file/upload', {
    row: 69,
    see: '6',
    via: 'upload',
    answer: { files: 'records' },
    seedOnly: ['file', 'contentType', 'fileName'],
    note: 'Each file: file_id, upload_url, name, size in bytes, file_type, file_sha256. upload_url goes into attachments.',
  }),
  uploadExternalFile: writes('file/upload/external', {
    row: 70,
    see: '4.7',
    inputs: {
      file_url: required('text', 'fileUrl'),
      file_name: optional('text', 'fileName'),
      file_size: optional('integer', 'fileSize'),
      file_origin: optional('text', 'fileOrigin'),
      conversation_id: optional('conversation', 'conversationId'),
      upload_id: optional('text', 'uploadId'),
    },
    answer: { request_id: 'text' },
    note: 'At most 1073741824 bytes. upload records tell of it through account/poll.',
  }),
  renameFile: writes('file/rename', {
    see: '2 (other mutating paths)',
    id: 'conversation',
    isOpen: true,
    inputs: { file_id: optional('text'), file_name: optional('text'), from_message_nr: optional('integer') },
    answer: syncAnswer,
  }),
} as const;

export const hookMethods = {
  getConversationWebhook: reads('conversation/show_hooks', {
    row: 78,
    see: '3.10',
    id: 'conversation',
    answer: { hooks: 'records' },
    note: 'Former hooks too. hook_url and hook_key only for the owner; both are secrets.',
  }),
  createConversationWebhook: writes('conversation/create_hook', {
    row: 76,
    id: 'conversation',
    inputs: {
      mk_hook_type: required('text', 'hookType'),
      hook_name: optional('text', 'hookName'),
      outgoing_url: optional('text', 'outgoingUrl'),
      outgoing_disabled: optional('boolean', 'outgoingDisabled'),
      external_account_id: optional('uuid', 'externalAccountId'),
      external_object_id: optional('text', 'externalObjectId'),
      ...fromMessage,
    },
    answer: { ...syncAnswer, hook_info: 'object' },
  }),
  configureConversationWebhook: writes('conversation/configure_hook', {
    row: 75,
    id: 'conversation',
    isIdMissingInSeed: true,
    inputs: {
      hook_key: required('text', 'hookKey'),
      hook_name: optional('text', 'hookName'),
      outgoing_url: optional('text', 'outgoingUrl'),
      outgoing_disabled: optional('boolean', 'outgoingDisabled'),
      ...fromMessage,
    },
    answer: syncAnswer,
    note: 'The seed leaves out the conversation.',
  }),
  removeConversationWebhook: writes('conversation/drop_hook', {
    row: 77,
    id: 'conversation',
    inputs: { hook_key: required('text', 'hookKey'), ...fromMessage },
    answer: syncAnswer,
  }),
  webhookEvent: writes('/hook', {
    see: '2 (routes of the wrapper), 9.20',
    id: 'hook',
    isPublic: true,
    isOpen: true,
    inputs: { message: optional('text'), messages: optional('object[]'), is_read: optional('boolean') },
    note:
      'The wrapper’s route of this name passes on what a hook sends and calls nothing at Fleep; ' +
      'this is the address that a hook takes messages at.',
  }),
} as const;

export const searchMethods = {
  getContentBySearchQuery: reads('search', {
    row: 57,
    see: '3.10',
    inputs: {
      keywords: required('text', 'keywords'),
      conversation_id: optional('conversation', 'conversationId'),
      need_suggestions: optional('boolean', 'needSuggestions'),
      search_types: optional(someOf('topic', 'chat', 'file', 'pin', 'task', 'subject'), 'searchTypes'),
      ignore_conversation_ids: optional('conversation[]', 'ignoreConversationIds'),
      is_extended_search: optional('boolean'),
    },
    answer: { headers: 'records', matches: 'records', stream: 'records', suggestions: 'any' },
    note: 'keywords is one text with spaces. The seed has the description of another method. The index is about 5 s behind.',
  }),
  loadIndexDataToCache: reads('search/prepare', { row: 58 }),
  dropIndexDataToCache: writes('search/reset', { row: 59 }),
  getSuggestWords: reads('search/suggest', {
    row: 60,
    inputs: {
      keywords: required('text', 'keywords'),
      conversation_id: optional('conversation', 'conversationId'),
    },
    note: 'Words that continue the last one; the shape of the answer is not established.',
  }),
} as const;
