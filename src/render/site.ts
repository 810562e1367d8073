// render: the tables of an archive → a folder of static HTML that opens from disk.
// Invariant: the same archive gives the same bytes, whatever the number of threads; the old site stays until the new one is
// whole; nothing in it is loaded from anywhere else.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { loadCatalog, type Report } from '../report/catalog.js';
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
import { type RenderOptions, settingsOf } from './site-settings.js';
import { writeSitemap } from './sitemap.js';
import { runTask, type Task, TaskQueue, type TaskResult } from './tasks.js';
import { openThread, type ThreadSettings } from './thread.js';
import { type Chunk, cutChunks, planUnits, type UnitResult } from './units.js';

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
  const old = options.full ? undefined : OldSite.read(await findOutput(options.out));
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
  const rows = await roomy(readPeople);
  const catalog = await roomy((database) => readCatalog(database, nameList(rows, context), context.words));
  const code = await roomy((database) => prepareIndex(folder, database, tally.total));
  const prints = await roomy(readPrints);
  const chunks = cutChunks(catalog.conversations);
  const rebuild = new Rebuild(old, joined(look, code), prints, context);
  for (const chunk of chunks) if (rebuild.keep(chunk)) tally.addKept(chunk);
  const hear = (done: TaskResult): void => {
    if (done.kind !== 'unit') return;
    rebuild.add(done.result.made);
    tally.add(done.result);
  };
  const units = planUnits(
    chunks,
    (chunk) => !rebuild.isKept(chunk),
    (chunk) => rebuild.keptOf(chunk),
  );
  const { pages: sitePages, totals } = await share(TaskQueue.ofUnits(units), context, pool, hear, () => {
    rebuild.takeOver();
    return roomy((database) => renderSitePages(catalog, rows, print, { ...context, database }));
  });
  const reports = context.site.hasReports ? await loadCatalog() : [];
  const pictures = await finishTogether(catalog, chunks, reports, context, pool);
  if (context.site.hasReports) {
    const { words } = context;
    const glance = { days: daysOf(catalog.conversations, words), numbers: numbersOf(catalog, totals, words, '../') };
    renderReportList(reports, pictures, glance, context);
  }
  await pool.end();
  if (context.site.baseUrl !== '') await roomy((database) => renderForServers(catalog, rows, { ...context, database }));
  const made = {
    pages: rebuild.keptPages + tally.pages + sitePages + (reports.length > 0 ? reports.length + 1 : 0),
    messages: tally.messages,
    conversations: catalog.conversations.length,
    files: await countFiles(join(folder, 'files')),
  };
  rebuild.finish(made, chunks);
  return { ...made, kept: rebuild.keptPages };
}

/** Does `first` and then tasks of the queue in this thread, while the pool does tasks of it. Gives what `first` gave. */
export async function share<T>(
  queue: TaskQueue,
  context: RenderContext,
  pool: WorkerPool,
  hear: (done: TaskResult) => void,
  first: () => Promise<T>,
): Promise<T> {
  const here = async (): Promise<T> => {
    const value = await first();
    for (let task = queue.take(); task !== undefined; task = queue.take()) hear(await runTask(task, context));
    return value;
  };
  // The pool begins, since the first thing done here may not give way for a second.
  const others = pool.run(queue, hear);
  return together(
    here().finally(() => queue.clear()),
    others,
  );
}

/** Runs the reports and merges the index, which take no notice of each other. Gives the pictures of the reports by name. */
export async function finishTogether(
  catalog: Catalog,
  chunks: readonly Chunk[],
  reports: readonly Report[],
  context: RenderContext,
  pool: WorkerPool,
): Promise<ReadonlyMap<string, ReportPicture>> {
  beginMerge(context.folder, catalog, chunks);
  const documents = documentsOf(catalog.conversations);
  const runs = reports.map(({ name }): Task => ({ kind: 'report', name }));
  const merges = ALL_BUCKETS.map((buckets): Task => ({ kind: 'buckets', buckets, documents }));
  const merged: MergedBucket[] = [];
  const pictures = new Map<string, ReportPicture>();
  const hear = (done: TaskResult): void => {
    if (done.kind === 'report' && done.picture !== undefined) pictures.set(done.name, done.picture);
    if (done.kind !== 'buckets') return;
    for (const [place, bucket] of done.merged.entries()) merged[done.buckets.from + place] = bucket;
  };
  await share(new TaskQueue([...runs, ...merges]), context, pool, hear, async () => {});
  finishIndex(context.folder, catalog, chunks, merged);
  return pictures;
}

/** Waits for both even when one fails, so that nothing writes any more when it is over. Gives the first one's value. */
async function together<T>(one: Promise<T>, other: Promise<void>): Promise<T> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (second.status === 'rejected') throw second.reason;
  if (first.status === 'rejected') throw first.reason;
  return first.value;
}

async function readWith<T>(archive: ArchiveFolder, read: (database: Database) => Promise<T>): Promise<T> {
  await using database = await openStore(archive, LITTLE_ROOM);
  return await read(database);
}

export async function countMessages({ database }: RenderContext): Promise<number> {
  const [row] = await readRows<Row & { messages: number }>(database, 'total');
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
async function renderForServers(catalog: Catalog, rows: readonly PersonRow[], context: RenderContext): Promise<void> {
  await writeFeeds({ ...context, catalog, people: nameList(rows, context) });
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
