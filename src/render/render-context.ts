// render: what a thread needs to render units, and the sources of views for one unit.
// Invariant: files are in the site before a view names them.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import type { Database } from '../store/database.js';
import type { Directory } from './directory.js';
import { plainContext, type ViewSources } from './message-subject.js';
import type { SiteFacts } from './page-frame.js';
import type { PageWriter } from './page-writer.js';
import type { Companions } from './rows.js';
import type { UnitIndexer } from './search/unit-index.js';
import { placeAll, type SiteFiles } from './site-files.js';
import type { Templates } from './templates.js';
import type { Words } from './words.js';

/** What a thread needs to render units. */
export interface RenderContext {
  readonly archive: ArchiveFolder;
  /** The folder that the site is built in. */
  readonly folder: string;
  readonly database: Database;
  readonly directory: Directory;
  readonly templates: Templates;
  readonly files: SiteFiles;
  readonly writer: PageWriter;
  readonly site: SiteFacts;
  readonly words: Words;
  /** Indexes the units of this thread. The code of the index is there before it is asked for. */
  getIndexer(): UnitIndexer;
}

/** Puts the files of the companions into the site, so that views can be made without waiting. */
export async function prepareSources(companions: Companions, context: RenderContext): Promise<ViewSources> {
  const contents = await placeAll(context.files, [...companions.fileRows, ...[...companions.previews.values()].flat()]);
  return {
    directory: context.directory,
    words: context.words,
    companions,
    plainContext: plainContext(context.directory),
    contents,
    isPart: context.site.part.length > 0,
  };
}
