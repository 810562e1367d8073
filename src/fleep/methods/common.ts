// fleep/methods: what many rows of the table have in common.
// Invariant: an answer that is called "→sync" in fleep-wire.md, section 2, has the shape `syncAnswer`, here once.
import { oneOf, optional, type Paging } from './row.js';

/** With it the answer is a forward sync from there; without it conversation state and the message concerned. */
export const fromMessage = { from_message_nr: optional('integer', 'fromMessageNumber') } as const;

export const syncAnswer = { header: 'record', stream: 'records', result_message_nr: 'integer' } as const;

export const streamAnswer = { stream: 'records' } as const;

export const pageAnswer = { header: 'record', stream: 'records' } as const;

/** What account/login gives, and what confirming an account gives as well (section 1.2). */
export const loginAnswer = { account_id: 'text', display_name: 'text', profiles: 'records', ticket: 'text' } as const;

export const initMode = oneOf('ic_header', 'ic_tiny', 'ic_full');

export const alertLevel = oneOf('default', 'never', 'passive');

export const conversationType = oneOf('cct_default', 'cct_list', 'cct_no_mail');

/** A horizon of the header goes into from_message_nr until it is 0 or absent, which mean the same (section 3.8). */
export const horizonPages = (field: string): Paging => ({
  at: 'header',
  field,
  into: 'from_message_nr',
  end: { kind: 'none' },
});

/** The event stream: asked again with the horizon that it came to, until that stands still (section 3.2). */
export const eventPages = {
  at: 'body',
  field: 'event_horizon',
  into: 'event_horizon',
  end: { kind: 'still' },
  first: { event_horizon: 0, wait: false },
} as const satisfies Paging;

/** A list of conversations: to the empty list (section 3.3). */
export const conversationPages = {
  at: 'body',
  field: 'sync_horizon',
  into: 'sync_horizon',
  end: { kind: 'empty', list: 'conversations' },
} as const satisfies Paging;
