// emulator/replay: every record of an archive but its messages, merged as a client merges them (fleep-wire.md 4.0): a new field
// overwrites, a missing one keeps its value, null is a value. Keys are those of the tables (queries/load/00_prelude.sql).
// Invariant: a value keeps its JSON text, and a record that only ever came with one text keeps that text whole.

import { membersOf, withTail } from '../../lib/json-members.js';
import { integerOf, textOf, type WireRecord } from '../fields.js';

/** One record as the archive knows it in the end. */
export class MergedRecord {
  /** '' for a record of the account as a whole. */
  readonly conversationId: string;
  #latest: string;
  #members: Map<string, string> | undefined;

  constructor(conversationId: string, text: string) {
    this.conversationId = conversationId;
    this.#latest = text;
  }

  merge(text: string): void {
    if (text === this.#latest) return;
    this.#members ??= membersOf(this.#latest);
    for (const [name, value] of membersOf(text)) this.#members.set(name, value);
    this.#latest = text;
  }

  /** The record's JSON text. */
  get text(): string {
    return this.#members === undefined ? this.#latest : objectText(this.#members);
  }
}

/** `"name":value` pairs as one JSON object. */
export function objectText(members: Iterable<readonly [string, string]>): string {
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

export class SmallRecords {
  readonly #byType = new Map<string, Map<string, MergedRecord>>();

  /** The types that there are records of, the one that came first in front. */
  get types(): readonly string[] {
    return [...this.#byType.keys()];
  }

  /** Takes a record with its JSON text, in the order in which they came. */
  add(type: string, record: WireRecord, text: string): void {
    const key = keyOf(type, record, text);
    if (key === '') return;
    const isTyped = type === '' || record.mk_rec_type === type;
    const typed = isTyped ? text : withTail(text, `"mk_rec_type":${JSON.stringify(type)}`);
    const ofType = this.#byType.get(type) ?? new Map<string, MergedRecord>();
    this.#byType.set(type, ofType);
    // What is kept text by text is heard in the order in which it last came.
    if (key === text) ofType.delete(key);
    const known = ofType.get(key);
    if (known !== undefined) known.merge(typed);
    else ofType.set(key, new MergedRecord(textOf(record, 'conversation_id'), typed));
  }

  of(type: string): readonly MergedRecord[] {
    return [...(this.#byType.get(type)?.values() ?? [])];
  }
}

type KeyPart = (record: WireRecord) => string;

const text =
  (...names: readonly string[]): KeyPart =>
  (record) =>
    names.map((name) => textOf(record, name)).find((value) => value !== '') ?? '';
/** A part that may be absent. */
const optional =
  (part: KeyPart): KeyPart =>
  (record) =>
    `=${part(record)}`;
const messageNr: KeyPart = (record) => `=${integerOf(record, 'message_nr') ?? ''}`;

const KEYS: Readonly<Record<string, readonly KeyPart[]>> = {
  conv: [text('conversation_id')],
  contact: [text('account_id')],
  file: [text('conversation_id'), messageNr, optional(text('attachment_id', 'file_url'))],
  preview: [text('conversation_id'), messageNr, optional(text('attachment_id', 'attached_url'))],
  team: [text('team_id')],
  label: [text('label_id')],
  hook: [text('conversation_id'), text('hook_key', 'hook_id')],
  section: [optional(text('conversation_id')), text('section_id')],
  reminder: [text('reminder_id')],
  org_header: [text('organisation_id')],
  org_member: [text('organisation_id'), text('account_id')],
  archive_file: [text('file_url')],
};

/** Of these a world takes none without a key, and neither do the tables. */
const NEED_KEY = new Set(['conv', 'contact', 'file', 'preview', 'team', 'archive_file']);

/** The text itself where there is no key: such records are kept text by text. '' for a record that has no place at all. */
function keyOf(type: string, record: WireRecord, whole: string): string {
  const parts = KEYS[type]?.map((part) => part(record)) ?? [''];
  if (!parts.includes('')) return JSON.stringify(parts);
  return NEED_KEY.has(type) ? '' : whole;
}
