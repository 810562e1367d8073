// commands: --store beside an archive that is there already.
import type { ArchiveFolder, StoreKind } from '../journal/archive-folder.js';
import { usageError } from '../lib/errors.js';

/** Throws `usage` when another kind was asked for than the archive has. */
export function requireKind({ path, info }: ArchiveFolder, store: StoreKind | undefined): void {
  if (store === undefined || store === info.store) return;
  throw usageError(
    `${path} is a ${info.store} archive: leave --store out, or make it a ${store} one with "fleep-archive rebuild".`,
  );
}
