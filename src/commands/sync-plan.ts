// commands: sync --dry-run – what a sync would fetch, in how many requests, and about how long that would take. Nothing is written.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CrawlContext, type CrawlKnowledge, People } from '../crawl/context.js';
import { type CrawlPlan, planCrawl } from '../crawl/plan.js';
import { isFileSelected } from '../crawl/selection.js';
import { Streak } from '../crawl/streak.js';
import type { ReadingClient } from '../fleep/client.js';
import type { AccountId } from '../fleep/ids.js';
import { openArchive } from '../journal/archive-folder.js';
import { openStore } from '../store/open.js';
import { readKnowledge } from '../store/plan.js';
import type { Output } from './output.js';
import { findPending } from './pending-files.js';
import { remarkOnServer, remarkOnUnmatched } from './run-notes.js';
import type { SyncOptions } from './sync.js';

interface Known {
  readonly knowledge: CrawlKnowledge;
  /** Files whose content is not in the archive, as far as their messages are. */
  readonly files: number;
}

const nothing: CrawlKnowledge = {
  findFlow: () => undefined,
  titles: new Map(),
  flowIds: [],
  unfinished: [],
  holedIds: [],
  stalledIds: [],
  goneIds: new Set(),
  listedTime: undefined,
  eventHorizon: 0,
  labelIds: [],
  teamIds: new Set(),
  organisationIds: [],
  accountIds: new Set(),
  findUndescribed: async () => [],
  openGaps: new Map(),
  findStalls: () => [],
};

export async function planSync(
  client: ReadingClient,
  account: AccountId,
  options: SyncOptions,
  out: Output,
  errors: Output,
): Promise<void> {
  const { knowledge, files } = await readKnown(options, account, errors);
  const context: CrawlContext = {
    client,
    account,
    journal: { append: async () => undefined },
    known: knowledge,
    people: new People(),
    teams: new Map(),
    dialogs: new Set(),
    isFull: options.full,
    selection: options.selection,
    streak: new Streak(),
    resting: new Set(),
    now: () => new Date(),
    concurrency: options.concurrency,
    signal: options.signal,
    progress: { total: () => undefined, conversation: () => undefined },
  };
  const asked = client.requests;
  const began = Date.now();
  const plan = await planCrawl(context);
  const msARequest = (Date.now() - began) / Math.max(1, client.requests - asked);
  // Lists are asked for one page after the other, conversations side by side.
  const seconds = Math.ceil(((plan.requests + files) * msARequest) / options.concurrency / 1000);
  const floor = options.rate === undefined ? 0 : Math.ceil((plan.requests + files) / options.rate);
  remarkOnUnmatched(plan.unmatched, errors);
  const isBounded = options.selection.since !== undefined;
  const full = { ...plan, files, seconds: Math.max(seconds, floor), isBounded };
  out.write(options.json ? `${JSON.stringify(inJson(full), undefined, 2)}\n` : options.quiet ? '' : inWords(full));
}

async function readKnown(options: SyncOptions, account: AccountId, errors: Output): Promise<Known> {
  const { archive: path, selection, thumbnails, full } = options;
  if (!existsSync(join(path, 'archive.json'))) return { knowledge: nothing, files: 0 };
  const archive = await openArchive(path);
  await using database = await openStore(archive);
  await remarkOnServer({ archive }, database, options.server, errors);
  const { pending } = await findPending(path, database, { thumbnails, isFull: full });
  return {
    knowledge: await readKnowledge(database, account, selection),
    files: pending.filter((file) => isFileSelected(selection, file)).length,
  };
}

interface FullPlan extends CrawlPlan {
  readonly files: number;
  readonly seconds: number;
  /** Walks go no further back than a time, of which nobody knows yet which numbers it comes to. */
  readonly isBounded: boolean;
}

const inJson = ({ isFull, isBounded: _isBounded, ...counts }: FullPlan) => ({ all_lists: isFull, ...counts });

function inWords({ isFull, conversations, numbers, requests, files, seconds, isBounded }: FullPlan): string {
  if (conversations === 0 && files === 0) return 'Nothing has changed; nothing would be fetched.\n';
  const lists = isFull ? 'All lists were read to find out. ' : '';
  const [most, about] = isBounded ? ['at most ', 'at most'] : ['', 'about'];
  return (
    `${lists}A sync would walk ${conversations} conversations over ${most}${numbers} message numbers in ${about} ${requests} requests, ` +
    `and fetch ${files} files and those of the messages that come: ${about} ${inTime(seconds)} without the latter.\n`
  );
}

const inTime = (seconds: number): string =>
  seconds < 120
    ? `${seconds} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
