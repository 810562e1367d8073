// render: the picture of its owner that stands on every page of a site.
// Invariant: what it is follows from its bytes; only a raster picture comes into the site, since anything else could run or ask for something.
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, usageError } from '../lib/errors.js';
import { SNIFF_BYTES, sniffType } from './sniff.js';

/** Larger ones would come with every page. */
const MOST_BYTES = 1_000_000;

/** Where the logo is in the site, `assets/logo.png`. Throws `usage` for a file that is no picture, is too large or cannot be read. */
export async function logoPath(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw usageError(`--logo ${file} cannot be read (${reasonOf(cause)}): name a picture.`, cause);
  });
  const { extension, isPicture } = sniffType(bytes.subarray(0, SNIFF_BYTES));
  if (!isPicture) {
    throw usageError(
      `--logo ${file} is no PNG, JPEG, GIF or WebP: only these are shown, since an SVG could hold a script.`,
    );
  }
  if (bytes.length > MOST_BYTES) {
    throw usageError(`--logo ${file} has ${bytes.length} bytes, and every page loads it: make it smaller than 1 MB.`);
  }
  return `assets/logo.${extension}`;
}

/** Puts the logo where `logoPath` says that it is. */
export const placeLogo = (file: string, site: string, path: string): Promise<void> => copyFile(file, join(site, path));
