// render: where every page of the site is, from ids alone, and how one page links to another.
// Invariant: addresses never move. A message's page is its number divided by the page size, whatever else is archived, and
// no name on disk comes from the server: an id that is no UUID is replaced by its hash.
import { createHash } from 'node:crypto';

/** Message numbers a page holds: page n holds n × 500 to n × 500 + 499. */
export const MESSAGES_PER_PAGE = 500;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A name that is safe in any file system: a lower-case UUID as it is, of anything else 32 digits of its SHA-256. */
export function slugOf(id: string): string {
  return UUID.test(id) ? id : `x-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

export const pageOf = (message_nr: number): number => Math.floor(message_nr / MESSAGES_PER_PAGE);

/** Names of the pages in a conversation's folder. */
export const CONVERSATION_PAGES = {
  overview: 'index.html',
  pins: 'pins.html',
  tasks: 'tasks.html',
  files: 'files.html',
} as const;

/** The page about the archive itself, at the root. */
export const ABOUT_PAGE = 'about.html';

/** Names of the pages at the root that gather conversations. */
export const GROUP_PAGES = { teams: 'teams.html', labels: 'labels.html', integrations: 'integrations.html' } as const;

/** The folder of a conversation, from the root of the site. */
export const conversationFolder = (conversation_id: string): string => `c/${slugOf(conversation_id)}/`;

export const messagePageName = (page: number): string => `${page}.html`;

export const anchorOf = (message_nr: number): string => `m${message_nr}`;

/** The permanent link of a message, from within its conversation's folder. */
export const messageHref = (message_nr: number): string =>
  `${messagePageName(pageOf(message_nr))}#${anchorOf(message_nr)}`;

export const personPath = (account_id: string): string => `p/${slugOf(account_id)}.html`;

/** How a page reaches the root of the site: '' at the root, '../../' from a conversation's folder. */
export type RootPrefix = '' | '../' | '../../';
