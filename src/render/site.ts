// render: the tables of an archive → a folder of static HTML that opens from disk.
// Invariant: the same archive gives the same bytes, whatever the number of threads; the old site stays until the new one is
// whole; nothing in it is loaded from anywhere else.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ArchiveFolder } from '../journal/archive-folder.js';
import type { Database } from '../store/database.js';
import { estimateMessages } from '../store/open.js';
import { withRoom } from '../store/room.js';
import type { Row } from '../store/values.js';
import { aboutView } from './about.js';
import { writeAssets } from './assets.js';
import { type Catalog, readCatalog } from './catalog.js';
import { writeFeeds } from './feeds.js';
import { renderGallery } from './gallery.js';
import { readGroups, renderGroups } from './group-pages.js';
import { homeView } from './home.js';
import { type Language, type Texts, textsOf } from './language/texts.js';
import { logoPath, placeLogo } from './logo.js';
import { replaceFolder } from './output-folder.js';
import type { SiteFacts } from './page-frame.js';
import { People, type PersonRow, readPeople } from './people.js';
import { renderPeople } from './people-pages.js';
import { WorkerPool } from './pool.js';
import type { RenderContext } from './render-context.js';
import { renderAllReports } from './reports.js';
import { readRows } from './rows.js';
import { type Part, partSentences, readZoneAndScope } from './scope.js';
import type { MergedBucket } from './search/merge.js';
import { BUCKETS } from './search/runs.js';
import { documentsOf, finishIndex, indexTitles, prepareIndex } from './search/site-index.js';
import { searchView } from './search-page.js';
import type { FileMode } from './site-files.js';
import { writeSitemap } from './sitemap.js';
import { runTask, type Task, TaskQueue, type TaskResult } from './tasks.js';
import { openThread, type ThreadSettings } from './thread.js';
import { planUnits, type UnitResult } from './units.js';
import { UTC } from './zone.js';

export interface RenderSummary {
  /** HTML pages written. */
  readonly pages: number;
  readonly messages: number;
  readonly conversations: number;
  /** Contents below files/. */
  readonly files: number;
}

export interface RenderOptions {
  readonly archive: ArchiveFolder;
  /** The folder of the site; replaced as a whole. */
  readonly out: string;
  /** Hears how many messages are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Threads beside this one; 0 renders all here. By default as many as use every core, none for a small archive. */
  readonly workers?: number;
  /** False leaves the reports out. */
  readonly reports?: boolean;
  /** Stands on each page; by default it names the service. */
  readonly title?: string | undefined;
  /** How contents of files come into the site; as links unless told. */
  readonly files?: FileMode;
  /** A folder of templates, styles and assets that stand for those of the package. */
  readonly templates?: string | undefined;
  /** Where the site is served from: adds feeds and a sitemap, which need whole addresses. */
  readonly baseUrl?: string | undefined;
  /** A raster picture that stands beside the title. */
  readonly logo?: string | undefined;
  /** The language of the site's own texts; English unless told. */
  readonly language?: Language;
  /** The time zone in which times are told, `UTC` unless told. */
  readonly timezone?: string;
  /** Conversations and days that the site is of; all unless told. */
  readonly part?: Part | undefined;
}

/** Fewer messages than this are rendered before a thread would have started. */
const SMALL_ARCHIVE = 20_000;
const MAX_WORKERS = 7;

/**
 * Renders the site. Throws `usage` when `out` holds something else or the time zone is not known, `noArchive` when nothing was loaded yet, `locked` while a
 * sync writes. After a failure the old site is as it was.
 */
export async function renderSite(options: RenderOptions): Promise<RenderSummary> {
  return replaceFolder(options.out, (folder) => renderInto(folder, options));
}

async function renderInto(folder: string, options: RenderOptions): Promise<RenderSummary> {
  const { archive, files = 'link', templates } = options;
  const { zone, scope } = await readZoneAndScope(archive, options);
  const logo = options.logo === undefined ? '' : await logoPath(options.logo);
  const settings: ThreadSettings = { archive, folder, site: siteFacts(options, logo), zone, scope, files, templates };
  await writeAssets(folder, templates);
  if (options.logo !== undefined) await placeLogo(options.logo, folder, logo);
  // The workers come first: they take as long to start as this thread takes to find out what there is to do.
  await using pool = new WorkerPool(options.workers ?? (await defaultWorkers(archive)), settings);
  const context = await openThread(settings);
  try {
    return await renderAll(context, pool, folder, new Tally(await countMessages(context), options.onProgress));
  } finally {
    await context.database.close();
  }
}

async function renderAll(
  context: RenderContext,
  pool: WorkerPool,
  folder: string,
  tally: Tally,
): Promise<RenderSummary> {
  const roomy = <T>(work: (database: Database) => Promise<T>) => withRoom(context.database, context.archive, work);
  const rows = await roomy(readPeople);
  const catalog = await roomy((database) => readCatalog(database, nameList(rows, context), context.words));
  await roomy((database) => prepareIndex(folder, database, tally.total));
  const hear = (done: TaskResult): void => {
    if (done.kind === 'unit') tally.add(done.result);
  };
  const sitePages = await share(TaskQueue.ofUnits(planUnits(catalog.conversations)), context, pool, hear, () =>
    roomy((database) => renderSitePages(catalog, rows, { ...context, database })),
  );
  await mergeIndex(catalog, context, pool);
  await pool.end();
  if (context.site.baseUrl !== '') await roomy((database) => renderForServers(catalog, rows, { ...context, database }));
  return {
    pages: tally.pages + sitePages,
    messages: tally.messages,
    conversations: catalog.conversations.length,
    files: await countFiles(join(folder, 'files')),
  };
}

/** Does `first` and then tasks of the queue in this thread, while the pool does tasks of it. Gives what `first` gave. */
async function share<T>(
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
  return together(
    here().finally(() => queue.clear()),
    pool.run(queue, hear),
  );
}

async function mergeIndex(catalog: Catalog, context: RenderContext, pool: WorkerPool): Promise<void> {
  indexTitles(context.folder, catalog);
  const documents = documentsOf(catalog.conversations);
  const tasks = Array.from({ length: BUCKETS }, (_unused, bucket): Task => ({ kind: 'bucket', bucket, documents }));
  const merged: MergedBucket[] = [];
  const hear = (done: TaskResult): void => {
    if (done.kind === 'bucket') merged[done.bucket] = done.merged;
  };
  await share(new TaskQueue(tasks), context, pool, hear, async () => {});
  finishIndex(context.folder, catalog, merged);
}

/** Waits for both even when one fails, so that nothing writes any more when it is over. Gives the first one's value. */
async function together<T>(one: Promise<T>, other: Promise<void>): Promise<T> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (second.status === 'rejected') throw second.reason;
  if (first.status === 'rejected') throw first.reason;
  return first.value;
}

async function countMessages({ database }: RenderContext): Promise<number> {
  const [row] = await readRows<Row & { messages: number }>(database, 'total');
  return row?.messages ?? 0;
}

/** Everything that is not in a conversation's folder. Gives the number of pages. */
async function renderSitePages(catalog: Catalog, rows: readonly PersonRow[], context: RenderContext): Promise<number> {
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
  writer.write('about.html', templates.render('about', await aboutView(database, catalog, names, site, words)));
  writer.write('search.html', templates.render('search', searchView(site, words)));
  await renderGallery(catalog, names, context);
  await renderPeople(database, catalog, rows, context);
  if (site.hasReports) await renderAllReports(context);
  return writer.pages - before;
}

/** What a site that is served from a known address has more. */
async function renderForServers(catalog: Catalog, rows: readonly PersonRow[], context: RenderContext): Promise<void> {
  await writeFeeds({ ...context, catalog, people: nameList(rows, context) });
  await writeSitemap(context.folder, context.site.baseUrl, context.writer);
}

/** People for pages that name them without a picture. */
const nameList = (rows: readonly PersonRow[], { words }: RenderContext): People =>
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
    this.messages += result.messages;
    this.#onProgress?.(this.messages, this.total);
  }
}

const defaultWorkers = async (archive: ArchiveFolder): Promise<number> =>
  (await estimateMessages(archive)) < SMALL_ARCHIVE ? 0 : Math.min(availableParallelism() - 1, MAX_WORKERS);

function siteFacts(
  { archive, title, baseUrl = '', reports, language = 'en', timezone = UTC.name, part }: RenderOptions,
  logo: string,
): SiteFacts {
  const texts = textsOf(language);
  const sentences = partSentences(part, texts, timezone);
  const ownTitle = titleOf(archive, texts);
  return {
    siteTitle: title || (sentences.length > 0 ? texts.part.title(ownTitle) : ownTitle),
    logo,
    baseUrl: baseUrl === '' || baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`,
    hasReports: reports !== false,
    language,
    zone: timezone,
    zoneNote: texts.site.timesIn(timezone),
    part: sentences,
  };
}

function titleOf({ info }: ArchiveFolder, { site }: Texts): string {
  const host = URL.canParse(info.server) ? new URL(info.server).hostname : '';
  return host === '' || host === 'fleep.io' ? site.titleOfService : site.titleOf(host);
}
