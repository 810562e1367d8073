// render: the first page of the site: what the archive holds and every conversation in it.
// Invariant: each conversation is listed once, latest activity first, with a total order, so that the bytes never vary.
import { activityChart, addMonths, monthNumber, monthRange, sparkline } from './activity.js';
import { CONVERSATION_PAGES, conversationFolder, GROUP_PAGES, type RootPrefix } from './addresses.js';
import { type Catalog, type ConversationInfo, type GapInfo, type MonthInfo, sum } from './catalog.js';
import { gapWords } from './gap-words.js';
import type { Plural } from './language/plural.js';
import { wordFor } from './language/texts.js';
import type { SiteFacts } from './page-frame.js';
import type { People } from './people.js';
import { isoTime, type Words } from './words.js';

const SHOWN_PEOPLE = 5;

/** How many there are of what has a page of its own. */
export interface HomeTotals {
  readonly people: number;
  readonly teams: number;
  readonly labels: number;
  readonly integrations: number;
}

export function homeView(catalog: Catalog, people: People, totals: HomeTotals, site: SiteFacts, words: Words) {
  const conversations = [...catalog.conversations].sort(byLastActivity);
  const range = monthRange(conversations.map((conversation) => conversation.months));
  return {
    root: '' as const,
    path: 'index.html',
    pageTitle: words.texts.site.conversations,
    ...site,
    isHome: true,
    numbers: numbersOf(catalog, totals, words),
    days: daysOf(conversations, words),
    chart: range && activityChart(addMonths(conversations.map(({ months }) => months)), range, words),
    ...gapsOf(catalog, words),
    conversations: conversations.map((conversation) => ({
      ...conversationEntry(conversation, people, words),
      spark: range && conversation.messages > 0 ? sparkline(conversation.months, range) : undefined,
    })),
  };
}

/** What should be in the archive and is not. */
function gapsOf({ gaps, conversations }: Catalog, words: Words) {
  const { counts, home } = words.texts;
  const isMissing = ({ isExpected }: GapInfo) => !isExpected;
  const missing = [...gaps, ...conversations.flatMap((conversation) => conversation.gaps)].filter(isMissing);
  return {
    gapNote: home.missing(words.counted(sum(missing.map(({ total }) => total)), counts.thing)),
    gaps: gaps.filter(isMissing).map((gap) => gapWords(gap, words)),
    hasGaps: missing.length > 0,
  };
}

const byLastActivity = (a: ConversationInfo, b: ConversationInfo): number =>
  (b.lastMs ?? 0) - (a.lastMs ?? 0) || (a.conversation_id < b.conversation_id ? -1 : 1);

/** How much there is of everything. `root` leads to the pages at the root of the site. */
export function numbersOf({ conversations }: Catalog, totals: HomeTotals, words: Words, root: RootPrefix = '') {
  const { counts } = words.texts;
  const files = sum(conversations.map((conversation) => conversation.files));
  const number = (value: number, word: Plural, href?: string) => ({
    value: words.count(value),
    label: wordFor(value, word),
    href: href && root + href,
  });
  return [
    number(conversations.length, counts.conversation),
    number(sum(conversations.map(({ messages }) => messages)), counts.message),
    number(totals.people, counts.person, 'people.html'),
    number(files, counts.file, files === 0 ? undefined : CONVERSATION_PAGES.files),
    number(totals.teams, counts.team, GROUP_PAGES.teams),
    number(totals.labels, counts.label, GROUP_PAGES.labels),
    number(totals.integrations, counts.integration, GROUP_PAGES.integrations),
  ].filter(({ value }, index) => index < 4 || value !== '0');
}

/** From the first to the latest day on which somebody wrote; '' when nobody did. */
export function daysOf(conversations: readonly ConversationInfo[], words: Words): string {
  const firsts = conversations.flatMap(({ firstMs }) => firstMs ?? []);
  const lasts = conversations.flatMap(({ lastMs }) => lastMs ?? []);
  if (firsts.length === 0 || lasts.length === 0) return '';
  return words.dayRange(Math.min(...firsts), Math.max(...lasts));
}

/** `2016-01/2016-03 2017-05/2017-05`: from which to which month there are messages in every one; '' where that is all of the time. */
function runsOf(months: readonly MonthInfo[]): string {
  const runs: { first: MonthInfo; last: MonthInfo }[] = [];
  for (const month of months) {
    const run = runs.at(-1);
    if (run !== undefined && monthNumber(run.last) + 1 === monthNumber(month)) run.last = month;
    else runs.push({ first: month, last: month });
  }
  return runs.length < 2 ? '' : runs.map(({ first, last }) => `${isoMonth(first)}/${isoMonth(last)}`).join(' ');
}

const isoMonth = ({ year, month }: MonthInfo): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;

function conversationEntry(conversation: ConversationInfo, people: People, words: Words) {
  const { members, leavers, messages, files, firstMs, lastMs } = conversation;
  const everyone = members.length > 0 ? members : leavers;
  return {
    title: conversation.title,
    isUntitled: conversation.isUntitled,
    href: conversationFolder(conversation.conversation_id) + CONVERSATION_PAGES.overview,
    kind: conversation.kind === '' ? '' : words.texts.conversation.kinds[conversation.kind],
    labels: conversation.labels,
    // Names that the row does not show, for the filter.
    otherNames: everyone
      .slice(conversation.isUntitled ? 0 : SHOWN_PEOPLE)
      .map((id) => people.get(id).name)
      .join(', '),
    people: conversation.isUntitled ? [] : everyone.slice(0, SHOWN_PEOPLE).map((id) => people.get(id)),
    morePeople:
      conversation.isUntitled || everyone.length <= SHOWN_PEOPLE
        ? ''
        : words.texts.home.more(words.count(everyone.length - SHOWN_PEOPLE)),
    messages: words.count(messages),
    files: files === 0 ? '' : words.count(files),
    first: firstMs === null ? '' : words.shortDay(firstMs),
    last: lastMs === null ? '' : words.shortDay(lastMs),
    lastIso: lastMs === null ? '' : isoTime(lastMs),
    firstIso: firstMs === null ? '' : isoTime(firstMs),
    // Of the zone, for the filter.
    firstDay: firstMs === null ? '' : words.isoDay(firstMs),
    lastDay: lastMs === null ? '' : words.isoDay(lastMs),
    runs: runsOf(conversation.months),
  };
}
