// render/search: the index of an archive by itself, without a site around it.
// Invariant: byte for byte the index that a site of the same archive has, in English; beside it, the order of words.
import type { ArchiveFolder } from '../../journal/archive-folder.js';
import { withRoom } from '../../store/room.js';
import { readCatalog } from '../catalog.js';
import type { SiteFacts } from '../page-frame.js';
import { readPeople } from '../people.js';
import { WorkerPool } from '../pool.js';
import type { RenderContext } from '../render-context.js';
import { SharedWork } from '../shared-work.js';
import { countMessages, defaultWorkers, mergeIndex, nameList } from '../site.js';
import { TaskQueue, type TaskResult } from '../tasks.js';
import { openThread, type ThreadSettings } from '../thread.js';
import { cutChunks, planUnits } from '../units.js';
import { UTC } from '../zone.js';
import { dropRuns, prepareIndex } from './site-index.js';
import { writeWordOrder } from './word-order.js';

export interface IndexOptions {
  readonly archive: ArchiveFolder;
  /** An empty folder, which gets the index as the folder of a site has it. */
  readonly folder: string;
  /** Hears how many messages are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What of a site would stand on its pages, of which there are none. */
const NO_SITE: SiteFacts = {
  siteTitle: '',
  baseUrl: '',
  logo: '',
  hasReports: false,
  language: 'en',
  zone: UTC.name,
  zoneNote: '',
  months: '',
  part: [],
};

/** Throws `noArchive` when nothing was loaded yet, `locked` while a sync writes. */
export async function indexArchive({ archive, folder, onProgress }: IndexOptions): Promise<void> {
  const settings: ThreadSettings = {
    archive,
    folder,
    site: NO_SITE,
    zone: UTC,
    scope: undefined,
    files: 'none',
    templates: undefined,
  };
  await using pool = new WorkerPool(await defaultWorkers(archive), settings);
  const context = await openThread(settings);
  try {
    await indexAll(context, pool, onProgress);
  } finally {
    await context.database.close();
  }
}

async function indexAll(
  context: RenderContext,
  pool: WorkerPool,
  onProgress: IndexOptions['onProgress'],
): Promise<void> {
  const { archive, database, folder, words } = context;
  const rows = await withRoom(database, archive, readPeople);
  const catalog = await withRoom(database, archive, (roomy) => readCatalog(roomy, nameList(rows, context), words));
  const total = await countMessages(context);
  await withRoom(database, archive, (roomy) => prepareIndex(folder, roomy, total));
  let done = 0;
  const hear = (task: TaskResult): void => {
    if (task.kind === 'unit') done += task.result.messages;
    onProgress?.(done, total);
  };
  const chunks = cutChunks(catalog.conversations);
  const units = planUnits(chunks, () => true);
  const queue = new TaskQueue();
  queue.addUnits(units, 'index');
  await new SharedWork(queue, context, pool, hear).finish();
  await mergeIndex(catalog, chunks, context, pool);
  dropRuns(folder);
  const titles = catalog.conversations.map(({ title }) => title);
  await writeWordOrder(folder, total, titles);
  await pool.end();
}
