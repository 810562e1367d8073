// render: the first page of the site: what the archive holds and every conversation in it.
// Invariant: each conversation is listed once, latest activity first, with a total order, so that the bytes never vary.
import { activityChart, addMonths, monthRange, sparkline } from './activity.js';
import { CONVERSATION_PAGES, conversationFolder } from './addresses.js';
import { type Catalog, type ConversationInfo, type GapInfo, sum } from './catalog.js';
import { gapWords } from './overview.js';
import type { SiteFacts } from './page-frame.js';
import type { People } from './people.js';
import { count, counted, dayRange, isoTime, shortDay } from './words.js';

const SHOWN_PEOPLE = 5;

export function homeView(catalog: Catalog, people: People, peopleTotal: number, site: SiteFacts) {
  const conversations = [...catalog.conversations].sort(byLastActivity);
  const range = monthRange(conversations.map((conversation) => conversation.months));
  return {
    root: '' as const,
    pageTitle: 'Conversations',
    ...site,
    isHome: true,
    numbers: numbersOf(catalog, peopleTotal),
    days: daysOf(conversations),
    chart: range && activityChart(addMonths(conversations.map(({ months }) => months)), range),
    ...gapsOf(catalog),
    conversations: conversations.map((conversation) => ({
      ...conversationEntry(conversation, people),
      spark: range && conversation.messages > 0 ? sparkline(conversation.months, range) : undefined,
    })),
  };
}

/** What should be in the archive and is not. */
function gapsOf({ gaps, conversations }: Catalog) {
  const isMissing = ({ isExpected }: GapInfo) => !isExpected;
  const missing = [...gaps, ...conversations.flatMap((conversation) => conversation.gaps)].filter(isMissing);
  return {
    gapCount: counted(sum(missing.map(({ total }) => total)), 'thing'),
    gaps: gaps.filter(isMissing).map(gapWords),
    hasGaps: missing.length > 0,
  };
}

const byLastActivity = (a: ConversationInfo, b: ConversationInfo): number =>
  (b.lastMs ?? 0) - (a.lastMs ?? 0) || (a.conversation_id < b.conversation_id ? -1 : 1);

function numbersOf({ conversations }: Catalog, peopleTotal: number) {
  const number = (value: number, one: string, href?: string) => ({
    value: count(value),
    label: value === 1 ? one : one === 'person' ? 'people' : `${one}s`,
    href,
  });
  return [
    number(conversations.length, 'conversation'),
    number(sum(conversations.map(({ messages }) => messages)), 'message'),
    number(peopleTotal, 'person', 'people.html'),
    number(sum(conversations.map(({ files }) => files)), 'file'),
  ];
}

function daysOf(conversations: readonly ConversationInfo[]): string {
  const firsts = conversations.flatMap(({ firstMs }) => firstMs ?? []);
  const lasts = conversations.flatMap(({ lastMs }) => lastMs ?? []);
  if (firsts.length === 0 || lasts.length === 0) return '';
  return dayRange(Math.min(...firsts), Math.max(...lasts));
}

function conversationEntry(conversation: ConversationInfo, people: People) {
  const { members, leavers, messages, files, firstMs, lastMs } = conversation;
  const everyone = members.length > 0 ? members : leavers;
  return {
    title: conversation.title,
    isUntitled: conversation.isUntitled,
    href: conversationFolder(conversation.conversation_id) + CONVERSATION_PAGES.overview,
    kind: conversation.kind,
    labels: conversation.labels,
    people: conversation.isUntitled ? [] : everyone.slice(0, SHOWN_PEOPLE).map((id) => people.get(id)),
    morePeople: conversation.isUntitled || everyone.length <= SHOWN_PEOPLE ? '' : count(everyone.length - SHOWN_PEOPLE),
    messages: count(messages),
    files: files === 0 ? '' : count(files),
    first: firstMs === null ? '' : shortDay(firstMs),
    last: lastMs === null ? '' : shortDay(lastMs),
    lastIso: lastMs === null ? '' : isoTime(lastMs),
    firstIso: firstMs === null ? '' : isoTime(firstMs),
  };
}
