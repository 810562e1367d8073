// fleep/methods: finding conversations and reading one: state, flow, files, pins (fleep-wire.md, sections 2, 3.3, 3.4, 3.5, 3.8).
// Invariant: every call here is a read but show_activity, which shows the account as present (section 8, quirk 14).
import {
  conversationPages,
  fromMessage,
  horizonPages,
  initMode,
  pageAnswer,
  streamAnswer,
  syncAnswer,
} from './common.js';
import { oneOf, optional, reads, required, touches } from './row.js';

/** What conversation/sync returns around a message (section 3.4). The last two are the official Python client's. */
const direction = oneOf(
  'ic_header',
  'ic_tiny',
  'ic_full',
  'ic_flow',
  'ic_end',
  'ic_backward',
  'ic_forward',
  'ic_files',
  'ic_pinboard',
  'ic_tasks',
  'forward',
  'backward',
);
export type Direction = (typeof direction)['oneOf'][number];

export const conversationMethods = {
  getAllConversation: reads('conversation/list', {
    row: 37,
    see: '3.3',
    inputs: { sync_horizon: optional('integer', 'synchronizeHorizon') },
    answer: { conversations: 'records', sync_horizon: 'integer' },
    pages: conversationPages,
    note: 'The same conversation may come twice. The page size is not established.',
  }),
  synchronizeStateForConversation: reads('conversation/sync', {
    row: 45,
    see: '3.4, 3.5',
    id: 'conversation',
    inputs: { ...fromMessage, mk_direction: optional(direction, 'mkDirection') },
    answer: { ...syncAnswer, hook_info: 'object' },
    pages: {
      at: 'header',
      field: 'fw_message_nr',
      into: 'from_message_nr',
      end: { kind: 'up to', field: 'last_message_nr' },
      unless: 'mk_direction',
    },
    note: 'ic_forward gives visible messages only: edits are lost with it.',
  }),
  synchronizeBackwardForConversation: reads('conversation/sync_backward', {
    row: 46,
    see: '3.5',
    id: 'conversation',
    inputs: fromMessage,
    answer: pageAnswer,
    pages: {
      at: 'header',
      field: 'bw_message_nr',
      into: 'from_message_nr',
      end: { kind: 'down to', field: 'join_message_nr' },
    },
    note: 'Whether from_message_nr itself comes along is not established.',
  }),
  synchronizeFilesForConversation: reads('conversation/sync_files', {
    see: '2 (read methods absent from the seed), 3.8',
    id: 'conversation',
    inputs: { from_message_nr: optional('integer') },
    answer: pageAnswer,
    pages: horizonPages('file_horizon'),
    note: 'from_message_nr is the file_horizon of the header.',
  }),
  synchronizePinboardForConversation: reads('conversation/sync_pins', {
    row: 47,
    see: '3.8',
    id: 'conversation',
    inputs: fromMessage,
    answer: pageAnswer,
    pages: horizonPages('pin_horizon'),
    note: 'Every client calls sync_pins; only the text of ConvInfo says sync_pinboard. from_message_nr is the pin_horizon.',
  }),
  synchronizeTeamsList: reads('conversation/sync_teams', {
    row: 48,
    see: '3.10',
    id: 'conversation',
    isIdMissingInSeed: true,
    inputs: { team_ids: required('team[]', 'teamIds') },
    answer: streamAnswer,
    note: 'The seed leaves out the conversation.',
  }),
  checkPermissions: reads('conversation/check_permissions', {
    row: 28,
    see: '1.4',
    id: 'conversation',
    answer: {},
    note: '430 for a conversation that the account never belonged to, 431 after leaving it.',
  }),
  getActivity: touches('conversation/show_activity', {
    row: 43,
    id: 'conversation',
    inputs: { message_nr: optional('integer', 'messageNumber'), is_writing: optional('boolean', 'isWriting') },
    answer: streamAnswer,
    note: 'Shows the account as present and starts a stream of activity records.',
  }),
  synchronizeLabelConversations: reads('label/sync_conversations', {
    see: '2 (read methods absent from the seed), 3.3',
    inputs: {
      label_id: required('uuid'),
      mk_init_mode: optional(initMode),
      sync_cursor: optional('text'),
    },
    answer: streamAnswer,
    pages: {
      at: 'label',
      field: 'sync_cursor',
      into: 'sync_cursor',
      end: { kind: 'none', orZero: 'sync_inbox_time' },
    },
    note: 'That it takes the cursor is inferred (section 11, question 10).',
  }),
  listLabelledConversations: reads('conversation/label', {
    see: '2 (read methods absent from the seed)',
    inputs: { label: required('text'), sync_horizon: optional('integer') },
    answer: { conversations: 'records', sync_horizon: 'integer' },
    pages: conversationPages,
    note: 'Of 2016. The answer is taken to be that of conversation/list.',
  }),
} as const;
