// import: what a file holds, found out by reading it from end to end before anything is written.
// Invariant: a file that is no history changes nothing, not even the folder of the archive.
import { usageError } from '../lib/errors.js';
import type { JsonDamage } from '../lib/json-stream.js';
import type { HistoryFormat } from './history.js';
import { readHistory } from './read.js';
import { type Candidate, depthOf, type ImportFile, listCandidates, MOST_CANDIDATES } from './source.js';

export interface Inspected {
  readonly candidate: Candidate;
  readonly format: HistoryFormat;
  /** Whose history it is, where it says so. */
  readonly ownerId: string | undefined;
  readonly records: number;
  /** Those that it speaks of, in its order. */
  readonly conversations: ReadonlySet<string>;
}

/**
 * The histories in a file, and what may have been one and cannot be unpacked so far that it can be told. Throws `usage` (exit 2) when none
 * is a history.
 */
export async function inspectFile(
  file: ImportFile,
  signal: AbortSignal,
  most = MOST_CANDIDATES,
): Promise<readonly Inspected[]> {
  const { texts, isCut } = await listCandidates(file, most);
  const taken: Inspection[] = [];
  let damaged: Inspection | undefined;
  for (const candidate of texts) {
    // What lies deeper than a history is an attachment, which anybody may have written.
    const [first] = taken;
    if (first !== undefined && depthOf(candidate.entry) > depthOf(first.candidate.entry)) break;
    const one = await inspect(candidate, signal);
    if (one.damage !== undefined) damaged ??= one;
    if (one.isHistory || one.isPackingBroken) taken.push(one);
  }
  if (taken.some(({ isHistory }) => isHistory)) return taken;
  throw usageError(isCut ? tooMany(file) : whyNone(file, damaged));
}

interface Inspection extends Inspected {
  readonly isHistory: boolean;
  readonly damage: JsonDamage | undefined;
  readonly isPackingBroken: boolean;
}

async function inspect(candidate: Candidate, signal: AbortSignal): Promise<Inspection> {
  const { reader, items, findDamage, isPackingBroken } = readHistory(candidate);
  let records = 0;
  for await (const some of items) {
    signal.throwIfAborted();
    for (const item of some) if (item.kind === 'record') records += 1;
  }
  const { format, ownerId, conversations, isHistory } = reader;
  const damage = findDamage();
  return { candidate, format, ownerId, conversations, isHistory, records, damage, isPackingBroken: isPackingBroken() };
}

const tooMany = ({ path }: ImportFile) =>
  `${path} has too many .json files to look into: unpack it, name the history in it, and give the folder with --files for the attachments.`;

function whyNone({ path, isZip }: ImportFile, damaged: Inspection | undefined): string {
  const where = damaged?.damage === undefined ? '' : `byte ${damaged.damage.at}: ${damaged.damage.reason}`;
  if (isZip) {
    const why = where === '' ? '' : ` (${damaged?.candidate.entry}, ${where})`;
    return `${path} is a zip without a history in it${why}: look for a .json file of Fleep's export or of dumper.py.`;
  }
  if (where !== '') return `${path} is no JSON (${where}): name the file that Fleep or dumper.py made.`;
  return `${path} is JSON, but no history of Fleep: neither conversations nor records of it are in there.`;
}
