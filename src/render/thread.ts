// render: what one thread holds while it renders units: its own read-only store, templates and small tables.
// Invariant: threads share nothing but the folders, in which each writes pages of its own.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { throwAfter } from '../lib/errors.js';
import { type OpenOptions, openStore } from '../store/open.js';
import { LITTLE_ROOM, withRoom } from '../store/room.js';
import type { Scope } from '../store/scope.js';
import { readDirectory } from './directory.js';
import { textsOf } from './language/texts.js';
import type { SiteFacts } from './page-frame.js';
import { PageWriter } from './page-writer.js';
import type { RenderContext } from './render-context.js';
import { openUnitIndexer } from './search/site-index.js';
import type { UnitIndexer } from './search/unit-index.js';
import { type FileMode, SiteFiles } from './site-files.js';
import { loadTemplates } from './templates.js';
import { Words } from './words.js';
import { Zone, type ZoneData } from './zone.js';

/** What a thread is started with. Can be sent to a worker. */
export interface ThreadSettings {
  readonly archive: ArchiveFolder;
  /** The folder that the site is built in. */
  readonly folder: string;
  readonly site: SiteFacts;
  readonly files: FileMode;
  readonly zone: ZoneData;
  /** The part of the archive that the site is of; undefined for all of it. */
  readonly scope: Scope | undefined;
  /** A folder whose templates stand for those of the package. */
  readonly templates: string | undefined;
}

/** Opens everything. The caller closes `database`. */
export async function openThread(settings: ThreadSettings, store: OpenOptions = LITTLE_ROOM): Promise<RenderContext> {
  const database = await openStore(settings.archive, { ...store, scope: settings.scope });
  const files = new SiteFiles(settings.archive.path, settings.folder, settings.files);
  const texts = textsOf(settings.site.language);
  const directory = await withRoom(database, settings.archive, (roomy) => readDirectory(roomy, files, texts)).catch(
    (error: unknown) => throwAfter(error, () => database.close()),
  );
  let indexer: UnitIndexer | undefined;
  return {
    archive: settings.archive,
    folder: settings.folder,
    database,
    directory,
    templates: await loadTemplates(texts, settings.templates),
    words: new Words(texts, new Zone(settings.zone)),
    files,
    writer: new PageWriter(settings.folder),
    site: settings.site,
    getIndexer: () => {
      indexer ??= openUnitIndexer(settings.folder);
      return indexer;
    },
  };
}
