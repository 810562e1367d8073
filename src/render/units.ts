// render: cuts the archive into chunks that stay as they are when others change, and chunks into pieces of work, which threads take one
// by one.
// Invariant: the chunks cover every page of every conversation exactly once; a page is never cut in two. Where a chunk ends depends on the
// ids of conversations and on large sizes, so that a new conversation or message leaves the chunks around it alone.
import { createHash } from 'node:crypto';
import { MESSAGES_PER_PAGE } from './addresses.js';
import { type ConversationInfo, type PageInfo, sum } from './catalog.js';
import type { SiteFile } from './page-writer.js';
import { ALL_NUMBERS, type Range } from './rows.js';

/** Some small conversations in order of id, or some pages of a large one. */
export interface Chunk {
  /** Names it among all chunks of the archive; safe as the name of a file. */
  readonly key: string;
  readonly range: Range;
  readonly conversations: readonly ConversationInfo[];
  /** True when the overview, pins, tasks and files of these conversations are to be made with it. */
  readonly hasBoards: boolean;
  /** True when no conversation of the chunk has messages in another one. */
  readonly isWhole: boolean;
  readonly messages: number;
}

/** Chunks that follow each other, read and made together: either all are whole, or there is one. */
export interface WorkUnit {
  readonly chunks: readonly Chunk[];
  readonly range: Range;
  readonly conversations: readonly ConversationInfo[];
  readonly hasBoards: boolean;
  readonly isWhole: boolean;
  /** Conversations whose pages are there: only the search index wants their messages. */
  readonly kept: ReadonlySet<string>;
  readonly messages: number;
  /** The number that its first message has in the search index. */
  readonly firstDocument: number;
}

/** The pages that were made of a conversation in a chunk. */
export interface MadePart {
  readonly conversation_id: string;
  /** All files but contents. */
  readonly files: readonly SiteFile[];
  /** Contents that they show, as paths from the root of the site. */
  readonly contents: readonly string[];
  /** Account ids of everyone who is named, by a name or by the lack of one. */
  readonly people: readonly string[];
  /** False when a content that they would show was not in the archive when they were made. */
  readonly isComplete: boolean;
}

/** What was made of a chunk. */
export interface MadeChunk {
  readonly key: string;
  /** What it has in the search index, and its run. */
  readonly files: readonly SiteFile[];
  /** Of the conversations whose pages were made. */
  readonly parts: readonly MadePart[];
}

/** What a finished unit has made. */
export interface UnitResult {
  readonly pages: number;
  readonly messages: number;
  readonly made: readonly MadeChunk[];
}

/** Messages in a unit, roughly: enough that a scan of the table is worth it, few enough that a thread stays small. */
const UNIT_MESSAGES = 12_000;
/** Messages in a chunk of small conversations, roughly: few, since all of it is indexed again when one of them changes. */
const CHUNK_MESSAGES = 3_000;

export interface Sizes {
  readonly unit: number;
  readonly chunk: number;
}

const SIZES: Sizes = { unit: UNIT_MESSAGES, chunk: CHUNK_MESSAGES };

/** The chunks of the archive, in order of their messages. */
export function cutChunks(conversations: readonly ConversationInfo[], sizes = SIZES): Chunk[] {
  const chunks: Unnamed[] = [];
  const isBoundary = boundaryOf(conversations, sizes.chunk);
  let small: ConversationInfo[] = [];
  let messages = 0;
  const flush = (): void => {
    if (small.length > 0) chunks.push(wholeChunk(small, messages));
    small = [];
    messages = 0;
  };
  for (const conversation of conversations) {
    if (isBoundary(conversation) || messages + conversation.messages > sizes.unit) flush();
    if (conversation.messages > sizes.unit) {
      flush();
      chunks.push(...partChunks(conversation, sizes.unit));
    } else {
      small.push(conversation);
      messages += conversation.messages;
    }
  }
  flush();
  return named(chunks);
}

type Unnamed = Omit<Chunk, 'key'>;

/** One in so many conversations begins a chunk, whichever others there are; how many is a power of two, so that it seldom changes. */
function boundaryOf(conversations: readonly ConversationInfo[], size: number): (info: ConversationInfo) => boolean {
  const messages = sum(conversations.map((conversation) => conversation.messages));
  const most = Math.max(1, (size * conversations.length) / Math.max(1, messages));
  const every = 2 ** Math.floor(Math.log2(most));
  return ({ conversation_id }) => digestOf(conversation_id).readUInt32LE() % every === 0;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const KEY_DIGITS = 10;

// Named by the first message that can be in it.
function named(chunks: readonly Unnamed[]): Chunk[] {
  const taken = new Set<string>();
  return chunks.map((chunk) => {
    let name = `${chunk.range.firstId}/${chunk.range.firstNr}`;
    let key = '';
    do {
      key = digestOf(name).toString('hex').slice(0, KEY_DIGITS);
      name += '/';
    } while (taken.has(key));
    taken.add(key);
    return { key, ...chunk };
  });
}

function wholeChunk(conversations: readonly ConversationInfo[], messages: number): Unnamed {
  return { range: rangeOf(conversations), conversations, hasBoards: true, isWhole: true, messages };
}

const rangeOf = (conversations: readonly ConversationInfo[]): Range => ({
  firstId: conversations[0]?.conversation_id ?? '',
  lastId: conversations[conversations.length - 1]?.conversation_id ?? '',
  ...ALL_NUMBERS,
});

function partChunks(conversation: ConversationInfo, most: number): Unnamed[] {
  const parts: PageInfo[][] = [];
  let held = Number.POSITIVE_INFINITY;
  for (const page of conversation.pages) {
    if (held + page.messages > most) {
      parts.push([]);
      held = 0;
    }
    parts[parts.length - 1]?.push(page);
    held += page.messages;
  }
  return parts.map((pages, index) => partChunk(conversation, pages, index === 0));
}

function partChunk(conversation: ConversationInfo, pages: readonly PageInfo[], hasBoards: boolean): Unnamed {
  const id = conversation.conversation_id;
  const firstNr = (pages[0]?.page ?? 0) * MESSAGES_PER_PAGE;
  const lastNr = ((pages[pages.length - 1]?.page ?? 0) + 1) * MESSAGES_PER_PAGE - 1;
  return {
    range: { firstId: id, lastId: id, firstNr, lastNr },
    conversations: [conversation],
    hasBoards,
    isWhole: false,
    messages: sum(pages.map((page) => page.messages)),
  };
}

/** Ids of the conversations of a chunk whose pages are there. */
type KeptOf = (chunk: Chunk) => readonly string[];

/** The chunks that are wanted, as units. */
export function planUnits(
  chunks: readonly Chunk[],
  isWanted: (chunk: Chunk) => boolean,
  keptOf: KeptOf = () => [],
  sizes = SIZES,
): WorkUnit[] {
  const units: Chunk[][] = [];
  const firsts: number[] = [];
  let before: Chunk | undefined;
  let held = 0;
  let documents = 0;
  for (const chunk of chunks) {
    documents += chunk.messages;
    const isTogether = before?.isWhole === true && chunk.isWhole && held + chunk.messages <= sizes.unit;
    if (!isWanted(chunk)) {
      before = undefined;
      continue;
    }
    if (!isTogether) {
      units.push([]);
      firsts.push(documents - chunk.messages);
      held = 0;
    }
    units[units.length - 1]?.push(chunk);
    held += chunk.messages;
    before = chunk;
  }
  return units.map((unit, index) => unitOf(unit, keptOf, firsts[index] ?? 0));
}

function unitOf(chunks: readonly Chunk[], keptOf: KeptOf, firstDocument: number): WorkUnit {
  const conversations = chunks.flatMap((chunk) => chunk.conversations);
  const [first] = chunks;
  const isWhole = first?.isWhole !== false;
  return {
    chunks,
    range: isWhole ? rangeOf(conversations) : (first?.range ?? rangeOf([])),
    conversations,
    hasBoards: first?.hasBoards === true,
    isWhole,
    kept: new Set(chunks.flatMap(keptOf)),
    messages: sum(chunks.map((chunk) => chunk.messages)),
    firstDocument,
  };
}
