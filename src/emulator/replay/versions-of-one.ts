// emulator/replay: all that was said of one message → its versions, oldest first.
// Invariant: what counts as a version, what completes it, what a part of it is laid over and which one is the latest is decided as the
// tables decide it (queries/load/30_contested.sql, 31_fragments.sql and 35_versions.sql); a version that came whole, and that nothing
// completes, keeps its JSON text.
import { membersOf } from '../../lib/json-members.js';
import { integerOf, numberOf, parseRecord, textOf, textsOf, type WireRecord } from '../fields.js';
import { objectText } from './small-records.js';

export interface Version {
  readonly flowNr: number;
  readonly text: string;
}

interface Said extends Version {
  readonly record: WireRecord;
  /** Place in the order in which they came. */
  readonly arrival: number;
  /** The first place at which any record said the same. */
  readonly firstArrival: number;
}

/** `texts`: JSON texts in the order in which they came. */
export function versionsOf(messageNr: number, texts: readonly string[]): readonly Version[] {
  const all = texts.map((text, arrival) => saidOf(messageNr, text, arrival));
  const whole = all.filter((one) => !isFragment(one));
  if (whole.length === 0) return byAge(united(all));
  const bases = byAge(united(whole));
  const above = new Map<Said, Said[]>();
  for (const fragment of all.filter(isFragment)) {
    const base = baseOf(fragment, bases);
    if (base !== undefined) above.set(base, [...(above.get(base) ?? []), fragment]);
  }
  const layers = [...above].flatMap(([base, fragments]) => layersOver(messageNr, base, fragments));
  return byAge(united([...whole, ...layers]));
}

const saidOf = (messageNr: number, text: string, arrival: number): Said => {
  const record = parseRecord(text);
  return { text, record, arrival, firstArrival: arrival, flowNr: statedFlow(record) ?? messageNr };
};

const statedFlow = (record: WireRecord): number | undefined => integerOf(record, 'flow_message_nr');

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** A record with some fields of a message only: a lock, a weight (fleep-wire.md 3.6). */
const isFragment = ({ record }: Said): boolean => isAbsent(record.mk_message_type);

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

/** Records that say the same are one version: where it was said first, or first again after something else. */
function united(all: readonly Said[]): Said[] {
  const turns = new Map<string, Said[][]>();
  const last = new Map<number, string>();
  for (const one of all.toSorted((a, b) => a.arrival - b.arrival)) {
    const state = JSON.stringify([one.flowNr, ...STATE_FIELDS.map((field) => one.record[field] ?? null)]);
    const known = turns.get(state) ?? [];
    turns.set(state, known);
    if (last.get(one.flowNr) === state) known.at(-1)?.push(one);
    else known.push([one]);
    last.set(one.flowNr, state);
  }
  return [...turns.values()].flatMap((known) => completed(known.toReversed().flat()));
}

/** The first of them with what only the others say. */
function completed([first, ...others]: readonly Said[]): Said[] {
  if (first === undefined) return [];
  const more = COMPLETED_FIELDS.filter((field) => isAbsent(first.record[field])).flatMap((field) => {
    const other = others.find(({ record }) => !isAbsent(record[field]));
    const value = other === undefined ? undefined : membersOf(other.text).get(field);
    return value === undefined ? [] : [[field, value] as const];
  });
  const firstArrival = Math.min(first.arrival, ...others.map(({ arrival }) => arrival));
  if (more.length === 0) return [{ ...first, firstArrival }];
  const text = objectText(new Map([...membersOf(first.text), ...more]));
  return [{ ...first, firstArrival, text, record: parseRecord(text) }];
}

/** The newest version that the part's number does not precede; without a number, that was there before it. `bases`: oldest first. */
function baseOf({ record, arrival }: Said, bases: readonly Said[]): Said | undefined {
  const nr = statedFlow(record);
  if (nr === undefined) return bases.findLast(({ firstArrival }) => firstArrival < arrival) ?? bases.at(-1);
  const before = bases.filter(({ flowNr }) => flowNr <= nr);
  const among = before.length > 0 ? before : bases;
  const highest = Math.max(...among.map(({ flowNr }) => flowNr));
  return among.findLast(({ flowNr }) => flowNr === highest);
}

/** Each part makes a version of its own, of its base and of all that lie between. */
function layersOver(messageNr: number, base: Said, fragments: readonly Said[]): Said[] {
  let members = membersOf(base.text);
  const version = ({ record }: Said): number => statedFlow(record) ?? 0;
  return fragments
    .toSorted((a, b) => version(a) - version(b) || a.arrival - b.arrival)
    .map((fragment) => {
      members = new Map([...members, ...saidIn(fragment, base)]);
      return saidOf(messageNr, objectText(members), fragment.arrival);
    });
}

/** Fields that a null takes away. */
const CLEARED_FIELDS: ReadonlySet<string> = new Set(
  words('section_id task_weight pin_weight pinned_account_id tasked_account_id assignee_ids reactions'),
);

function saidIn({ text, record, arrival }: Said, base: Said): [string, string][] {
  const takesAway = record.mk_message_type === undefined && arrival > base.arrival;
  return [...membersOf(text)].filter(([name, value]) => value !== 'null' || (takesAway && CLEARED_FIELDS.has(name)));
}

/** Oldest first. A deletion may come without its number (fleep-wire.md 3.6): edited after all that have one, it is later than they are. */
function byAge(versions: readonly Said[]): Said[] {
  const numbered = versions.filter(({ record }) => statedFlow(record) !== undefined);
  const latest = Math.max(Number.NEGATIVE_INFINITY, ...numbered.map(changedTime));
  const isLate = (one: Said) => statedFlow(one.record) === undefined && changedTime(one) > latest;
  return versions.toSorted(
    (a, b) =>
      Number(isLate(a)) - Number(isLate(b)) ||
      a.flowNr - b.flowNr ||
      editedTime(a) - editedTime(b) ||
      a.arrival - b.arrival,
  );
}

const editedTime = ({ record }: Said): number => numberOf(record, 'edited_time') ?? Number.MIN_SAFE_INTEGER;

/** Of two changes in one second the deletion is the later one. -∞: it was never changed. */
const changedTime = ({ record }: Said): number =>
  (numberOf(record, 'edited_time') ?? Number.NEGATIVE_INFINITY) + (isDeleted(record) ? 0.5 : 0);

const WITH_TEXT: ReadonlySet<unknown> = new Set(words('text email textV2 emailV2 separator'));

const isDeleted = (record: WireRecord): boolean =>
  textsOf(record, 'tags').includes('is_deleted') ||
  textOf(record, 'mk_message_state').endsWith(':deleted') ||
  (WITH_TEXT.has(record.mk_message_type) && record.message === '');

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
