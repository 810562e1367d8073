// The public interface of the package: what a program of one's own needs to read an archive. Everything else is the command line's.
export {
  type ArchiveFolder,
  type ArchiveInfo,
  contentPath,
  openArchive,
  type StoreKind,
} from './journal/archive-folder.js';
export { ArchiveError, ExitCode } from './lib/errors.js';
export { type RenderSummary, renderSite } from './render/site.js';
export type { RenderOptions } from './render/site-settings.js';
export { loadCatalog, type Report } from './report/catalog.js';
export { type ReportResult, runReport } from './report/run.js';
export type { Database } from './store/database.js';
export { type OpenOptions, openStore } from './store/open.js';
