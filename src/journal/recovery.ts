// journal: brings its files in order after a crash, and says where the journal ends.
// Invariant: what is cut was never acknowledged, as far as anybody knows: pages that the tables name were on disk before, so where these
// are not whole any more nothing is changed. What is cut and may have been a page is kept.
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePath, replaceFile, syncFolder } from '../lib/durable.js';
import { journalPath } from './archive-folder.js';
import { damagedJournal } from './damage.js';
import { COMMIT_HEAD } from './format.js';
import { readPlain } from './segment-lines.js';
import {
  findLastCommit,
  type JournalPosition,
  journalStart,
  listSegments,
  makeSegment,
  PLAIN_SEGMENTS,
  type Segment,
  sealSegment,
} from './segments.js';
import { findWholeEnd } from './whole-end.js';

/** What the tables say of the journal. */
export interface TablesEnd {
  /** The last page that they hold. */
  readonly page: number;
  /** Whether they hold the page with the commit that was asked for: then they are of this journal. */
  readonly knowsCommit: boolean;
}

/** Asks the tables, which a stage after this one reads. Undefined where there are none that can be read. */
export type AskTables = (commitHash: string) => Promise<TablesEnd | undefined>;

/** What was cut off and may have been a page. */
export interface Cut {
  readonly bytes: number;
  /** The file that has them now. */
  readonly keptAs: string;
}

export interface Recovered {
  readonly position: JournalPosition;
  /** Number of the open segment. */
  readonly open: number;
  readonly cut: Cut | undefined;
}

/** Cuts a torn tail behind the last whole page. Throws ArchiveError, and changes nothing, when that would be pages that the tables know. */
export async function recoverSegments(archive: string, ask: AskTables = async () => undefined): Promise<Recovered> {
  const segments = existsSync(journalPath(archive)) ? await listSegments(archive) : [];
  const last = segments.at(-1);
  const tail = await readTail(segments);
  // A journal of no page is as if all of it were cut.
  if (tail.torn.length > 0 || tail.position.page === 0) await requireTorn(archive, tail, ask);
  await makePath(journalPath(archive), 0o700);
  // A run that was killed may have begun or compressed a segment whose name is not on disk yet.
  await syncFolder(journalPath(archive));
  await dropLeftovers(archive);
  for (const segment of segments.slice(0, -1 - PLAIN_SEGMENTS)) {
    if (!segment.isSealed) await sealSegment(archive, segment.number);
  }
  const cut = await cutTail(tail);
  const isOpen = last !== undefined && !last.isSealed;
  const number = isOpen ? last.number : await makeSegment(archive, (last?.number ?? 0) + 1);
  return { position: tail.position, open: number, cut };
}

/** The end of the last segment. */
interface Tail {
  readonly position: JournalPosition;
  /** What stands behind the last whole page in the file `path` from `offset` on. */
  readonly torn: Buffer;
  readonly path: string;
  readonly offset: number;
}

async function readTail(segments: readonly Segment[]): Promise<Tail> {
  const last = segments.at(-1);
  const whole = { torn: Buffer.alloc(0), path: last?.path ?? '', offset: 0 };
  if (last === undefined) return { ...whole, position: journalStart };
  if (last.isSealed) return { ...whole, position: await endOf(last) };
  const bytes = await readFile(last.path);
  const found = findWholeEnd(bytes);
  if (found !== undefined) {
    const { offset } = found;
    return { torn: bytes.subarray(offset), path: last.path, offset, position: { ...found, segment: last.number } };
  }
  const before = segments.at(-2);
  return { ...whole, torn: bytes, position: before === undefined ? journalStart : await endOf(before) };
}

/** The end of a segment that was full: it was on disk before the next one was begun, so nothing can be torn there. */
async function endOf(segment: Segment): Promise<JournalPosition> {
  const bytes = await readPlain(segment);
  const position = findLastCommit(bytes, segment.number);
  if (position?.offset === bytes.length) return position;
  const page = position === undefined ? '' : ` behind page ${position.page}`;
  throw damagedJournal(`${segment.path} is damaged${page}`);
}

async function requireTorn(archive: string, { position, torn, path }: Tail, ask: AskTables): Promise<void> {
  const tables = await ask(position.hash);
  if (tables === undefined || tables.page <= position.page) return;
  // Tables of another archive know nothing of this one. Where no page is left, nobody can tell whose they are.
  if (position.page > 0 && !tables.knowsCommit) return;
  throw damagedJournal(
    torn.length > 0
      ? `${path} is damaged in page ${position.page + 1}, and the tables know that page ${tables.page} was there`
      : `${journalPath(archive)} holds no page, and the tables know that page ${tables.page} was there`,
  );
}

async function dropLeftovers(archive: string): Promise<void> {
  const names = new Set(await readdir(journalPath(archive)));
  for (const name of names) {
    if (name.endsWith('.tmp') || names.has(`${name}.gz`)) await rm(join(journalPath(archive), name));
  }
}

async function cutTail(tail: Tail): Promise<Cut | undefined> {
  const { torn, path, offset } = tail;
  if (torn.length === 0) return undefined;
  const keptAs = torn.includes(COMMIT_HEAD) ? await keep(tail) : undefined;
  const file = await open(path, 'r+');
  try {
    await file.truncate(offset);
    await file.sync();
  } finally {
    await file.close();
  }
  return keptAs === undefined ? undefined : { bytes: torn.length, keptAs };
}

/** Pages of a write that the disk did in pieces, or of a disk that lost what it had. Nobody reads them. */
async function keep({ torn, path, offset }: Tail): Promise<string> {
  const wanted = `${path}.cut-at-${offset}`;
  // What an earlier crash left at the same place may be all that there is of another page.
  const isTaken = existsSync(wanted) && !(await readFile(wanted)).equals(torn);
  const keptAs = isTaken ? `${wanted}-${hash('sha256', torn, 'hex').slice(0, 12)}` : wanted;
  await replaceFile(keptAs, (file) => file.writeFile(torn));
  return keptAs;
}
