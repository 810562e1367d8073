// store: what a sync needs of a store, whichever kind it is. Both kinds run the same SQL on a DuckDB database.
// Invariant: nothing is in the tables that is not in the journal; what readers see changes in one step.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import type { JournalPosition } from '../journal/segments.js';
import type { Database } from './database.js';
import { openDuckDbStore } from './duckdb-store.js';
import { openParquetStore } from './parquet-store.js';

export interface Store extends AsyncDisposable {
  /** The tables as loaded so far. */
  readonly database: Database;
  /** Loads the pages of the journal up to `end` that the tables do not hold yet. */
  load(end: JournalPosition): Promise<void>;
  /** Makes what was loaded durable and visible to readers. */
  publish(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store of an archive for writing; makes it when there is none, and anew when it cannot be read, is not of its journal, or is of an
 * older version. `onOlder` hears of the last before it is done, for it may take as long as the loads of the archive took together.
 */
export function openWritableStore(archive: ArchiveFolder, onOlder: () => void = () => undefined): Promise<Store> {
  return archive.info.store === 'parquet' ? openParquetStore(archive, onOlder) : openDuckDbStore(archive, onOlder);
}
