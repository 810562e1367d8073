// render: the tables of an archive → a folder of static HTML that opens from disk.
// Invariant: the same archive gives the same bytes, whatever the number of threads; the old site stays until the new one is
// whole; nothing in it is loaded from anywhere else.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { loadCatalog } from '../report/catalog.js';
import type { Database } from '../store/database.js';
import { estimateMessages, openStore } from '../store/open.js';
import { LITTLE_ROOM, withRoom } from '../store/room.js';
import type { Row } from '../store/values.js';
import { aboutView } from './about.js';
import { ABOUT_PAGE } from './addresses.js';
import { writeAssets } from './assets.js';
import { type Catalog, readCatalog } from './catalog.js';
import { writeFeeds } from './feeds.js';
import { renderGallery } from './gallery.js';
import { readGroups, renderGroups } from './group-pages.js';
import { daysOf, type HomeTotals, homeView, numbersOf } from './home.js';
import { placeLogo } from './logo.js';
import { findOutput, replaceFolder } from './output-folder.js';
import { People, type PersonRow, readPeople } from './people.js';
import { renderPeople } from './people-pages.js';
import { WorkerPool } from './pool.js';
import { type Made, OldSite } from './rebuild/old-site.js';
import { joined, printOfArchive, printOfLook, readPrints } from './rebuild/prints.js';
import { Rebuild } from './rebuild/rebuild.js';
import type { RenderContext } from './render-context.js';
import { type ReportPicture, renderReportList } from './reports.js';
import { readRows } from './rows.js';
import { ALL_BUCKETS, type MergedBucket } from './search/merge.js';
import { beginMerge, documentsOf, finishIndex, prepareIndex } from './search/site-index.js';
import { searchView } from './search-page.js';
import { SharedWork } from './shared-work.js';
import { type RenderOptions, settingsOf } from './site-settings.js';
import { writeSitemap } from './sitemap.js';
import { type Task, TaskQueue, type TaskResult } from './tasks.js';
import { openThread, type ThreadSettings } from './thread.js';
import { type Chunk, cutChunks, type MadeChunk, planUnits, type UnitResult } from './units.js';

export interface RenderSummary extends Made {
  /** Pages that are as they were. */
  readonly kept: number;
}

/** Fewer messages than this are rendered before a thread would have started. */
const SMALL_ARCHIVE = 20_000;
const MAX_WORKERS = 7;

/**
 * Renders the site, or what of it changed since it was rendered last. Throws `usage` when `out` holds something else or the time zone is
 * not known, `noArchive` when nothing was loaded yet, `locked` while a sync writes. After a failure the old site is as it was.
 */
export async function renderSite(options: RenderOptions): Promise<RenderSummary> {
  const settings = await settingsOf(options);
  const look = printOfLook(settings, options.logo);
  const old = options.full ? undefined : OldSite.read(await findOutput(options.out), options.archive);
  const print = joined(look, await readWith(options.archive, printOfArchive));
  if (old?.print === print && old.isWhole()) return { ...old.state.made, kept: old.state.made.pages };
  return replaceFolder(options.out, (folder) => renderInto({ ...settings, folder }, options, { look, print, old }));
}

/** What is known of the site before it is made. */
interface Before {
  readonly look: string;
  readonly print: string;
  /** The site of the last render. */
  readonly old: OldSite | undefined;
}

async function renderInto(settings: ThreadSettings, options: RenderOptions, before: Before): Promise<RenderSummary> {
  const { archive, folder } = settings;
  await writeAssets(folder, settings.templates);
  if (options.logo !== undefined) await placeLogo(options.logo, folder, settings.site.logo);
  // The workers come first: they take as long to start as this thread takes to find out what there is to do.
  await using pool = new WorkerPool(options.workers ?? (await defaultWorkers(archive)), settings);
  const context = await openThread(settings);
  try {
    const tally = new Tally(await countMessages(context), options.onProgress);
    return await renderAll(context, pool, before, tally);
  } finally {
    await context.database.close();
  }
}

async function renderAll(
  context: RenderContext,
  pool: WorkerPool,
  { look, print, old }: Before,
  tally: Tally,
): Promise<RenderSummary> {
  const { folder } = context;
  const roomy = <T>(work: (database: Database) => Promise<T>) => withRoom(context.database, context.archive, work);
  const reports = context.site.hasReports ? await loadCatalog() : [];
  const pictures = new Map<string, ReportPicture>();
  const made: MadeChunk[] = [];
  const hear = (done: TaskResult): void => {
    if (done.kind === 'report' && done.picture !== undefined) pictures.set(done.name, done.picture);
    if (done.kind !== 'unit') return;
    made.push(...done.result.made);
    tally.add(done.result);
  };
  // The pool runs reports while this thread finds out what else there is to do.
  const work = new SharedWork(
    new TaskQueue(reports.map(({ name }) => ({ kind: 'report', name }))),
    context,
    pool,
    hear,
  );
  const rows = await roomy(readPeople);
  const catalog = await roomy((database) => readCatalog(database, nameList(rows, context), context.words));
  const code = await roomy((database) => prepareIndex(folder, database, tally.total));
  const prints = await roomy(readPrints);
  const chunks = cutChunks(catalog.conversations);
  const rebuild = new Rebuild(old, joined(look, code), prints, context);
  for (const chunk of chunks) if (rebuild.keep(chunk)) tally.addKept(chunk);
  const units = planUnits(
    chunks,
    (chunk) => !rebuild.isKept(chunk),
    (chunk) => rebuild.keptOf(chunk),
  );
  work.queue.addUnits(units);
  const { pages: sitePages, totals } = await work.finish(() => {
    rebuild.takeOver();
    return roomy((database) => renderSitePages(catalog, rows, print, { ...context, database }));
  });
  await mergeIndex(catalog, chunks, context, pool);
  if (context.site.hasReports) {
    const { words } = context;
    const glance = { days: daysOf(catalog.conversations, words), numbers: numbersOf(catalog, totals, words, '../') };
    renderReportList(reports, pictures, glance, context);
  }
  await pool.end();
  if (context.site.baseUrl !== '') await roomy((database) => renderForServers(catalog, { ...context, database }));
  const summary = {
    pages: rebuild.keptPages + tally.pages + sitePages + (reports.length > 0 ? reports.length + 1 : 0),
    messages: tally.messages,
    conversations: catalog.conversations.length,
    files: await countFiles(join(folder, 'files')),
  };
  rebuild.finish(summary, chunks, made);
  return { ...summary, kept: rebuild.keptPages };
}

/** Merges the index when all units are done. */
export async function mergeIndex(
  catalog: Catalog,
  chunks: readonly Chunk[],
  context: RenderContext,
  pool: WorkerPool,
): Promise<void> {
  beginMerge(context.folder, catalog, chunks);
  const documents = documentsOf(catalog.conversations);
  const merged: MergedBucket[] = [];
  let pages: readonly (readonly number[])[] = [];
  const hear = (done: TaskResult): void => {
    if (done.kind === 'times') pages = done.pages;
    if (done.kind !== 'buckets') return;
    for (const [place, bucket] of done.merged.entries()) merged[done.buckets.from + place] = bucket;
  };
  const tasks: Task[] = ALL_BUCKETS.map((buckets) => ({ kind: 'buckets', buckets, documents }));
  await new SharedWork(new TaskQueue([{ kind: 'times', documents }, ...tasks]), context, pool, hear).finish();
  finishIndex(context.folder, catalog, chunks, merged, pages);
}

async function readWith<T>(archive: ArchiveFolder, read: (database: Database) => Promise<T>): Promise<T> {
  await using database = await openStore(archive, LITTLE_ROOM);
  return await withRoom(database, archive, read);
}

export async function countMessages({ database, archive }: RenderContext): Promise<number> {
  const read = (roomy: Database) => readRows<Row & { messages: number }>(roomy, 'total');
  const [row] = await withRoom(database, archive, read);
  return row?.messages ?? 0;
}

/** Everything that is not in a conversation's folder but reports. `print` is that of all that the site is made from. */
async function renderSitePages(
  catalog: Catalog,
  rows: readonly PersonRow[],
  print: string,
  context: RenderContext,
): Promise<{ pages: number; totals: HomeTotals }> {
  const { database, templates, site, writer, words } = context;
  const names = nameList(rows, context);
  const before = writer.pages;
  const groups = await readGroups(database, catalog);
  renderGroups(groups, catalog, names, context);
  const totals = {
    people: rows.length,
    teams: groups.teams.length,
    labels: groups.labels.length,
    integrations: groups.integrations.length,
  };
  const home = homeView(catalog, names, totals, site, words);
  writer.write('index.html', templates.render('home', home));
  const about = { ...(await aboutView(database, catalog, names, site, words)), madeFrom: print };
  writer.write(ABOUT_PAGE, templates.render('about', about));
  writer.write('search.html', templates.render('search', searchView(site, words)));
  await renderGallery(catalog, names, context);
  await renderPeople(database, catalog, rows, context);
  return { pages: writer.pages - before, totals };
}

/** What a site that is served from a known address has more. */
async function renderForServers(catalog: Catalog, context: RenderContext): Promise<void> {
  await writeFeeds({ ...context, catalog });
  await writeSitemap(context.folder, context.site.baseUrl, context.writer);
}

/** People for pages that name them without a picture. */
export const nameList = (rows: readonly PersonRow[], { words }: RenderContext): People =>
  new People(rows, '', new Map(), words.texts);

async function countFiles(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** What is done so far. */
class Tally {
  readonly total: number;
  readonly #onProgress: RenderOptions['onProgress'];
  pages = 0;
  messages = 0;

  constructor(total: number, onProgress: RenderOptions['onProgress']) {
    this.total = total;
    this.#onProgress = onProgress;
  }

  add(result: UnitResult): void {
    this.pages += result.pages;
    this.#addMessages(result.messages);
  }

  addKept({ messages }: Chunk): void {
    this.#addMessages(messages);
  }

  #addMessages(messages: number): void {
    this.messages += messages;
    this.#onProgress?.(this.messages, this.total);
  }
}

export const defaultWorkers = async (archive: ArchiveFolder): Promise<number> =>
  (await estimateMessages(archive)) < SMALL_ARCHIVE ? 0 : Math.min(availableParallelism() - 1, MAX_WORKERS);
