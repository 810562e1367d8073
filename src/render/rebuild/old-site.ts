// render/rebuild: the site of the last render, and what of it is still good.
// Invariant: a file is taken over only when it has the size that was noted and was not changed after it was made; a content only when it has
// the size of that in the archive and neither was changed; what is not certain is made again. The old site itself stays as it is.
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, parse as partsOf } from 'node:path';
import { type ArchiveFolder, contentPath } from '../../journal/archive-folder.js';
import { isCode } from '../../lib/errors.js';
import { ABOUT_PAGE } from '../addresses.js';
import type { SiteFile } from '../page-writer.js';
import type { MadeChunk, MadePart } from '../units.js';
import { STATE_FILE } from './state-folder.js';

/** Goes up whenever a state means something else than before. */
const VERSION = 2;

export interface KeptPart extends MadePart {
  /** Of what the pages were made from. */
  readonly print: string;
  /** Of how the people on them were shown. */
  readonly peoplePrint: string;
}

export interface KeptChunk extends MadeChunk {
  readonly parts: readonly KeptPart[];
}

/** What was made, as the command tells it. */
export interface Made {
  readonly pages: number;
  readonly messages: number;
  readonly conversations: number;
  readonly files: number;
}

export interface SiteState {
  readonly version: number;
  /** Of what all chunks have in common. */
  readonly common: string;
  readonly made: Made;
  /** All files of the site but this one: how many, and bytes of those that do not tell how the archive was taken. */
  readonly total: Total;
  readonly chunks: readonly KeptChunk[];
}

export interface Total {
  readonly files: number;
  readonly bytes: number;
}

export class OldSite {
  readonly state: SiteState;
  /** Of everything that it was made from; '' when its page about the archive does not tell. */
  readonly print: string;
  readonly #folder: string;
  readonly #archive: ArchiveFolder;
  readonly #madeMs: number;
  readonly #chunks: ReadonlyMap<string, KeptChunk>;
  readonly #parts: ReadonlyMap<string, KeptPart>;

  private constructor(folder: string, archive: ArchiveFolder, state: SiteState, madeMs: number) {
    this.#folder = folder;
    this.#archive = archive;
    this.state = state;
    this.print = findPrint(folder);
    this.#madeMs = madeMs;
    this.#chunks = new Map(state.chunks.map((chunk) => [chunk.key, chunk]));
    this.#parts = new Map(state.chunks.flatMap(({ parts }) => parts.map((part) => [part.print, part])));
  }

  /** Undefined when there is none, or none that is understood. */
  static read(folder: string, archive: ArchiveFolder): OldSite | undefined {
    const path = join(folder, STATE_FILE);
    if (!existsSync(path)) return undefined;
    const state = parse(readFileSync(path, 'utf8'));
    return state && new OldSite(folder, archive, state, lstatSync(path).mtimeMs);
  }

  /** True when all files are there, no other, none was changed, and the archive has the contents that it had. */
  isWhole(): boolean {
    if (!this.state.chunks.every(({ parts }) => parts.every((part) => this.#hasContents(part)))) return false;
    let newest = 0;
    const total = totalOf(this.#folder, ({ mtimeMs }) => {
      newest = Math.max(newest, mtimeMs);
    });
    const { files, bytes } = this.state.total;
    return total.files === files && total.bytes === bytes && newest <= this.#madeMs;
  }

  findChunk(key: string): KeptChunk | undefined {
    return this.#chunks.get(key);
  }

  /** The pages that were made from what has this print. */
  findPart(print: string): KeptPart | undefined {
    return this.#parts.get(print);
  }

  /** True when the files of a chunk in the index are as they were made. */
  hasIndex({ files }: KeptChunk): boolean {
    return files.every((file) => this.#isAsMade(file));
  }

  /** True when the pages of a part and what they show are as they were made. */
  hasPages(part: KeptPart): boolean {
    return part.files.every((file) => this.#isAsMade(file)) && this.#hasContents(part);
  }

  /** Takes what a chunk has in the index over into `site`. */
  takeIndex({ files }: KeptChunk, site: string): void {
    for (const [path] of files) this.#take(path, site);
  }

  /** Takes the pages of a part and what they show over into `site`. */
  takePages({ files, contents }: KeptPart, site: string): void {
    for (const [path] of files) this.#take(path, site);
    for (const path of contents) this.#takeContent(path, site);
  }

  #isAsMade([path, bytes]: SiteFile): boolean {
    const found = lstatSync(join(this.#folder, path), { throwIfNoEntry: false });
    return found?.isFile() === true && found.size === bytes && found.mtimeMs <= this.#madeMs;
  }

  #hasContents({ contents, isComplete }: KeptPart): boolean {
    return isComplete && contents.every((path) => this.#isAsPlaced(path));
  }

  // One that was damaged in the archive when it was placed may have been mended there since.
  #isAsPlaced(path: string): boolean {
    const stored = statSync(contentPath(this.#archive.path, partsOf(path).name), { throwIfNoEntry: false });
    return stored !== undefined && stored.mtimeMs <= this.#madeMs && this.#isAsMade([path, stored.size]);
  }

  /** Other conversations may show the same, and other threads may be about to put it there. */
  #takeContent(path: string, site: string): void {
    try {
      if (!existsSync(join(site, path))) this.#take(path, site);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }

  readonly #ready = new Set<string>();

  #take(path: string, site: string): void {
    const target = join(site, path);
    const folder = dirname(target);
    if (!this.#ready.has(folder)) mkdirSync(folder, { recursive: true });
    this.#ready.add(folder);
    linkOrCopy(join(this.#folder, path), target);
  }
}

// File systems without links, and files that have as many as they can have, take a copy.
const NO_LINK = ['EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS', 'EACCES'] as const;

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!isCode(error, ...NO_LINK)) throw error;
    copyFileSync(source, target, constants.COPYFILE_EXCL);
  }
}

// It is on that page because it tells how the archive was taken, as no other file of the site does (templates/partials/layout.hbs).
function findPrint(site: string): string {
  const path = join(site, ABOUT_PAGE);
  const html = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return /<meta name="fleep-archive-made-from" content="([0-9a-f]{64})">/.exec(html)?.[1] ?? '';
}

// A state that somebody changed is no state.
function parse(text: string): SiteState | undefined {
  try {
    const state: SiteState = JSON.parse(text);
    return state.version === VERSION && state.chunks.every(({ parts }) => Array.isArray(parts)) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Notes what a site is made of. It comes last, so that no file of the site is younger. */
export function writeState(site: string, state: Omit<SiteState, 'version' | 'total'>): void {
  const total = totalOf(site, () => {});
  mkdirSync(dirname(join(site, STATE_FILE)), { recursive: true });
  writeFileSync(join(site, STATE_FILE), JSON.stringify({ version: VERSION, ...state, total } satisfies SiteState));
}

function totalOf(site: string, hear: (stats: Stats) => void): Total {
  let [files, bytes] = [0, 0];
  const [state, about] = [join(site, STATE_FILE), join(site, ABOUT_PAGE)];
  for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    if (path === state) continue;
    const stats = lstatSync(path);
    files += 1;
    if (path !== about) bytes += stats.size;
    hear(stats);
  }
  return { files, bytes };
}
