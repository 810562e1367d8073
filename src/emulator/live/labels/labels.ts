// emulator/live: the labels of each account (fleep-wire.md 4.7): those of the service, those of its teams and its own.
// Invariant: a label of the world belongs to everybody who came with it and is sent as the world has it until its owner changes
// it; an account that came later begins with the labels of the service. What one account does to a label is for that account alone.
import { randomUUID } from 'node:crypto';
import { isRecord, numberOf, parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { LabelRecord, WorldSource } from '../../world.js';
import type { Accounts } from '../accounts/accounts.js';

/** Name, subtype, and whether it is on the left pane, in Recent, in Muted. */
const SYSTEM_LABELS: readonly (readonly [string, string, boolean, boolean, boolean])[] = [
  ['Unread', 'unread', false, true, true],
  ['starred', 'starred', true, false, false],
  ['Recent', 'recent', true, true, false],
  ['Muted', 'muted', true, false, true],
  ['1:1 Conversations', '1:1 conversations', false, true, true],
  ['Email', 'email', false, true, true],
  ['Archived', 'archived', true, false, false],
  ['Spam', 'spam', true, false, false],
];

/** System labels that a user gives to a conversation and takes away again. */
const GIVEN_BY_HAND = new Set(['user', 'starred', 'spam']);

export const isGivenByHand = ({ subtype }: LabelRecord): boolean => GIVEN_BY_HAND.has(subtype);

export class Labels {
  readonly #base: WorldSource;
  readonly #accounts: Accounts;
  readonly #labels = new Map<string, Map<string, LabelRecord>>();

  constructor(base: WorldSource, accounts: Accounts) {
    this.#base = base;
    this.#accounts = accounts;
  }

  of(accountId: string): readonly LabelRecord[] {
    return [...this.#of(accountId).values()];
  }

  find(accountId: string, labelId: string): LabelRecord | undefined {
    return this.#of(accountId).get(labelId);
  }

  /** Without regard to case. */
  findByName(accountId: string, name: string): LabelRecord | undefined {
    const wanted = name.trim().toLowerCase();
    return this.of(accountId).find(({ text }) => textOf(parseRecord(text), 'label').toLowerCase() === wanted);
  }

  findOfTeam(accountId: string, teamId: string): LabelRecord | undefined {
    return this.of(accountId).find(({ text }) => textOf(parseRecord(text), 'team_id') === teamId);
  }

  findBySubtype(accountId: string, subtype: string): LabelRecord | undefined {
    return this.of(accountId).find((label) => label.subtype === subtype);
  }

  /** A new label at the end of the list. `fields` are laid over those of a user's own label. */
  add(accountId: string, label: string, fields: WireRecord = {}): LabelRecord {
    return this.#put(accountId, {
      mk_rec_type: 'label',
      label_id: randomUUID(),
      label,
      index: this.#nextIndex(accountId),
      mk_label_type: 'user_label',
      mk_label_subtype: 'user',
      mk_label_status: 'active',
      is_on_left_pane: true,
      is_in_recent: true,
      is_in_muted: true,
      ...fields,
    });
  }

  /** The label of the service, made when an account of the world has none yet. */
  system(accountId: string, subtype: string): LabelRecord | undefined {
    const known = this.findBySubtype(accountId, subtype);
    const stated = SYSTEM_LABELS.find(([, name]) => name === subtype);
    return known ?? (stated && this.#addSystem(accountId, stated));
  }

  change(accountId: string, label: LabelRecord, fields: WireRecord): LabelRecord {
    return this.#put(accountId, { ...parseRecord(label.text), ...fields });
  }

  /** Gives the record that tells of it. */
  remove(accountId: string, label: LabelRecord): WireRecord {
    this.#of(accountId).delete(label.labelId);
    const { label: _name, ...rest } = parseRecord(label.text);
    return { ...rest, index: -1, mk_label_status: 'removed' };
  }

  /** The labels that a practice server wrote down for an account. */
  #writtenDown(accountId: string): LabelRecord[] | undefined {
    const labels = this.#base.logins.find((login) => login.accountId === accountId)?.state?.labels;
    return Array.isArray(labels) ? labels.filter(isRecord).map(labelOf) : undefined;
  }

  #put(accountId: string, fields: WireRecord): LabelRecord {
    const record = labelOf(fields);
    this.#of(accountId).set(record.labelId, record);
    return record;
  }

  #addSystem(accountId: string, [label, subtype, left, recent, muted]: (typeof SYSTEM_LABELS)[number]): LabelRecord {
    return this.add(accountId, label, {
      mk_label_type: 'system_label',
      mk_label_subtype: subtype,
      is_on_left_pane: left,
      is_in_recent: recent,
      is_in_muted: muted,
    });
  }

  #nextIndex(accountId: string): number {
    const indexes = this.of(accountId).map(({ text }) => numberOf(parseRecord(text), 'index') ?? 0);
    return 1 + Math.max(-1, ...indexes);
  }

  #of(accountId: string): Map<string, LabelRecord> {
    const known = this.#labels.get(accountId);
    if (known) return known;
    const written = this.#writtenDown(accountId);
    const isOfWorld = this.#accounts.isOfWorld(accountId);
    const stated = written ?? (isOfWorld ? this.#base.labels : []);
    const labels = new Map(stated.map((label) => [label.labelId, label]));
    this.#labels.set(accountId, labels);
    if (!isOfWorld && written === undefined) for (const stated of SYSTEM_LABELS) this.#addSystem(accountId, stated);
    return labels;
  }
}

const labelOf = (fields: WireRecord): LabelRecord => ({
  labelId: textOf(fields, 'label_id'),
  subtype: textOf(fields, 'mk_label_subtype'),
  text: JSON.stringify(fields),
});
