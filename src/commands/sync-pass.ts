// commands: one pass of bringing an archive up to date: crawl → load → files → load. A sync is one pass, a watch many.
import type { CrawlContext } from '../crawl/context.js';
import { People } from '../crawl/context.js';
import { crawl } from '../crawl/crawl.js';
import { downloadFiles, type PendingFile } from '../crawl/files.js';
import { closeGap, isLasting } from '../crawl/gaps.js';
import { isFileSelected, noteLeftOut, type Selection } from '../crawl/selection.js';
import { Streak } from '../crawl/streak.js';
import type { Unmatched } from '../crawl/unmatched.js';
import type { Answer, ReadingClient } from '../fleep/client.js';
import { keepBytes } from '../journal/content.js';
import { fileGap } from '../journal/gap-notes.js';
import type { StartTask } from '../lib/progress.js';
import { readKnowledge, readOpenGaps } from '../store/plan.js';
import type { Store } from '../store/store.js';
import { findPending } from './pending-files.js';
import { takeIn } from './run-notes.js';
import type { OpenSync } from './sync-archive.js';

export interface Pass {
  readonly client: ReadingClient;
  /** Conversations, and later files, at a time. */
  readonly concurrency: number;
  /** Read all lists to their ends, whatever the service says has changed. */
  readonly full: boolean;
  readonly selection: Selection;
  /** With the thumbnails of files. */
  readonly thumbnails: boolean;
  readonly signal: AbortSignal;
  readonly startTask: StartTask;
  /** An answer of the event stream that was waited for. */
  readonly heard?: Answer;
  /** Ids of gaps that are left alone this time, unless all lists are read. */
  readonly resting?: ReadonlySet<string>;
}

/** Fetches and loads what the archive does not have yet. Resolves with what the selection names in vain. */
export async function runPass(open: OpenSync, store: Store, pass: Pass): Promise<Unmatched> {
  const { accountId, journal, archive } = open;
  const { client, concurrency, signal, startTask, resting = new Set() } = pass;
  const streak = new Streak();
  const conversations = startTask('Conversations');
  const context: CrawlContext = {
    client,
    journal,
    keepAside: (bytes) => keepBytes(archive.path, client.withoutSecrets(bytes)),
    account: accountId,
    known: await readKnowledge(store.database, accountId, pass.selection),
    people: new People(),
    teams: new Map(),
    dialogs: new Set(),
    isFull: pass.full,
    selection: pass.selection,
    streak,
    resting,
    now: () => new Date(),
    concurrency,
    signal,
    progress: { total: conversations.total, conversation: () => conversations.add(1) },
    ...(pass.heard === undefined ? {} : { heard: pass.heard }),
  };
  const { isFull, unmatched } = await crawl(context).finally(conversations.end);
  await takeIn(open, store);

  const openGaps = await readOpenGaps(store.database);
  const { pending, returned } = await findPending(archive.path, store.database, {
    thumbnails: pass.thumbnails,
    isFull,
  });
  for (const url of returned) await closeGap(journal, fileGap(url));
  const { wanted, unknown } = sortFiles(
    pending.filter(({ url }) => isFull || !resting.has(fileGap(url))),
    openGaps,
    pass.selection,
    isFull,
  );
  await noteLeftOut(context, 'file', unknown);
  if (wanted.length > 0) {
    const files = startTask('Files', wanted.length);
    const fileContext = {
      client,
      journal,
      archive: archive.path,
      concurrency,
      signal,
      openGaps,
      streak,
      now: context.now,
      maxFileBytes: pass.selection.maxFileBytes,
      onDone: () => files.add(1),
    };
    await downloadFiles(wanted, fileContext).finally(files.end);
  }
  await takeIn(open, store);
  return unmatched;
}

/** wanted: to download now, what failed before behind all else. unknown: addresses of what is left out and not noted as that yet. */
function sortFiles(
  pending: readonly PendingFile[],
  openGaps: ReadonlyMap<string, string>,
  selection: Selection,
  isFull: boolean,
): { wanted: PendingFile[]; unknown: string[] } {
  const causeOf = ({ url }: PendingFile) => openGaps.get(fileGap(url));
  const selected = pending.filter((file) => isFileSelected(selection, file));
  const others = pending.filter((file) => !isFileSelected(selection, file) && causeOf(file) === undefined);
  // A deleted one that is missed is asked for once more: if it is still not there, nothing is missed.
  const wanted = selected.filter(
    (file) => isFull || !isLasting(causeOf(file)) || (file.isDeleted === true && causeOf(file) === 'not found'),
  );
  const hasFailed = (file: PendingFile) => causeOf(file) === 'fetch failed';
  return {
    wanted: [...wanted.filter((file) => !hasFailed(file)), ...wanted.filter(hasFailed)],
    unknown: others.map(({ url }) => url),
  };
}
