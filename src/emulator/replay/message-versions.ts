// emulator/replay: the messages of one conversation with every version of each that the archive has.
// Invariant: nearly every message has one version and costs one object; of the others all that was said is kept, in its order.
import { integerOf, type WireRecord } from '../fields.js';
import type { Told } from './told-records.js';
import { type Version, versionsOf } from './versions-of-one.js';

interface Said extends Told {
  readonly flowNr: number;
}

export class MessageVersions {
  /** Of millions: one object for each and no list. */
  readonly #byNumber = new Map<number, Said | Said[]>();

  /** Takes a record with its JSON text, in the order in which they came. */
  add(messageNr: number, record: WireRecord, text: string, isImported = false): void {
    const said = { flowNr: integerOf(record, 'flow_message_nr') ?? messageNr, text, isImported };
    const known = this.#byNumber.get(messageNr);
    if (known === undefined) this.#byNumber.set(messageNr, said);
    else if (!Array.isArray(known)) {
      if (!isRepeated(said, known)) this.#byNumber.set(messageNr, [known, said]);
    } else if (!isRepeated(said, known.at(-1))) known.push(said);
  }

  /** JSON texts by flow number, ascending; of each message the latest version last, whatever its number. */
  inFlowOrder(): readonly string[] {
    const placed: Version[] = [];
    for (const [messageNr, known] of this.#byNumber) {
      if (!Array.isArray(known)) placed.push(known);
      else placed.push(...inPlace(versionsOf(messageNr, known)));
    }
    return placed.sort((a, b) => a.flowNr - b.flowNr).map(({ text }) => text);
  }
}

const isRepeated = (one: Said, before: Said | undefined): boolean =>
  before?.text === one.text && before.isImported === one.isImported;

/** A deletion without a number of its own comes after the edits that it follows. */
function inPlace(versions: readonly Version[]): Version[] {
  let flowNr = 0;
  return versions.map((version) => {
    flowNr = Math.max(flowNr, version.flowNr);
    return { flowNr, text: version.text };
  });
}
