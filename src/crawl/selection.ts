// crawl: what a run was told to leave out. What it leaves out is a gap of its own, so that everybody knows, and a run without the filter
// fetches it.
import { ownRecord } from '../journal/format.js';
import type { PageSink } from '../journal/journal.js';
import { type Choice, meansConversation } from '../lib/chosen.js';
import { findText, listOf, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import type { PendingFile } from './files.js';
import { conversationGap } from './gaps.js';

export interface Selection extends Choice {
  /** What was posted before is left out: files, and messages a page more or less. */
  readonly since?: Date;
  readonly files: boolean;
  readonly maxFileBytes?: number;
  /** Media types, as `image/` or `application/pdf`, or endings of names, as `.pdf`; empty: all. */
  readonly fileTypes: readonly string[];
}

export const everything: Selection = { conversations: [], exclude: [], files: true, fileTypes: [] };

/** Whether what was typed means the conversation. `header`: what this crawl was told of it. */
type Means = (typed: string, id: string, header: WireRecord) => boolean;

interface Chooser {
  /** What was typed with either option. */
  readonly means: { readonly conversations: Means; readonly exclude: Means };
  /** Whether --conversation means it, or means all for want of it. */
  isNamed(id: string, header: WireRecord): boolean;
  /** Whether --exclude means it. */
  isExcluded(id: string, header: WireRecord): boolean;
}

/**
 * A new title changes nothing of what is archived: a conversation that a run left out is meant by `exclude` with its former titles as well,
 * and every other one so by `conversations`.
 */
export function chooserOf({ known, selection }: CrawlContext): Chooser {
  const now = (id: string, header: WireRecord) => [titleOf({ ...known.titles.get(id), ...header })];
  const ever = (id: string, header: WireRecord) => {
    const before = known.titles.get(id) ?? {};
    const former = listOf(before, 'former_titles').filter((title) => typeof title === 'string');
    return [...now(id, header), titleOf(before), ...former];
  };
  const isLeftOut = (id: string) => known.openGaps.get(conversationGap(id)) === 'left out';
  const meansBy =
    (isEver: (id: string) => boolean): Means =>
    (typed, id, header) =>
      (isEver(id) ? ever : now)(id, header).some((title) => meansConversation(typed, id, title));
  const means = { conversations: meansBy((id) => !isLeftOut(id)), exclude: meansBy(isLeftOut) };
  const { conversations, exclude } = selection;
  return {
    means,
    isNamed: (id, header) =>
      conversations.length === 0 || conversations.some((typed) => means.conversations(typed, id, header)),
    isExcluded: (id, header) => exclude.some((typed) => means.exclude(typed, id, header)),
  };
}

/** '' for a conversation that has none. */
const titleOf = (header: WireRecord): string => findText(header, 'topic') ?? findText(header, 'default_topic') ?? '';

/** Of a file whose size nobody tells, the download finds out whether it is too large. */
export function isFileSelected({ files, maxFileBytes, fileTypes, since }: Selection, file: PendingFile): boolean {
  if (!files) return false;
  if (maxFileBytes !== undefined && leastBytes(file) > maxFileBytes) return false;
  if (since !== undefined && file.postedTime !== undefined && file.postedTime < since) return false;
  return fileTypes.length === 0 || fileTypes.some((type) => hasType(file, type.toLowerCase()));
}

const leastBytes = ({ sizeBytes, beyondBytes }: PendingFile): number =>
  sizeBytes ?? (beyondBytes === undefined ? 0 : beyondBytes + 1);

function hasType({ mediaType, name }: PendingFile, type: string): boolean {
  if (type.startsWith('.')) return (name ?? '').toLowerCase().endsWith(type);
  return (mediaType ?? '').toLowerCase().startsWith(type);
}

/** Gaps for what is left out. */
export async function noteLeftOut(
  { journal, now }: { readonly journal: PageSink; readonly now: () => Date },
  kind: 'conversation' | 'file',
  targets: readonly string[],
  more: { readonly beyond_bytes?: number } = {},
): Promise<void> {
  if (targets.length === 0) return;
  const records = targets.map((target) =>
    ownRecord({
      mk_rec_type: 'archive_gap',
      gap_id: `${kind}:${target}`,
      kind,
      ...(kind === 'conversation' ? { conversation_id: target } : { target }),
      cause: 'left out',
      found_time: now().toISOString(),
      is_open: true,
      ...more,
    }),
  );
  await journal.append({ call: 'archive/gap', args: {}, status: 0, records });
}
