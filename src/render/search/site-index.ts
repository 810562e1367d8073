// render/search: the index of a whole site, from the code of its texts to the last shard.
// Invariant: what the threads share goes through the folder of runs, which is gone when the index is done.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
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
import { IndexWriter } from './index-writer.js';
import { type MergedBucket, mergeTimes } from './merge.js';
import { UnitIndexer } from './unit-index.js';

/** Texts that the code is made from. More would hardly make it better. */
const SAMPLE = 20_000;

const runsFolder = (site: string): string => join(site, '.search-runs');
const codePath = (site: string): string => join(runsFolder(site), 'code.json');

/** Makes the code of the texts, which every thread needs before it indexes anything. */
export async function prepareIndex(site: string, database: Database, messages: number): Promise<void> {
  const one_in = BigInt(Math.max(1, Math.ceil(messages / SAMPLE)));
  const texts: string[] = [];
  const rows = database.stream<{ text: string }>(await readQuery('render/search-sample.sql'), { one_in });
  for await (const chunk of rows) texts.push(...chunk.map(({ text }) => text));
  const code = textCodeFor(texts);
  mkdirSync(runsFolder(site), { recursive: true });
  writeFileSync(codePath(site), JSON.stringify(code));
  const file: PackedTextCode = { parts: packed(code.parts), letters: packed(code.letters) };
  new IndexWriter(site).write(FILES.code, file);
}

/** An indexer for the units of one thread. `prepareIndex` was done before. */
export function openUnitIndexer(site: string): UnitIndexer {
  const code: TextCode = JSON.parse(readFileSync(codePath(site), 'utf8'));
  return new UnitIndexer(runsFolder(site), new IndexWriter(site), code);
}

/** Indexes the titles, which come after all messages. */
export function indexTitles(site: string, { conversations }: Catalog): void {
  const indexer = openUnitIndexer(site);
  const firstDocument = sum(conversations.map(({ messages }) => messages));
  // No archive has so many units.
  indexer.begin({ unit: 99_999_999, firstDocument });
  for (let start = 0; start < conversations.length; start += TITLES_A_PAGE) {
    const some = conversations.slice(start, start + TITLES_A_PAGE);
    indexer.addTitles(
      some.map(({ title, conversation_id }) => [title, conversationFolder(conversation_id)]),
      some.map(({ lastMs }) => minuteOf(lastMs)),
    );
  }
  indexer.end();
}

/** Where the merging of buckets finds the runs. */
export const bucketsOf = (site: string): { runs: string; writer: IndexWriter } => ({
  runs: runsFolder(site),
  writer: new IndexWriter(site),
});

/** Writes what is left when all buckets are merged, and takes the runs away. `buckets` are in order. */
export function finishIndex(site: string, { conversations }: Catalog, buckets: readonly MergedBucket[]): void {
  const { runs, writer } = bucketsOf(site);
  const documents = documentsOf(conversations);
  const pages = mergeTimes(runs, documents, writer);
  const senders: SenderEntry[] = buckets.flatMap((bucket) => bucket.senders);
  writer.write(FILES.people, senders);
  writer.write(FILES.conversations, conversations.map(conversationEntry));
  const head: IndexHead = {
    documents,
    messages: sum(conversations.map(({ messages }) => messages)),
    pageSize: MESSAGES_PER_PAGE,
    pages,
    buckets: buckets.map(({ shards }) => shards),
  };
  writer.write(FILES.head, head);
  rmSync(runs, { recursive: true });
}

/** Documents of the whole archive: messages and conversations. */
export const documentsOf = (conversations: readonly ConversationInfo[]): number =>
  sum(conversations.map(({ messages }) => messages)) + conversations.length;

const conversationEntry = ({ title, conversation_id, messages }: ConversationInfo): ConversationEntry => [
  title,
  conversation_id,
  conversationFolder(conversation_id),
  messages,
];
