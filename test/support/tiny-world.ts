// test support: lines for worlds that are written down in a test.
import type { Line } from './sync.js';

export const VIEWER = '00000000-0000-4000-8000-00000000000a';
export const ANNA = '00000000-0000-4000-8000-000000000001';
export const BERT = '00000000-0000-4000-8000-000000000002';

export const people: readonly Line[] = [
  {
    mk_rec_type: 'account',
    account_id: VIEWER,
    email: 'archivist@example.org',
    password: 'correct horse',
    display_name: 'Archivist',
  },
  ...[VIEWER, ANNA, BERT].map((account_id) => ({
    mk_rec_type: 'contact',
    account_id,
    display_name: account_id.slice(-1),
  })),
];

export const conv = (conversation_id: string, more: Line = {}): Line => ({
  mk_rec_type: 'conv',
  conversation_id,
  topic: conversation_id,
  members: [VIEWER, ANNA, BERT],
  ...more,
});

export const message = (conversation_id: string, message_nr: number, more: Line = {}): Line => ({
  mk_rec_type: 'message',
  conversation_id,
  message_nr,
  account_id: ANNA,
  mk_message_type: 'text',
  message: `<msg><p>message ${message_nr}</p></msg>`,
  posted_time: 1_500_000_000 + message_nr,
  tags: [],
  ...more,
});
