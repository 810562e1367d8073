// crawl: what a run was told to leave out. What it leaves out is a gap of its own, so that everybody knows, and a run without the filter
// fetches it.
import type { ConversationId } from '../fleep/ids.js';
import { ownRecord } from '../journal/format.js';
import type { PageSink } from '../journal/journal.js';
import { type Choice, isChosen } from '../lib/chosen.js';
import { findText, type WireRecord } from './answers.js';
import type { PendingFile } from './files.js';

export interface Selection extends Choice {
  /** Messages posted before are left out, a page more or less. */
  readonly since?: Date;
  readonly files: boolean;
  readonly maxFileBytes?: number;
  /** Media types, as `image/` or `application/pdf`, or endings of names, as `.pdf`; empty: all. */
  readonly fileTypes: readonly string[];
}

export const everything: Selection = { conversations: [], exclude: [], files: true, fileTypes: [] };

export function isConversationSelected(selection: Selection, id: ConversationId, header: WireRecord): boolean {
  return isChosen(selection, id, titleOf(header));
}

/** '' for a conversation that has none. */
export const titleOf = (header: WireRecord): string =>
  findText(header, 'topic') ?? findText(header, 'default_topic') ?? '';

export function isFileSelected({ files, maxFileBytes, fileTypes }: Selection, file: PendingFile): boolean {
  if (!files) return false;
  if (maxFileBytes !== undefined && (file.sizeBytes ?? 0) > maxFileBytes) return false;
  return fileTypes.length === 0 || fileTypes.some((type) => hasType(file, type.toLowerCase()));
}

function hasType({ mediaType, name }: PendingFile, type: string): boolean {
  if (type.startsWith('.')) return (name ?? '').toLowerCase().endsWith(type);
  return (mediaType ?? '').toLowerCase().startsWith(type);
}

/** Gaps for what is left out. */
export async function noteLeftOut(
  { journal, now }: { readonly journal: PageSink; readonly now: () => Date },
  kind: 'conversation' | 'file',
  targets: readonly string[],
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
    }),
  );
  await journal.append({ call: 'archive/gap', args: {}, status: 0, records });
}
