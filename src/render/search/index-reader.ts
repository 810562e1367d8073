// render/search: reads the files of an index from disk, as the browser does by running them. Nothing of them is run here.
// Invariant: a file that is not whole, as index-writer.ts wrote it, is never taken for one.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadFile } from '../../search/archive-index.js';
import { unescaped } from '../../search/bits.js';
import { CALLBACK, INDEX_FOLDER, type IndexFile } from '../../search/index-files.js';

/** A file of the index is missing, or is not as it was written. */
export class UnreadableIndex extends Error {
  override readonly name = 'UnreadableIndex';
}

/** `site` is the folder that has the index in it. What was read stays read. */
export function indexReader(site: string): ReadFile {
  const files = new Map<string, Promise<IndexFile>>();
  const read = async (name: string): Promise<IndexFile> => {
    const path = join(site, INDEX_FOLDER, `${name}.js`);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new UnreadableIndex(`${path} cannot be read`, { cause });
    });
    return parse(bytes, name, path);
  };
  return (name) => {
    const known = files.get(name) ?? read(name);
    // Pages of texts are kept by those who decode them.
    if (!name.startsWith('text/')) files.set(name, known);
    return known;
  };
}

const END = ')\n';
const BITS_END = `"${END}`;

function parse(bytes: Buffer, name: string, path: string): IndexFile {
  const hasBits = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(hasBits ? 'utf16le' : 'utf8');
  const start = `\ufeff${CALLBACK}(${JSON.stringify(name)},`;
  const end = hasBits ? BITS_END : END;
  if (!text.startsWith(start) || !text.endsWith(end)) throw new UnreadableIndex(`${path} is not whole`);
  // No bits are written as a quotation mark, so the last one before the end begins them.
  const last = text.length - end.length;
  const bitsStart = hasBits ? text.lastIndexOf('"', last - 1) + 1 : last;
  const head = text.slice(start.length, hasBits ? bitsStart - ',"'.length : last);
  return { head: parseHead(head, path), bits: unescaped(hasBits ? text.slice(bitsStart, last) : '') };
}

function parseHead(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableIndex(`${path} is not whole`, { cause });
  }
}
