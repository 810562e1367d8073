// render/search: the index of a whole site, from the code of its texts to the last shard.
// Invariant: what the threads share goes through the folder of runs. The runs stay, for the next render: it merges those of chunks that did
// not change again. The code of the texts stays the same until the archive has twice as many messages, or older ones come to light.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChunkTexts,
  type ConversationEntry,
  FILES,
  type IndexHead,
  type PackedTextCode,
  type SenderEntry,
  TITLES_A_PAGE,
} from '../../search/index-files.js';
import { packed } from '../../search/prefix-code.js';
import type { TextCode } from '../../search/text-code.js';
import { textCodeFor } from '../../search/text-code.js';
import { minuteOf } from '../../search/times.js';
import type { Database } from '../../store/database.js';
import { readQuery } from '../../store/sql.js';
import { conversationFolder, MESSAGES_PER_PAGE } from '../addresses.js';
import { type Catalog, type ConversationInfo, sum } from '../catalog.js';
import { RUNS_FOLDER, STATE_FOLDER } from '../rebuild/state-folder.js';
import type { Chunk } from '../units.js';
import { IndexWriter } from './index-writer.js';
import type { MergedBucket } from './merge.js';
import { type ChunkPlace, dropOrder, writeOrder } from './runs.js';
import { UnitIndexer } from './unit-index.js';

/** Texts that the code is made from. More would hardly make it better. */
const SAMPLE = 20_000;

/** The chunk of the titles, which comes after all others. No key of another one is like it. */
const TITLES = 'titles';

const runsFolder = (site: string): string => join(site, RUNS_FOLDER);
const codePath = (site: string): string => join(runsFolder(site), 'code.json');

/** Makes the code of the texts, which every thread needs before it indexes anything. Gives its SHA-256. */
export async function prepareIndex(site: string, database: Database, messages: number): Promise<string> {
  const code = textCodeFor(await readSample(database, messages));
  const text = JSON.stringify(code);
  mkdirSync(runsFolder(site), { recursive: true });
  writeFileSync(codePath(site), text);
  const file: PackedTextCode = { parts: packed(code.parts), letters: packed(code.letters) };
  new IndexWriter(site).write(FILES.code, file);
  return createHash('sha256').update(text).digest('hex');
}

// Of the earliest messages, half as many as the largest power of two in the archive: these are old enough to change no more.
async function readSample(database: Database, messages: number): Promise<string[]> {
  const earliest = 2 ** Math.floor(Math.log2(Math.max(2, messages)) - 1);
  const one_in = Math.ceil(earliest / SAMPLE);
  const texts: string[] = [];
  const parameters = { earliest: BigInt(earliest), one_in: BigInt(one_in) };
  const rows = database.stream<{ text: string }>(await readQuery('render/search-sample.sql'), parameters);
  for await (const chunk of rows) texts.push(...chunk.map(({ text }) => text));
  return texts;
}

/** An indexer for the units of one thread. `prepareIndex` was done before. */
export function openUnitIndexer(site: string): UnitIndexer {
  const code: TextCode = JSON.parse(readFileSync(codePath(site), 'utf8'));
  return new UnitIndexer(runsFolder(site), new IndexWriter(site), code);
}

/** Indexes the titles, which come after all messages. */
function indexTitles(site: string, { conversations }: Catalog): void {
  const indexer = openUnitIndexer(site);
  indexer.begin(TITLES);
  for (let start = 0; start < conversations.length; start += TITLES_A_PAGE) {
    const some = conversations.slice(start, start + TITLES_A_PAGE);
    indexer.addTitles(
      some.map(({ title, conversation_id }) => [title, conversationFolder(conversation_id)]),
      some.map(({ lastMs }) => minuteOf(lastMs)),
    );
  }
  indexer.end();
}

/** Before the buckets are merged, when all units are done: indexes the titles and says where each chunk stands. */
export function beginMerge(site: string, catalog: Catalog, chunks: readonly Chunk[]): void {
  indexTitles(site, catalog);
  writeOrder(runsFolder(site), placesOf(chunks));
}

function placesOf(chunks: readonly Chunk[]): ChunkPlace[] {
  let firstDocument = 0;
  const places = chunks.map(({ key, messages }): ChunkPlace => {
    firstDocument += messages;
    return [key, firstDocument - messages];
  });
  return [...places, [TITLES, firstDocument]];
}

/** Where those who merge find the runs. */
export const runsOf = (site: string): { runs: string; writer: IndexWriter } => ({
  runs: runsFolder(site),
  writer: new IndexWriter(site),
});

/** Writes what is left when all is merged. `chunks`, `buckets` and `pages` (documents of each page of texts, by chunk) are in order. */
export function finishIndex(
  site: string,
  { conversations }: Catalog,
  chunks: readonly Chunk[],
  buckets: readonly MergedBucket[],
  pages: readonly (readonly number[])[],
): void {
  const { runs, writer } = runsOf(site);
  const keys = [...chunks.map(({ key }) => key), TITLES];
  const senders: SenderEntry[] = buckets.flatMap((bucket) => bucket.senders);
  writer.write(FILES.people, senders);
  writer.write(FILES.conversations, conversations.map(conversationEntry));
  const head: IndexHead = {
    documents: documentsOf(conversations),
    messages: sum(conversations.map(({ messages }) => messages)),
    pageSize: MESSAGES_PER_PAGE,
    chunks: keys.map((key, index): ChunkTexts => [key, ...(pages[index] ?? [])]),
    buckets: buckets.map(({ shards }) => shards),
  };
  writer.write(FILES.head, head);
  rmSync(codePath(site));
  dropOrder(runs);
}

/** For an index that is never merged again with what changed. */
export const dropRuns = (site: string): void => rmSync(join(site, STATE_FOLDER), { recursive: true });

/** Documents of the whole archive: messages and conversations. */
export const documentsOf = (conversations: readonly ConversationInfo[]): number =>
  sum(conversations.map(({ messages }) => messages)) + conversations.length;

const conversationEntry = ({ title, conversation_id, messages }: ConversationInfo): ConversationEntry => [
  title,
  conversation_id,
  conversationFolder(conversation_id),
  messages,
];
