// render: files and link previews as templates show them.
// Invariant: a picture is shown only when its stored bytes are one of the four raster formats; anything else is a download.
import { cut } from '../lib/cut.js';
import type { RootPrefix } from './addresses.js';
import { findLinkTarget, hostOf } from './link-target.js';
import type { FileRow, PreviewRow } from './rows.js';
import type { PlacedFiles } from './site-files.js';
import type { Words } from './words.js';

/** A file below a message, or in the list of files. */
export interface FileView {
  readonly name: string;
  /** `1.2 MB`, or why there is nothing to open; and that the file was removed in Fleep. */
  readonly note: string;
  /** That it was removed in Fleep, by itself: a picture has no room for its size. */
  readonly removed: string;
  /** Extension by content, in capitals, or `FILE`. */
  readonly type: string;
  /** Undefined when the archive does not hold the bytes. */
  readonly href: string | undefined;
  readonly downloadName: string;
  readonly isPicture: boolean;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface PreviewView {
  readonly href: string;
  readonly host: string;
  readonly title: string;
  readonly description: string;
  readonly image: { src: string; width: number | undefined; height: number | undefined } | undefined;
}

// Characters that would change what a reader or a file dialog sees: controls, separators of paths, marks of direction.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it looks for
const UNSAFE_IN_NAME = /[\0-\x1f\x7f-\x9f/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
const MAX_PREVIEW_TEXT = 300;

const MAX_DOWNLOAD_NAME = 200;
const ENDING = /\.[\p{L}\p{N}]{1,16}$/u;

/** A name to save a file under. The ending stays, since it says what opens the file. */
export function downloadNameOf(name: string): string {
  const safe = name.replace(UNSAFE_IN_NAME, '_');
  const [ending = ''] = safe.length > MAX_DOWNLOAD_NAME ? (ENDING.exec(safe) ?? []) : [];
  return cut(safe.slice(0, safe.length - ending.length), MAX_DOWNLOAD_NAME - ending.length) + ending;
}

export function fileView(file: FileRow, contents: PlacedFiles, root: RootPrefix, words: Words): FileView {
  const placed = contents.find(file.stored_sha256);
  const name = file.file_name || words.texts.files.unnamed;
  const removed = file.is_deleted ? words.texts.files.removed : '';
  const size = placed === undefined || file.size === null ? '' : words.fileSize(file.size);
  return {
    name,
    note:
      placed === undefined ? removed || absentNote(file, contents, words) : [size, removed].filter(Boolean).join(', '),
    removed,
    type: placed === undefined || placed.extension === 'bin' ? 'FILE' : placed.extension.toUpperCase(),
    href: placed === undefined ? undefined : root + placed.path,
    downloadName: downloadNameOf(name),
    isPicture: placed?.isPicture === true,
    ...sizeOf(file, placed?.isPicture === true),
  };
}

function absentNote({ stored_sha256 }: FileRow, { isWithoutContents }: PlacedFiles, words: Words): string {
  const { files } = words.texts;
  return isWithoutContents && stored_sha256 !== null ? files.notInSite : files.notInArchive;
}

const NO_SIZE = { width: undefined, height: undefined };

/** The largest box of a picture on a page, px. */
const PICTURE_BOX = { width: 416, height: 320 };

// The size at which a picture is shown, so that its room is kept before it comes. Sizes that are no sizes would only break the layout.
function sizeOf({ width, height }: { width: number | null; height: number | null }, isPicture: boolean) {
  const isSize = width !== null && height !== null && width > 0 && height > 0 && width <= 50_000 && height <= 50_000;
  if (!isPicture || !isSize) return NO_SIZE;
  const scale = Math.min(1, PICTURE_BOX.width / width, PICTURE_BOX.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The card of a link, or undefined when its address may not be linked to. */
export function findPreviewView(preview: PreviewRow, contents: PlacedFiles, root: RootPrefix): PreviewView | undefined {
  const href = findLinkTarget(preview.attached_url ?? '');
  if (href === undefined) return undefined;
  const placed = contents.find(preview.stored_sha256);
  return {
    href,
    host: hostOf(href),
    title: previewText(preview.title || href),
    description: previewText(preview.description ?? ''),
    image: placed?.isPicture === true ? { src: root + placed.path, ...sizeOf(preview, true) } : undefined,
  };
}

const previewText = (text: string): string =>
  text.length > MAX_PREVIEW_TEXT ? `${cut(text, MAX_PREVIEW_TEXT).trimEnd()}…` : text;
