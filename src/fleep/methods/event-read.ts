// fleep/methods: events of event/store that read (fleep-wire.md, section 3.9). The inputs of such a row are the event's `params`.
// Invariant: event/store itself can do anything, so the bare call counts as a write; only the events named here are reads.
import { initMode } from './common.js';
import { optional, reads, required, touches, writes } from './row.js';

const see = '3.9';
const answer = { stream: 'records', requests: 'records' } as const;
const board = { conversation_id: required('conversation'), sync_cursor: optional('text') } as const;

export const eventReadMethods = {
  storeEvents: writes('event/store', {
    see: '3.9',
    inputs: { stream: required('object[]') },
    answer,
    note:
      'A list of {client_req_id, mk_event_type, params}. Answered with 200 even when an event failed: ' +
      'each request record has its own status_code. A client_req_id sent again gives the first result again.',
  }),
  eventSyncInitial: reads('event/store', {
    event: 'urn:fleep:client:conv:sync_initial',
    see,
    inputs: { conversation_id: required('conversation') },
    answer,
  }),
  eventSyncConversations: reads('event/store', {
    event: 'urn:fleep:client:account:sync_conversations',
    see,
    inputs: { conversation_ids: required('conversation[]'), mk_init_mode: optional(initMode) },
    answer,
  }),
  eventSyncPins: reads('event/store', {
    event: 'urn:fleep:client:conv:pin:sync',
    see: '3.8, 3.9',
    inputs: {
      conversation_id: required('conversation'),
      limit: optional('integer'),
      pin_cursor: optional('text'),
    },
    answer,
  }),
  eventSyncSectionTasks: reads('event/store', {
    event: 'urn:fleep:client:section:task:sync',
    see: '3.8, 3.9',
    inputs: { ...board, section_id: required('uuid') },
    answer,
    pages: { at: 'section', field: 'sync_cursor', into: 'sync_cursor', end: { kind: 'none' } },
  }),
  eventSyncMyTasks: reads('event/store', {
    event: 'urn:fleep:client:section:my_task:sync',
    see: '3.8, 3.9',
    inputs: { section_id: required('uuid') },
    answer,
    note: 'Messages with task_state.',
  }),
  eventGetContact: reads('event/store', {
    event: 'urn:fleep:client:contact:get',
    see,
    isOpen: true,
    answer,
  }),
  eventGetDialog: touches('event/store', {
    event: 'urn:fleep:client:contact:get_dialog',
    see,
    isOpen: true,
    answer,
    note: 'Listed among the reads; account/dialog, its older form, makes the conversation where there is none.',
  }),
  eventLookupContact: touches('event/store', {
    event: 'urn:fleep:client:contact:lookup_by_email',
    see,
    isOpen: true,
    answer,
    note: 'Listed among the reads; account/lookup, its older form, makes accounts for unknown e-mails.',
  }),
} as const;
