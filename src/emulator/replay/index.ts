// emulator/replay: an archive served as if it were the server that it came from.
// Invariant: nothing in the archive is changed, and its files are read when they are asked for, never before.
import type { ArchiveFolder } from '../../journal/archive-folder.js';
import type { WorldSource } from '../world.js';
import { worldFromLines } from '../world-file.js';
import { findContent } from './stored-files.js';
import { worldLines } from './world-lines.js';

/** The world of an archive. Throws ArchiveError: noArchive for an empty one, unexpected for a damaged journal. */
export function replayArchive(archive: ArchiveFolder): Promise<WorldSource> {
  return worldFromLines(worldLines(archive), (sha256) => findContent(archive.path, sha256));
}
