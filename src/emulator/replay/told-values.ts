// emulator/replay: the fields of a message as the tables have them, so that two records are compared as there.
// Invariant: what the load makes of a value (queries/load/20_messages.sql, src/store/message-record.ts) is made of it here: a number may
// be written as a text, and what fits no column is nothing.
import { mendEscapes } from '../../lib/half-pairs.js';
import type { WireRecord } from '../fields.js';
import { bodyMeaning } from './meanings.js';

const NUMBERS = words(
  `flow_message_nr prev_message_nr ref_message_nr reply_to_message_nr inbox_nr posted_time edited_time pin_weight task_weight`,
);
const LISTS = words('tags assignee_ids');
const VERBATIM = words('reactions mail_hdrs attachments');
const TEXTS = words(
  `mk_message_type mk_message_state message subject edit_account_id section_id account_id sender_name pinned_account_id
  tasked_account_id hook_key`,
);

/** JSON values that are the same where the columns are; null for what is not there. */
const VALUES: ReadonlyMap<string, (value: unknown) => unknown> = new Map([
  ...NUMBERS.map((name) => [name, wholeOf] as const),
  ...LISTS.map((name) => [name, listOf] as const),
  ...VERBATIM.map((name) => [name, (value: unknown) => value] as const),
  ...TEXTS.map((name) => [name, textOf] as const),
]);

/** Null for what is absent, or of a kind that no column takes; undefined for a field that has no column. */
export function toldValue(record: WireRecord, name: string): unknown {
  const own = VALUES.get(name)?.(record[name] ?? null);
  return own === null && name === 'subject' ? subjectInside(record) : own;
}

export const toldNumber = (record: WireRecord, name: string): number | undefined => wholeOf(record[name]) ?? undefined;

/** What the body says, and what it is called in the shapes from before 2016 (fleep-wire.md 4.3). */
export function plainBody(record: WireRecord): string {
  const type = textOf(record.mk_message_type) ?? '';
  return JSON.stringify([type.replace(/^(text|email)V2$/, '$1'), bodyMeaning(type, textOf(record.message) ?? '')]);
}

function wholeOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.round(number) : null;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function listOf(value: unknown): (string | null)[] | null {
  return Array.isArray(value) ? value.map(textOf) : null;
}

/** That of an e-mail of 2016 is in its body. */
function subjectInside({ mk_message_type, message }: WireRecord): string | null {
  if (mk_message_type !== 'textV2' && mk_message_type !== 'emailV2') return null;
  if (typeof message !== 'string' || !message.includes('"subject"')) return null;
  try {
    return textOf(Object(JSON.parse(mendEscapes(message))).subject);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
