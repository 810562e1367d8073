// emulator/replay: all that was said of one message → its versions, oldest first.
// Invariant: what counts as a version, what completes it, what a part of it is laid over and which one is the latest is decided as the
// tables decide it (queries/load/30_contested.sql to 35_versions.sql); a version that came whole, and that nothing completes, keeps its
// JSON text.
import { membersOf } from '../../lib/json-members.js';
import { textOf, textsOf, type WireRecord } from '../fields.js';
import { objectText } from './small-records.js';
import { type Said, saidOf, statedFlow, type Told, united, withoutEchoes } from './told-records.js';
import { toldNumber, toldValue } from './told-values.js';

export interface Version {
  readonly flowNr: number;
  readonly text: string;
}

/** `told`: in the order in which it came. */
export function versionsOf(messageNr: number, told: readonly Told[]): readonly Version[] {
  const all = told.map((one, arrival) => saidOf(messageNr, one, arrival));
  const whole = all.filter((one) => !isFragment(one));
  const pool = whole.length === 0 ? all : [...whole, ...layers(messageNr, whole, all.filter(isFragment))];
  return byAge(all.some(({ isImported }) => isImported) ? united(withoutEchoes(united(pool))) : united(pool));
}

/** A record with some fields of a message only: a lock, a weight (fleep-wire.md 3.6). */
const isFragment = ({ record }: Said): boolean =>
  record.mk_message_type === undefined || record.mk_message_type === null;

/** The versions that the parts of a message make. */
function layers(messageNr: number, whole: readonly Said[], fragments: readonly Said[]): Said[] {
  const bases = byAge(united(whole));
  const above = new Map<Said, Said[]>();
  for (const fragment of fragments.map((one) => placed(one, fragments))) {
    const base = baseOf(fragment, bases);
    if (base !== undefined) above.set(base, [...(above.get(base) ?? []), fragment]);
  }
  return [...above].flatMap(([base, over]) => layersOver(messageNr, base, over));
}

/** A part with a number that comes again in the same words is the one that came first. */
function placed(one: Said, fragments: readonly Said[]): Said {
  if (statedFlow(one.record) === undefined) return one;
  return { ...one, firstArrival: fragments.find(({ text }) => text === one.text)?.arrival ?? one.arrival };
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
      return saidOf(messageNr, { ...fragment, text: objectText(members) }, fragment.arrival);
    });
}

/** Fields that a null takes away. */
const CLEARED_FIELDS: ReadonlySet<string> = new Set(
  words('section_id task_weight pin_weight pinned_account_id tasked_account_id assignee_ids reactions'),
);

function saidIn({ text, record, firstArrival }: Said, base: Said): [string, string][] {
  const takesAway = record.mk_message_type === undefined && firstArrival > base.arrival;
  return [...membersOf(text)].filter(
    ([name, value]) =>
      (value !== 'null' && toldValue(record, name) !== null) ||
      (takesAway && value === 'null' && CLEARED_FIELDS.has(name)),
  );
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
      Number(b.isImported) - Number(a.isImported) ||
      a.arrival - b.arrival,
  );
}

const editedTime = ({ record }: Said): number => toldNumber(record, 'edited_time') ?? Number.MIN_SAFE_INTEGER;

/** Of two changes in one second the deletion is the later one. -∞: it was never changed. */
const changedTime = ({ record }: Said): number =>
  (toldNumber(record, 'edited_time') ?? Number.NEGATIVE_INFINITY) + (isDeleted(record) ? 0.5 : 0);

const WITH_TEXT: ReadonlySet<unknown> = new Set(words('text email textV2 emailV2 separator'));

const isDeleted = (record: WireRecord): boolean =>
  textsOf(record, 'tags').includes('is_deleted') ||
  textOf(record, 'mk_message_state').endsWith(':deleted') ||
  (WITH_TEXT.has(record.mk_message_type) && record.message === '');

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
