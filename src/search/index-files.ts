// search: what the files of the index are called and hold. Each is a script that calls `fleepSearch(name, head, bits)`, since a page
// that is opened from disk may load scripts and nothing else.
// Invariant: numbers of documents follow the order of conversations and messages, so that a conversation is a range of them; after the
// messages come the conversations themselves, by their titles.

import type { PackedCode } from './prefix-code.js';

/** The function that each file calls. */
export const CALLBACK = 'fleepSearch';

/** The folder of the index, from the root of the site. */
export const INDEX_FOLDER = 'search/';

export const FILES = {
  head: 'index',
  code: 'words',
  people: 'people',
  conversations: 'conversations',
  /** Earliest and latest minute of each block of times: all the earliest first. */
  spans: 'times/spans',
  times: (block: number) => `times/${block}`,
  days: (block: number) => `days/${block}`,
  /** A page of texts of a chunk of the archive. */
  texts: (chunk: string, page: number) => `text/${chunk}-${page}`,
  postings: (bucket: number, place: number) => `postings/${bucket}-${place}`,
} as const;

/** What a file holds: JSON, and bits, which most have. */
export interface IndexFile {
  readonly head: unknown;
  readonly bits: Uint16Array;
}

/** `search/index.js` */
export interface IndexHead {
  /** Messages and conversations. */
  readonly documents: number;
  readonly messages: number;
  /** Numbers of messages a page of the site holds. */
  readonly pageSize: number;
  /** The chunks of the archive in order of their documents. */
  readonly chunks: readonly ChunkTexts[];
  /** First term of each shard of postings, in order of terms, by bucket. */
  readonly buckets: readonly (readonly string[])[];
}

/** A chunk: the name of its pages of texts, and how many documents each of them holds. */
export type ChunkTexts = readonly [name: string, ...documents: number[]];

/** `search/words.js` */
export interface PackedTextCode {
  readonly parts: PackedCode;
  readonly letters: PackedCode;
}

/** `search/conversations.js`: title, id, folder below the root of the site, number of messages, in order of their documents. */
export type ConversationEntry = readonly [title: string, id: string, folder: string, messages: number];

/** `search/people.js`: name and account id ('' for who is a name only), as they stand in the term that lists their messages. */
export type SenderEntry = readonly [name: string, account_id: string];

/**
 * A page of texts has a head only when it is one of titles. Otherwise its bits are groups of messages, each of one conversation: title
 * and folder as texts, how many senders there are (gamma) and their names as texts, how many messages (gamma); then for each message
 * the gap to its number (gamma), the place of its sender, and its text.
 */
export interface TitleTexts {
  readonly conversations: readonly (readonly [title: string, folder: string])[];
}

/** Documents of a block of times: few, since a few documents that were found may lie in as many blocks. */
export const TIMES_A_BLOCK = 1024;

/** Documents of a block of days: many, since a date is looked for in all of them. */
export const DAYS_A_BLOCK = 262_144;

/** Titles of a page of titles. */
export const TITLES_A_PAGE = 64;

/** Stands in a text before the subject of an e-mail, and before each name of a file. No words run across them. */
export const SUBJECT_MARK = '\u001e';
export const FILE_MARK = '\u001f';

/** Terms that are no words: they begin with a character that no word has. */
export const SYSTEM_TERM = '!system';
export const flagTerm = (flag: string): string => `!${flag}`;
const SENDER_TERM = '!from:';
export const senderTerm = ([name, account_id]: SenderEntry): string => `${SENDER_TERM}${name}\u001f${account_id}`;

/** Undefined for every other term. */
export function senderOfTerm(term: string): SenderEntry | undefined {
  if (!term.startsWith(SENDER_TERM)) return undefined;
  const [name = '', account_id = ''] = term.slice(SENDER_TERM.length).split('\u001f');
  return [name, account_id];
}

/** Bits for a number below `count`. */
export const bitsBelow = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));
