// commands/search: a query and the files of an index → what was found, as it is printed or handed on.
// Invariant: the set, the order and the excerpts are those of the search page; both use src/search/. However many are found, few are held.
import { timeText } from '../../lib/format/value.js';
import type { ReadableIndex } from '../../render/search/own-index.js';
import { ArchiveIndex, type ReadFile } from '../../search/archive-index.js';
import { wantedOf } from '../../search/evaluate.js';
import { excerpt, marked, type Piece } from '../../search/excerpt.js';
import { type ConversationEntry, FILES } from '../../search/index-files.js';
import type { Query, Words } from '../../search/query.js';
import type { Order } from '../../search/ranking.js';
import { type Found, runSearch } from '../../search/run-search.js';
import { type ShownDocument, Texts } from '../../search/texts.js';
import { toldMs } from '../../search/times.js';

export interface Hit {
  readonly kind: ShownDocument['kind'];
  readonly conversation_id: string;
  readonly title: readonly Piece[];
  /** Null for a conversation. */
  readonly message_nr: number | null;
  /** To the minute, which is what the index has; of a conversation, of its latest message. Null where it is not known. */
  readonly time: string | null;
  /** '' for a conversation. */
  readonly sender: string;
  readonly excerpt: readonly Piece[];
  readonly subject: readonly Piece[];
  readonly files: readonly (readonly Piece[])[];
  /** From the root of a site. */
  readonly href: string;
}

export interface Finding {
  readonly messages: number;
  readonly conversations: number;
  /** How many hits there are to come. */
  readonly shown: number;
  /** In order, some at a time. */
  hits(): AsyncGenerator<readonly Hit[]>;
}

export interface Wish {
  readonly query: Query;
  readonly order: Order;
  /** Hits to give at most; Infinity for all. */
  readonly limit: number;
}

export async function findHits(
  { read, order: wordOrder }: ReadableIndex,
  { query, order, limit }: Wish,
): Promise<Finding> {
  const index = await ArchiveIndex.open(read, wordOrder);
  const texts = new Texts(index.head, read);
  // What is shown decides what is read, so one is looked for where none is.
  const found = await lastOf(
    runSearch(query, { order, count: Math.min(Math.max(1, limit), index.total) }, index, texts),
  );
  const conversations = found.documents.inBlock(0, index.total).filter((document) => document >= index.messages).length;
  const first = found.first.slice(0, limit);
  return {
    messages: found.documents.size - conversations,
    conversations,
    shown: first.length,
    hits: () => hitsOf(first, wantedOf(query), { index, texts, read }),
  };
}

/** Who looks at what was found so far is the search page. */
async function lastOf(all: AsyncGenerator<Found>): Promise<Found> {
  let last: Found | undefined;
  for await (const found of all) last = found;
  if (last === undefined) throw new Error('A search ended without a result.');
  return last;
}

interface Sources {
  readonly index: ArchiveIndex;
  readonly texts: Texts;
  readonly read: ReadFile;
}

/** So many documents at a time are looked up in order of their texts, of which a page is decoded as a whole. */
const AT_ONCE = 20_000;

async function* hitsOf(
  documents: readonly number[],
  wanted: readonly Words[],
  sources: Sources,
): AsyncGenerator<readonly Hit[]> {
  if (documents.length === 0) return;
  const { index, texts, read } = sources;
  const ids = idsByFolder((await read(FILES.conversations)).head as readonly ConversationEntry[]);
  for (let start = 0; start < documents.length; start += AT_ONCE) {
    const some = documents.slice(start, start + AT_ONCE);
    const hits = new Map<number, Hit>();
    for (const document of [...some].sort((a, b) => a - b)) {
      hits.set(document, hitOf(await texts.read(document), index.minuteOf(document), wanted, ids));
    }
    yield some.flatMap((document) => hits.get(document) ?? []);
  }
}

const idsByFolder = (entries: readonly ConversationEntry[]): ReadonlyMap<string, string> =>
  new Map(entries.map(([, id, folder]) => [folder, id]));

function hitOf(
  { kind, title, href, sender, body, subject, files }: ShownDocument,
  minute: number,
  wanted: readonly Words[],
  ids: ReadonlyMap<string, string>,
): Hit {
  const timeMs = toldMs(minute);
  const [, folder = '', number] = /^(.*\/)[^/#]*(?:#m(\d+))?$/.exec(href) ?? [];
  return {
    kind,
    conversation_id: ids.get(folder) ?? '',
    title: kind === 'conversation' ? marked(title, wanted) : [{ text: title, isMarked: false }],
    message_nr: number === undefined ? null : Number(number),
    time: timeMs === undefined ? null : timeText(new Date(timeMs)),
    sender,
    excerpt: body === '' ? [] : excerpt(body, wanted),
    subject: subject === '' ? [] : marked(subject, wanted),
    files: files.map((name) => marked(name, wanted)),
    href,
  };
}
