// emulator/replay: records of one message that say the same → one version with what any of them says.
// Invariant: as the tables do it (queries/load/30_contested.sql and 33_echoes.sql).
import { membersOf } from '../../lib/json-members.js';
import { integerOf, parseRecord, type WireRecord } from '../fields.js';
import { meaningOf, shortState } from './meanings.js';
import { objectText } from './small-records.js';
import { plainBody, toldValue } from './told-values.js';

/** A record of a message in the place in which it came. */
export interface Told {
  readonly text: string;
  /** Whether it is of a history that was taken over from a file. */
  readonly isImported: boolean;
}

/** The same as a version of its message. */
export interface Said extends Told {
  readonly flowNr: number;
  readonly record: WireRecord;
  /** Place in the order in which they came. */
  readonly arrival: number;
  /** The first place at which any record said the same. */
  readonly firstArrival: number;
}

export const statedFlow = (record: WireRecord): number | undefined => integerOf(record, 'flow_message_nr');

export function saidOf(messageNr: number, { text, isImported }: Told, arrival: number): Said {
  const record = parseRecord(text);
  return { text, isImported, record, arrival, firstArrival: arrival, flowNr: statedFlow(record) ?? messageNr };
}

/** In which fields two records of one flow number must differ to be two versions. */
const STATE_FIELDS = words(
  `mk_message_type mk_message_state message subject tags edited_time edit_account_id reactions pin_weight section_id task_weight
  assignee_ids`,
);

/** What a record of a version that is known already may add to it. */
const COMPLETED_FIELDS = words(
  `flow_message_nr prev_message_nr ref_message_nr reply_to_message_nr inbox_nr account_id sender_name posted_time pinned_account_id
  tasked_account_id mail_hdrs hook_key attachments`,
);

/** Of one version: those with which the service began to say it, the last in front, and all others as they came. */
interface SameState {
  readonly begun: Said[];
  readonly repeated: Said[];
}

/** Records that say the same are one version: where it was said first, or first again after something else. A history says nothing again. */
export function united(all: readonly Said[]): Said[] {
  const versions = new Map<string, SameState>();
  const last = new Map<string, string>();
  for (const one of all.toSorted((a, b) => a.arrival - b.arrival)) {
    const state = JSON.stringify([
      one.flowNr,
      ...STATE_FIELDS.map((field) => meaningOf(field, toldValue(one.record, field))),
    ]);
    const side = `${one.isImported} ${one.flowNr}`;
    const { begun, repeated } = versions.get(state) ?? { begun: [], repeated: [] };
    versions.set(state, { begun, repeated });
    if (one.isImported || last.get(side) === state) repeated.push(one);
    else begun.unshift(one);
    last.set(side, state);
  }
  return [...versions.values()].flatMap(({ begun, repeated }) => completed([...begun, ...repeated], COMPLETED_FIELDS));
}

/** The first of them with what only the others say. */
function completed([first, ...others]: readonly Said[], fields: readonly string[]): Said[] {
  if (first === undefined) return [];
  const more = fields
    .filter((field) => toldValue(first.record, field) === null)
    .flatMap((field) => {
      const other = others.find(({ record }) => toldValue(record, field) !== null);
      if (other === undefined) return [];
      return [[field, membersOf(other.text).get(field) ?? JSON.stringify(toldValue(other.record, field))] as const];
    });
  const firstArrival = Math.min(first.firstArrival, ...others.map((other) => other.firstArrival));
  if (more.length === 0) return [{ ...first, firstArrival }];
  const text = objectText(new Map([...membersOf(first.text), ...more]));
  return [{ ...first, firstArrival, text, record: parseRecord(text) }];
}

/** Without what an import says again, if only in other words; that fills in what the others leave out. `versions`: each once. */
export function withoutEchoes(versions: readonly Said[]): readonly Said[] {
  const told = versions.toSorted((a, b) => a.arrival - b.arrival);
  const bases = new Map(told.filter(({ isImported }) => isImported).map((one) => [one, baseOf(one, told)] as const));
  const isEcho = (one: Said): boolean => {
    const base = bases.get(one);
    // What echoes something that is an echo itself might be lost with it.
    return base !== undefined && bases.get(base) === undefined;
  };
  return told
    .filter((one) => !isEcho(one))
    .flatMap((one) => {
      const echoes = told.filter((other) => isEcho(other) && bases.get(other) === one);
      return completed([one, ...echoes], [...STATE_FIELDS, ...COMPLETED_FIELDS]);
    });
}

/** What the imported one says again: what a crawl said, or else the first that an import said. */
function baseOf(one: Said, told: readonly Said[]): Said | undefined {
  const body = plainBody(one.record);
  const alike = told.filter(({ record }) => plainBody(record) === body);
  const firstImported = alike.find(({ isImported }) => isImported);
  const candidates = [
    ...alike.filter(({ isImported }) => !isImported),
    ...(firstImported === undefined || firstImported === one ? [] : [firstImported]),
  ];
  return candidates.find((other) => agree(one.record, other.record));
}

const COMPARED_FIELDS = words(
  `flow_message_nr mk_message_state subject tags edited_time edit_account_id reactions pin_weight section_id task_weight assignee_ids`,
);

const agree = (a: WireRecord, b: WireRecord): boolean =>
  COMPARED_FIELDS.every((field) => {
    const [one, other] = [a, b].map((record) => comparable(field, toldValue(record, field)));
    return one === null || other === null || one === other;
  });

const comparable = (field: string, value: unknown): string | null =>
  meaningOf(field, field === 'mk_message_state' ? shortState(value) : value);

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
