// emulator/pictures: the smaller pictures of a picture (fleep-wire.md 4.5, 6).
// Invariant: a thumbnail is a PNG that fits into the square of its name, upright, and never larger than its picture. They are made
// when the first one is asked for, and lie on disk from then on. A picture that cannot be decoded stands in for its thumbnails.
import { writeFileSync } from 'node:fs';
import type { FileStore, StoredFile } from '../live/files/file-store.js';
import { StoredBytes } from '../stored-bytes.js';
import type { ServedBytes, ServedContent } from '../world.js';
import { decodePicture, encodePng } from './decode.js';
import { fitted, type Pixels, upright } from './pixels.js';

/** Sizes that a file has of its own: two of every picture and PDF, the large ones only of large pictures. */
export function thumbEdges({ fileType, picture }: StoredFile): number[] {
  if (picture === undefined) return fileType === PDF ? [50, 100] : [];
  const longest = Math.max(picture.width, picture.height);
  return [50, 100, ...(longest >= 800 ? [575] : []), ...(longest >= 960 ? [700] : [])];
}

/** Thumbnails by the longest edge that they may have. */
export function thumbnailsOf(store: FileStore, file: StoredFile, edges: readonly number[]): Map<number, ServedContent> {
  const known = madeOf.get(file) ?? new Thumbnails(store, file);
  madeOf.set(file, known);
  return new Map(edges.map((edge) => [edge, known.find(edge)]));
}

const madeOf = new WeakMap<StoredFile, Thumbnails>();

interface Made {
  readonly fileType: string;
  read(): ServedBytes;
}

class Thumbnails {
  readonly #store: FileStore;
  readonly #file: StoredFile;
  readonly #byEdge = new Map<number, Made>();

  constructor(store: FileStore, file: StoredFile) {
    this.#store = store;
    this.#file = file;
  }

  find(edge: number): ServedContent {
    const made = () => this.#made(edge);
    return {
      fileName: `thumb${edge}`,
      get fileType() {
        return made().fileType;
      },
      read: () => made().read(),
    };
  }

  #made(edge: number): Made {
    const made = this.#byEdge.get(edge) ?? this.#make(edge);
    this.#byEdge.set(edge, made);
    return made;
  }

  #make(edge: number): Made {
    const pixels = pixelsOf(this.#file);
    if (pixels === undefined) return this.#file;
    const path = this.#store.newPath();
    writeFileSync(path, encodePng(upright(fitted(pixels, edge), this.#file.picture?.orientation ?? null)));
    return { fileType: 'image/png', read: () => new StoredBytes(path) };
  }
}

const PDF = 'application/pdf';

function pixelsOf({ fileType, picture, read }: StoredFile): Pixels | undefined {
  return picture === undefined ? blankPage() : decodePicture(read().subarray(), fileType, picture);
}

/** PDFs are not drawn here: theirs is an empty sheet of A4 with an edge. */
function blankPage(): Pixels {
  const [width, height] = [71, 100];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const isEdge = x === 0 || y === 0 || x === width - 1 || y === height - 1;
    if (isEdge) data.fill(160, at * 4, at * 4 + 3);
  }
  return { width, height, data };
}
