// import: what of a text could not be taken over, as a gap, and the gaps that it closes.
// Invariant: a gap of a text stays open until a whole one comes that may stand in its place: one of the same name, not of another
// account, with every conversation that the damaged one had. A text has a gap from before its first page until its last one is written, so
// that a run that is killed leaves it open.
import { basename } from 'node:path';
import { closedGap } from '../journal/gap-notes.js';
import type { Journal } from '../journal/journal.js';
import type { Appended } from './append.js';
import { appendNotes, GAP_PAGE, type ImportGapCause, openGap } from './gaps.js';

/** Which text of which file. */
export interface TextPlace {
  /** Without folders. */
  readonly file: string;
  /** Of the file. */
  readonly sha256: string;
  /** Place and name in the zip, with folders; 0 and '' for the file itself. */
  readonly index: number;
  readonly entry: string;
}

/** A gap that an earlier run left. */
export interface OpenDamage {
  readonly gap_id: string;
  readonly target: string;
  readonly owner_id: string | null;
  readonly conversations: readonly string[];
}

// So many tell one history from another, and fit into a line.
const MOST_CONVERSATIONS = 100;

/** What a gap says, beside what is missing, for whoever may close it. */
interface Said {
  readonly ownerId: string | undefined;
  readonly conversations: ReadonlySet<string>;
}

/** Notes that these are to be taken over, and resolves with the gaps that are new. */
export async function noteBegun(
  journal: Journal,
  texts: readonly (TextPlace & Said)[],
  open: readonly OpenDamage[],
): Promise<readonly OpenDamage[]> {
  const known = new Set(open.map(({ gap_id }) => gap_id));
  const detail = 'the import did not come to its end: import the file again';
  const gaps = texts
    .filter((text) => !known.has(gapIdOf(text)))
    .map((text) => gapOf(text, text, 'not read to its end', detail));
  await appendNotes(journal, GAP_PAGE, gaps);
  return gaps;
}

/** `open`: those that were noted when the texts were begun as well. */
export async function noteDamage(
  journal: Journal,
  text: TextPlace,
  taken: Appended,
  open: readonly OpenDamage[],
): Promise<void> {
  const gap_id = gapIdOf(text);
  const detail = describeDamage(taken);
  const isClosed = (gap: OpenDamage) =>
    isOfOldVersion(gap, text) || (detail === undefined && (gap.gap_id === gap_id || isReplaced(gap, text, taken)));
  const closed = new Set(open.filter(isClosed).map((gap) => gap.gap_id));
  const opened = detail === undefined ? [] : [gapOf(text, taken, 'unreadable', detail)];
  await appendNotes(journal, GAP_PAGE, [...[...closed].map(closedGap), ...opened]);
}

function gapOf(text: TextPlace, { ownerId, conversations }: Said, cause: ImportGapCause, detail: string) {
  const gap = openGap({ gap_id: gapIdOf(text), kind: 'import', cause, target: `import ${nameOf(text)}`, detail });
  return { ...gap, owner_id: ownerId ?? null, conversations: [...conversations].slice(0, MOST_CONVERSATIONS) };
}

const gapIdOf = ({ sha256, index }: TextPlace): string => `import:${sha256}/${index}`;

const nameOf = ({ file, entry }: Pick<TextPlace, 'file' | 'entry'>): string =>
  entry === '' ? file : `${file}: ${entry}`;

/** These were named by the last part of the name alone. What comes under it is noted anew, or is whole. */
const isOfOldVersion = ({ gap_id }: OpenDamage, { file, entry }: TextPlace): boolean =>
  gap_id === `import:${nameOf({ file, entry: basename(entry) })}`;

function isReplaced(
  { gap_id, target, owner_id, conversations }: OpenDamage,
  text: TextPlace,
  whole: Appended,
): boolean {
  const isOfThisFile = gap_id.startsWith(`import:${text.sha256}/`);
  const isOfAnother = owner_id !== null && whole.ownerId !== undefined && owner_id !== whole.ownerId;
  if (isOfThisFile || isOfAnother || target !== `import ${nameOf(text)}`) return false;
  return conversations.every((id) => whole.conversations.has(id));
}

function describeDamage({ damage, unreadable: { count, at, reason } }: Appended): string | undefined {
  if (damage !== undefined) return `it breaks off at byte ${damage.at}: ${damage.reason}`;
  return count === 0 ? undefined : `${count} records cannot be read or placed, the first at byte ${at}: ${reason}`;
}
