// emulator: one message and what hangs on it, as the variants that are switched on have it.
// Invariant: without a variant nothing comes through here, so that the usual way stays a copy of texts.
import { parseRecord, type WireRecord } from './fields.js';
import { asV2, hasV2Payload } from './v2-messages.js';
import type { Variant, Variants } from './variants.js';
import type { Attachment } from './world.js';

export interface MessageParts {
  readonly message: WireRecord;
  readonly attachments: readonly Attachment[];
  /** JSON texts of the versions before this one, oldest first, as far as they are known. */
  readonly older: readonly string[];
}

const SHAPES: readonly Variant[] = ['textV2', 'revision-records', 'no-prev-number', 'api-v4'];

/** Whether any of the variants concerns records. */
export const variesRecords = (variants: Variants): boolean => SHAPES.some((name) => variants.has(name));

/** JSON texts of the records that stand for a message, in the order in which they are sent. */
export function variedTexts(variants: Variants, { message, attachments, older }: MessageParts): string[] {
  const records = attachments.map(({ text }) => parseRecord(text));
  const shape = (one: WireRecord) => shapeOf(variants, one, records);
  const stale = variants.has('revision-records') ? older.map((one) => shape(superseded(one, message))) : [];
  const shaped = shape(message);
  const separate = variants.has('textV2') && hasV2Payload(shaped) ? [] : records;
  return [...stale, shaped, ...separate].map((record) => JSON.stringify(record));
}

function shapeOf(variants: Variants, message: WireRecord, attachments: readonly WireRecord[]): WireRecord {
  let shaped = variants.has('textV2') ? asV2(message, attachments) : message;
  if (variants.has('api-v4')) shaped = { ...shaped, is_edit: 'edit_account_id' in message, attachments };
  if (!variants.has('no-prev-number')) return shaped;
  const { prev_message_nr: _number, ...rest } = shaped;
  return rest;
}

/** A version that is no longer the latest one names the event that replaced it (fleep-wire.md 3.6). */
function superseded(text: string, { profile_id, flow_message_nr }: WireRecord): WireRecord {
  return { ...parseRecord(text), profile_id, revision_message_nr: flow_message_nr };
}
