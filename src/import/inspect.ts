// import: what a file holds, found out by reading it from end to end before anything is written.
// Invariant: a file that is no history changes nothing, not even the folder of the archive.
import { usageError } from '../lib/errors.js';
import type { JsonDamage } from '../lib/json-stream.js';
import type { HistoryFormat } from './history.js';
import { readHistory } from './read.js';
import { type Candidate, depthOf, type ImportFile, listCandidates } from './source.js';

export interface Inspected {
  readonly candidate: Candidate;
  readonly format: HistoryFormat;
  /** Whose history it is, where it says so. */
  readonly ownerId: string | undefined;
  readonly records: number;
}

/** The histories in a file. Throws `usage` (exit 2) when there is none. */
export async function inspectFile(file: ImportFile, signal: AbortSignal): Promise<readonly Inspected[]> {
  const candidates = await listCandidates(file);
  const found: Inspected[] = [];
  let damage: JsonDamage | undefined;
  for (const candidate of candidates) {
    // What lies deeper than a history is an attachment, which anybody may have written.
    const [first] = found;
    if (first !== undefined && depthOf(candidate.entry) > depthOf(first.candidate.entry)) break;
    const one = await inspect(candidate, signal);
    damage ??= one.damage;
    if (one.isHistory) found.push(one);
  }
  if (found.length > 0) return found;
  throw usageError(whyNone(file, damage));
}

async function inspect(candidate: Candidate, signal: AbortSignal) {
  const { reader, items, findDamage } = readHistory(candidate);
  let records = 0;
  for await (const some of items) {
    signal.throwIfAborted();
    for (const item of some) if (item.kind === 'record') records += 1;
  }
  const { format, ownerId, isHistory } = reader;
  return { candidate, format, ownerId, isHistory, records, damage: findDamage() };
}

function whyNone({ path, isZip }: ImportFile, damage: JsonDamage | undefined): string {
  if (isZip)
    return `${path} is a zip without a history in it: look for a .json file of Fleep's export or of dumper.py.`;
  if (damage !== undefined) {
    return `${path} is no JSON (byte ${damage.at}: ${damage.reason}): name the file that Fleep or dumper.py made.`;
  }
  return `${path} is JSON, but no history of Fleep: neither conversations nor records of it are in there.`;
}
