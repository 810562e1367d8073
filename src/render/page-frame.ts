// render: what is around the content of every page: its title, the way to the root, the tabs and pager of a conversation.
// Invariant: a page links only to pages that exist.
import {
  CONVERSATION_PAGES,
  conversationFolder,
  MESSAGES_PER_PAGE,
  messagePageName,
  type RootPrefix,
} from './addresses.js';
import type { ConversationInfo, PageInfo } from './catalog.js';
import type { Language } from './language/texts.js';
import type { Words } from './words.js';

/** What the layout partial needs. */
export interface Frame extends SiteFacts {
  readonly root: RootPrefix;
  /** Where the page is, from the root of the site. */
  readonly path: string;
  /** Title of the page, without that of the site. */
  readonly pageTitle: string;
  /** Which entry of the site's navigation this page belongs to. */
  readonly isHome?: boolean;
  readonly isPeople?: boolean;
  readonly isReports?: boolean;
  readonly isSearch?: boolean;
}

/** What every page of a site says of the site. */
export interface SiteFacts {
  readonly siteTitle: string;
  /** Where the site is served from, with a slash at its end; '' where that is not known. */
  readonly baseUrl: string;
  /** Where the owner's picture is in the site; '' when there is none. */
  readonly logo: string;
  readonly hasReports: boolean;
  /** BCP 47 tag of the language of its texts. */
  readonly language: Language;
  /** Name of the zone in which times are told, and the same in a sentence. */
  readonly zone: string;
  readonly zoneNote: string;
  /** The short names of the months with a space between them, for scripts. */
  readonly months: string;
  /** How the site is a part of the archive, a sentence each; empty for a site of all of it. */
  readonly part: readonly string[];
}

export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly total: string;
  readonly isCurrent: boolean;
}

export interface PagerLink {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
  /** True where pages are left out before this one. */
  readonly isAfterGap: boolean;
}

export interface Pager {
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly links: readonly PagerLink[];
}

export type ConversationPage = 'messages' | keyof typeof CONVERSATION_PAGES;

/** Days of a page, `14 Jul 2015 to 3 May 2016`. */
export const pageLabel = ({ firstMs, lastMs, page }: PageInfo, words: Words): string =>
  firstMs === null || lastMs === null ? words.texts.conversation.page(page) : words.dayRange(firstMs, lastMs);

/** Tabs of a conversation. Only pages that were made have one. */
export function tabsOf(conversation: ConversationInfo, current: ConversationPage, words: Words): Tab[] {
  const { overview, messages, pins, tasks, files } = words.texts.conversation;
  const latest = conversation.pages[conversation.pages.length - 1];
  const tab = (label: string, page: ConversationPage, href: string, total: number | undefined): Tab[] =>
    total === 0
      ? []
      : [{ label, href, total: total === undefined ? '' : words.count(total), isCurrent: page === current }];
  return [
    ...tab(overview, 'overview', CONVERSATION_PAGES.overview, undefined),
    ...tab(messages, 'messages', messagePageName(latest?.page ?? 0), conversation.messages),
    ...tab(pins, 'pins', CONVERSATION_PAGES.pins, conversation.pins),
    ...tab(tasks, 'tasks', CONVERSATION_PAGES.tasks, conversation.tasks),
    ...tab(files, 'files', CONVERSATION_PAGES.files, conversation.files),
  ];
}

const NEIGHBOURS = 2;

/** Links to the first, the last and the nearest pages; undefined for a conversation of one page. */
export function pagerOf(pages: readonly PageInfo[], current: number, words: Words): Pager | undefined {
  if (pages.length < 2) return undefined;
  const at = pages.findIndex((page) => page.page === current);
  const shown = pages.flatMap((_, index) =>
    index === 0 || index === pages.length - 1 || Math.abs(index - at) <= NEIGHBOURS ? [index] : [],
  );
  return {
    previous: hrefAt(pages, at - 1),
    next: hrefAt(pages, at + 1),
    links: shown.map((index, position) => pagerLink(pages, index, at, shown[position - 1] ?? index - 1, words)),
  };
}

function hrefAt(pages: readonly PageInfo[], index: number): string | undefined {
  const page = pages[index];
  return page === undefined ? undefined : messagePageName(page.page);
}

function pagerLink(
  pages: readonly PageInfo[],
  index: number,
  current: number,
  before: number,
  words: Words,
): PagerLink {
  const page = pages[index];
  return {
    label: page === undefined ? '' : pageLabel(page, words),
    href: hrefAt(pages, index) ?? '',
    isCurrent: index === current,
    isAfterGap: before !== index - 1,
  };
}

interface ConversationFrame extends Frame {
  readonly isConversation: true;
  readonly title: string;
  /** Numbers of the pages that hold messages, with a space between them. */
  readonly pageNumbers: string;
  /** Message numbers a page. */
  readonly pageSize: number;
}

/** The frame of the page `name` in a conversation's folder. */
export function conversationFrame(
  conversation: ConversationInfo,
  site: SiteFacts,
  part: string,
  name: string,
): ConversationFrame {
  const { title, pages } = conversation;
  return {
    root: '../../',
    path: conversationFolder(conversation.conversation_id) + name,
    pageTitle: part === '' ? title : `${title}, ${part}`,
    ...site,
    isHome: true,
    isConversation: true,
    title,
    pageNumbers: pages.map(({ page }) => page).join(' '),
    pageSize: MESSAGES_PER_PAGE,
  };
}
