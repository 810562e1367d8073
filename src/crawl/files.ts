// crawl: downloads. The journal says which URL has which content.
// Order: check of size and hash → content in its place → journal. A file that the journal names is therefore whole and on disk; one
// that it does not name is fetched again.
import pLimit from 'p-limit';
import type { ReadingClient } from '../fleep/client.js';
import { downloadFile, type FileExpectation, TooLarge } from '../fleep/download.js';
import { takeContent } from '../journal/content.js';
import { ownRecord } from '../journal/format.js';
import { fileGap } from '../journal/gap-notes.js';
import type { PageSink } from '../journal/journal.js';
import { closeGap, describeFailure, recordGap } from './gaps.js';
import { noteLeftOut } from './selection.js';
import type { Streak } from './streak.js';

export interface PendingFile extends FileExpectation {
  /** Removed from its message: that the service has it no more is no gap. */
  readonly isDeleted?: boolean;
  readonly name?: string;
  /** As Fleep says it, `image/png`. */
  readonly mediaType?: string;
  /** Absent where none is told, as of avatars. */
  readonly postedTime?: Date;
  /** It is longer than this; of one whose size nobody tells, from a download that was given up. */
  readonly beyondBytes?: number;
}

export interface FileContext {
  readonly client: ReadingClient;
  readonly journal: PageSink;
  readonly archive: string;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly openGaps: ReadonlyMap<string, string>;
  readonly streak: Streak;
  readonly now: () => Date;
  /** A file whose size nobody tells is left out where it turns out to be larger. */
  readonly maxFileBytes?: number | undefined;
  readonly onDone: (sizeBytes: number) => void;
}

/** Downloads all of them, several at once. What cannot be had becomes a gap; the first error of another kind ends it. */
export async function downloadFiles(pending: readonly PendingFile[], context: FileContext): Promise<void> {
  const limit = pLimit(context.concurrency);
  const failures: unknown[] = [];
  await limit.map(pending, async (file) => {
    if (failures.length > 0 || context.signal.aborted) return;
    try {
      context.onDone(await fetchOne(file, context));
    } catch (error) {
      failures.push(error);
    }
  });
  context.signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}

async function fetchOne(file: PendingFile, context: FileContext): Promise<number> {
  const gapId = fileGap(file.url);
  try {
    const { sha256, sizeBytes } = await fetchContent(file, context);
    context.streak.end();
    const record = ownRecord({
      mk_rec_type: 'archive_file',
      file_url: file.url,
      stored_sha256: sha256,
      stored_size: sizeBytes,
    });
    await context.journal.append({ call: `GET ${file.url}`, args: {}, status: 200, records: [record] });
    await closeOpenGap(gapId, context);
    return sizeBytes;
  } catch (error) {
    if (error instanceof TooLarge) {
      context.streak.end();
      await noteLeftOut(context, 'file', [file.url], { beyond_bytes: error.mostBytes });
      return 0;
    }
    const cause = context.streak.causeOf(error, context.openGaps.get(gapId));
    if (cause === undefined) throw error;
    if (cause === 'not found' && file.isDeleted === true) await closeOpenGap(gapId, context);
    else {
      const detail = await describeFailure(error, undefined);
      await recordGap(context, { gap_id: gapId, kind: 'file', target: file.url, cause, detail });
    }
    return 0;
  }
}

async function closeOpenGap(gapId: string, { journal, openGaps }: FileContext): Promise<void> {
  if (openGaps.has(gapId)) await closeGap(journal, gapId);
}

async function fetchContent(file: PendingFile, { client, archive, maxFileBytes }: FileContext) {
  await using content = await takeContent(archive, (handle) => downloadFile(client, file, handle, maxFileBytes));
  await content.keep();
  return content;
}
