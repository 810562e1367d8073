// store: what the tables know that decides what a crawl has to fetch. The questions are queries/plan/*.sql.
import { type CrawlKnowledge, eventsScope, type FlowCursor, flowScope, listsScope } from '../crawl/context.js';
import type { PendingFile } from '../crawl/files.js';
import { groupStalls, stallGap } from '../crawl/gaps.js';
import type { AccountId, ConversationId } from '../fleep/ids.js';
import type { Content } from '../journal/content.js';
import type { Choice } from '../lib/chosen.js';
import type { Database, Parameters } from './database.js';
import { readQuery } from './sql.js';
import type { Row } from './values.js';

/** What the archive holds already, as far as `account` is concerned, and `choice` needs it. */
export async function readKnowledge(database: Database, account: AccountId, choice: Choice): Promise<CrawlKnowledge> {
  const cursors = await readCursors(database);
  const lists: { time?: string } = JSON.parse(cursors.get(listsScope(account)) ?? '{}');
  const accounts = await ask<{ account_id: AccountId }>(database, 'accounts');
  const gone = await ask<{ conversation_id: ConversationId }>(database, 'gone-conversations', { account });
  const openGaps = await readOpenGaps(database);
  const stalls = groupStalls(openGaps.keys());
  const prefix = flowScope(account, '' as ConversationId);
  const ends = await ask<Required<FlowCursor>['stalled'] & { conversation_id: ConversationId }>(
    database,
    'stalled-ends',
    { prefix },
  );
  const stalled = new Map(ends.map((end) => [end.conversation_id, end]));
  const flowIds = [...cursors.keys()]
    .filter((scope) => scope.startsWith(prefix))
    .map((scope) => scope.slice(prefix.length));
  return {
    findFlow: (id) => beforeStall(parseFlow(cursors.get(flowScope(account, id))), stalled.get(id)),
    titles: await readTitles(database, account, choice),
    flowIds: flowIds as ConversationId[],
    unfinished: await ask(database, 'unfinished-conversations', { prefix, account }),
    stalledIds: [...stalled.keys()],
    holedIds: (await ask<{ conversation_id: ConversationId }>(database, 'holed-conversations')).map(
      (row) => row.conversation_id,
    ),
    goneIds: new Set(gone.map((row) => row.conversation_id)),
    listedTime: lists.time === undefined ? undefined : new Date(lists.time),
    eventHorizon: horizonOf(cursors, account),
    organisationIds: (await ask<{ organisation_id: string }>(database, 'organisations', { account })).map(
      (row) => row.organisation_id,
    ),
    teamIds: new Set((await ask<{ team_id: string }>(database, 'teams')).map((row) => row.team_id)),
    labelIds: (await ask<{ label_id: string }>(database, 'labels', { account })).map((row) => row.label_id),
    accountIds: new Set(accounts.map((row) => row.account_id)),
    findUndescribed: async () =>
      (await ask<{ account_id: AccountId }>(database, 'undescribed-people', { account })).map((row) => row.account_id),
    openGaps,
    findStalls: (id) => stalls.get(stallGap(id, '')) ?? [],
  };
}

async function readTitles(
  database: Database,
  account: AccountId,
  { conversations, exclude }: Choice,
): Promise<ReadonlyMap<string, Row>> {
  if (conversations.length === 0 && exclude.length === 0) return new Map();
  const rows = await ask<{ conversation_id: string }>(database, 'titles', { account });
  return new Map(rows.map((row) => [row.conversation_id, row]));
}

async function readCursors(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await ask<{ scope: string; cursor: string }>(database, 'cursors');
  return new Map(rows.map(({ scope, cursor }) => [scope, cursor]));
}

function horizonOf(cursors: ReadonlyMap<string, string>, account: AccountId): number {
  const events: { event_horizon?: number } = JSON.parse(cursors.get(eventsScope(account)) ?? '{}');
  return events.event_horizon ?? 0;
}

/** The position in the account's event stream; 0 before the first. */
export async function readHorizon(database: Database, account: AccountId): Promise<number> {
  return horizonOf(await readCursors(database), account);
}

/** The address of the service that the latest run was given; undefined before the first. */
export async function findLastServer(database: Database): Promise<string | undefined> {
  const [row] = await ask<{ server: string }>(database, 'last-server');
  return row?.server;
}

/** id → cause */
export async function readOpenGaps(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await ask<{ gap_id: string; cause: string }>(database, 'open-gaps');
  return new Map(rows.map(({ gap_id, cause }) => [gap_id, cause]));
}

/** Content that the archive has of an address. */
export interface StoredContent extends Content {
  readonly url: string;
  /** Whether it is known to be missed. */
  readonly isMissed: boolean;
}

/** What should be in files/, some at a time: all of it, or as far as it is known to be missed. */
export async function* storedContents(database: Database, all: boolean): AsyncGenerator<StoredContent[]> {
  const sql = await readQuery('plan/stored-contents.sql');
  const chunks = database.stream<{ url: string; sha256: string; size_bytes: number; is_missed: boolean }>(sql, { all });
  for await (const rows of chunks)
    yield rows.map(({ url, sha256, size_bytes, is_missed }) => ({
      url,
      sha256,
      sizeBytes: size_bytes,
      isMissed: is_missed,
    }));
}

/** `thumbnails`: with those of files, in every size that there is. `lost`: what is in files/ no more. */
export async function readPendingFiles(
  database: Database,
  { thumbnails, lost }: { readonly thumbnails: boolean; readonly lost: readonly StoredContent[] },
): Promise<PendingFile[]> {
  const missing = lost.map(({ url, sha256, sizeBytes }) => ({ url, sha256, size_bytes: sizeBytes }));
  const rows = await ask<{
    url: string;
    size_bytes: number | null;
    sha256: string | null;
    content_type: string | null;
    is_deleted: boolean;
    name: string | null;
    media_type: string | null;
    posted_time: Date | null;
    beyond_bytes: number | null;
  }>(database, 'pending-files', { thumbnails, lost: JSON.stringify(missing) });
  return rows.map((row) => ({
    url: row.url,
    isDeleted: row.is_deleted,
    ...(row.size_bytes === null ? {} : { sizeBytes: row.size_bytes }),
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    ...(row.content_type === null ? {} : { contentType: row.content_type }),
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.media_type === null ? {} : { mediaType: row.media_type }),
    ...(row.posted_time === null ? {} : { postedTime: row.posted_time }),
    ...(row.beyond_bytes === null ? {} : { beyondBytes: row.beyond_bytes }),
  }));
}

/** Counts of queries/plan/totals.sql. */
export type Totals = Readonly<Record<string, number>>;

/** What came to each since then. */
export const addedTo = (before: Totals, totals: Totals): Totals =>
  Object.fromEntries(Object.entries(totals).map(([name, count]) => [name, count - (before[name] ?? 0)]));

export async function readTotals(database: Database): Promise<Totals> {
  const [row] = await ask<Totals & Row>(database, 'totals');
  return row ?? {};
}

function parseFlow(text: string | undefined): FlowCursor | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}

/** A walk that goes on where numbers stood still, and not behind them. */
function beforeStall(flow: FlowCursor | undefined, stalled: FlowCursor['stalled']): FlowCursor | undefined {
  if (flow?.done === undefined || stalled === undefined) return flow;
  const { first, last } = stalled;
  return { ...flow, high: first - 1, done: Math.min(flow.done, first - 1), stalled: { first, last } };
}

const ask = async <R extends Row>(database: Database, name: string, parameters?: Parameters): Promise<R[]> =>
  database.rows<R>(await readQuery(`plan/${name}.sql`), parameters);
