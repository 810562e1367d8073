// Every word and id that a site holds, whatever the file: markup and scripts are undone, and the search index is read as its page reads it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runInNewContext } from 'node:vm';
import { ArchiveIndex } from '../../src/search/archive-index.js';
import { unescaped } from '../../src/search/bits.js';
import { CALLBACK, FILES, INDEX_FOLDER, type IndexFile, type PackedTextCode } from '../../src/search/index-files.js';
import { type ShardHead, ShardReader } from '../../src/search/postings.js';
import { unpacked } from '../../src/search/prefix-code.js';
import { Texts } from '../../src/search/texts.js';

const CONTENTS = /^files\//;
const WORD = /\p{L}[\p{L}\p{M}]{3,}/gu;
const ID = /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64})\b/g;

/** Words of four letters or more, ids and hashes of a text, in lower case. */
export const wordsOf = (text: string): Set<string> => {
  const plain = text.toLowerCase();
  return new Set([...(plain.replace(ID, ' ').match(WORD) ?? []), ...(plain.match(ID) ?? [])]);
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', middot: '·', nbsp: ' ' };

const undone = (text: string): string =>
  text
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (found, hex: string, number: string, name: string) =>
      name === undefined
        ? String.fromCodePoint(Number.parseInt(hex ?? number, hex ? 16 : 10))
        : (ENTITIES[name] ?? found),
    )
    .replace(/\\u([0-9a-f]{4})/gi, (_found, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/<\/?(?:b|i|em|strong|mark|ins|del|wbr|span)\b[^>]*>/g, '');

export const filesOf = (site: string): string[] =>
  readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(entry.parentPath, entry.name)));

export async function siteWords(site: string): Promise<Set<string>> {
  const names = filesOf(site);
  const isRead = (name: string) => !CONTENTS.test(name) && !name.startsWith(INDEX_FOLDER);
  const texts = names.filter(isRead).map((name) => undone(readFileSync(join(site, name), 'utf8')));
  return wordsOf([...names, ...texts, ...(await indexTexts(site))].join('\n'));
}

/** A script of the index in UTF-8, or in UTF-16 when it has bits; the mark at its beginning tells. */
const scriptText = (bytes: Buffer): string => new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);

async function indexTexts(site: string): Promise<string[]> {
  const read = async (name: string): Promise<IndexFile> => {
    let file: IndexFile | undefined;
    const call = (_name: string, head: unknown, bits = '') => {
      file = { head, bits: unescaped(bits) };
    };
    const script = scriptText(readFileSync(join(site, INDEX_FOLDER, `${name}.js`)));
    runInNewContext(script, { [CALLBACK]: call });
    if (file === undefined) throw new Error(`${name} calls nothing.`);
    return file;
  };
  const { head } = await ArchiveIndex.open(read);
  const texts = new Texts(head, read);
  const held: string[] = [];
  const pages = head.chunks.reduce((total, [, ...sizes]) => total + sizes.length, 0);
  for (let page = 0; page < pages; page += 1) held.push(JSON.stringify(await texts.readPage(page)));
  for (const [bucket, shards] of head.buckets.entries()) {
    for (const place of shards.keys()) {
      const shard = await read(FILES.postings(bucket, place));
      held.push(...new ShardReader(shard.head as ShardHead, shard.bits, head.documents).terms);
    }
  }
  for (const name of [FILES.people, FILES.conversations]) held.push(JSON.stringify((await read(name)).head));
  const { parts } = (await read(FILES.code)).head as PackedTextCode;
  return [...held, ...unpacked(parts).symbols];
}
