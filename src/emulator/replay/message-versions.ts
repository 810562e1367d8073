// emulator/replay: the messages of one conversation with every version of each that the archive has.
// Invariant: what counts as a version, and which one is the latest, is decided as the tables decide it
// (queries/load/35_versions.sql); a version that came whole keeps its JSON text.

import { membersOf } from '../../lib/json-members.js';
import { integerOf, numberOf, parseRecord, type WireRecord } from '../fields.js';
import { objectText } from './small-records.js';

interface Version {
  readonly flowNr: number;
  readonly text: string;
}

export class MessageVersions {
  /** Nearly every message has one version, and there may be millions: one object for each and no list. */
  readonly #byNumber = new Map<number, Version | Version[]>();

  /** Takes a record with its JSON text, in the order in which they came. */
  add(messageNr: number, record: WireRecord, text: string): void {
    const version = { flowNr: flowNrOf(record, messageNr), text };
    const known = this.#byNumber.get(messageNr);
    if (known === undefined) this.#byNumber.set(messageNr, version);
    else if (!Array.isArray(known)) {
      if (known.text !== text) this.#byNumber.set(messageNr, [known, version]);
    } else if (!known.some((one) => one.text === text)) known.push(version);
  }

  /** JSON texts by flow number, ascending; of each message the latest version last. */
  inFlowOrder(): readonly string[] {
    const versions: Version[] = [];
    for (const [messageNr, known] of this.#byNumber) {
      if (Array.isArray(known)) versions.push(...ordered(messageNr, known));
      else versions.push(known);
    }
    return versions.sort((a, b) => a.flowNr - b.flowNr).map(({ text }) => text);
  }
}

interface ReadVersion extends Version {
  readonly record: WireRecord;
  /** Place in the order in which they came. */
  readonly arrival: number;
}

function ordered(messageNr: number, versions: readonly Version[]): ReadVersion[] {
  const all = versions.map((version, arrival) => ({ ...version, arrival, record: parseRecord(version.text) }));
  const fragments = all.filter(isFragment);
  const whole = all.filter((version) => !isFragment(version)).sort(byAge);
  const newest = whole.at(-1);
  if (newest === undefined || fragments.length === 0) return distinct(all).sort(byAge);
  return distinct([...whole, layered(messageNr, newest, fragments)]).sort(byAge);
}

/** A record with some fields of a message only: a lock, a weight (fleep-wire.md 3.6). */
const isFragment = ({ record }: ReadVersion): boolean =>
  record.mk_message_type === undefined || record.mk_message_type === null;

/** A version with the fragments laid over it. */
function layered(messageNr: number, base: ReadVersion, fragments: readonly ReadVersion[]): ReadVersion {
  const layers = fragments.toSorted((a, b) => statedFlow(a) - statedFlow(b) || a.arrival - b.arrival);
  const text = objectText([base, ...layers].reduce((members, { text }) => overlay(members, text), new Map()));
  const record = parseRecord(text);
  return { text, record, flowNr: flowNrOf(record, messageNr), arrival: Math.max(...layers.map((one) => one.arrival)) };
}

function overlay(members: Map<string, string>, text: string): Map<string, string> {
  for (const [name, value] of membersOf(text)) members.set(name, value);
  return members;
}

const statedFlow = ({ record }: ReadVersion): number => integerOf(record, 'flow_message_nr') ?? 0;

const byAge = (a: ReadVersion, b: ReadVersion): number =>
  a.flowNr - b.flowNr || editedTime(a) - editedTime(b) || a.arrival - b.arrival;

const editedTime = ({ record }: ReadVersion): number => numberOf(record, 'edited_time') ?? Number.MIN_SAFE_INTEGER;

/** In which fields two versions of a message must differ to be two. */
const VERSION_FIELDS =
  `mk_message_type mk_message_state message subject tags edited_time edit_account_id reactions pin_weight section_id
   task_weight assignee_ids`.split(/\s+/);

/** Of versions that say the same the one that came first. */
function distinct(versions: readonly ReadVersion[]): ReadVersion[] {
  const first = new Map<string, ReadVersion>();
  for (const version of versions.toSorted((a, b) => a.arrival - b.arrival)) {
    const { flowNr, record } = version;
    const key = JSON.stringify([flowNr, ...VERSION_FIELDS.map((field) => record[field] ?? null)]);
    if (!first.has(key)) first.set(key, version);
  }
  return [...first.values()];
}

const flowNrOf = (record: WireRecord, messageNr: number): number => integerOf(record, 'flow_message_nr') ?? messageNr;
