// render: what the first page of a conversation says of it: dates, people, calendar, pages, gaps.
// Invariant: every number on it is a count of rows; what is missing from the archive is named on it.
import type { Row } from '../store/values.js';
import { calendar } from './activity.js';
import { CONVERSATION_PAGES, GROUP_PAGES, messagePageName, slugOf } from './addresses.js';
import type { ConversationInfo, PageInfo } from './catalog.js';
import { type DayRow, dayCalendar, MONTH_DAYS } from './day-calendar.js';
import type { Directory } from './directory.js';
import { gapWords } from './gap-words.js';
import { type Texts, wordFor } from './language/texts.js';
import { pageLabel } from './page-frame.js';
import { isoTime, type Words } from './words.js';

export interface MemberRow extends Row {
  readonly conversation_id: string;
  readonly account_id: string;
  readonly joined_nr: number | null;
  readonly joined_ms: number | null;
  readonly added_by: string | null;
  readonly left_nr: number | null;
  readonly left_ms: number | null;
  readonly removed_by: string | null;
  readonly is_current: boolean;
  readonly is_guest: boolean;
  readonly is_admin: boolean;
}

export function overviewView(
  conversation: ConversationInfo,
  members: readonly MemberRow[],
  days: readonly DayRow[],
  directory: Directory,
  words: Words,
) {
  const { texts } = words;
  return {
    facts: factsOf(conversation, words),
    kind: conversation.kind === '' ? '' : texts.conversation.kinds[conversation.kind],
    labels: conversation.labels.map(({ label_id, name }) => ({
      name,
      href: `../../${GROUP_PAGES.labels}#${slugOf(label_id)}`,
    })),
    teams: conversation.teams.map((id) => ({
      name: directory.teamNames.get(id) ?? texts.conversation.unnamedTeam,
      href: directory.teamNames.has(id) ? `../../${GROUP_PAGES.teams}#${slugOf(id)}` : undefined,
    })),
    monthNames: texts.dates.shortMonths,
    years: calendar(conversation.months, words),
    monthDays: MONTH_DAYS,
    dayYears: dayCalendar(days, words),
    pages: conversation.pages.map((page) => pageEntry(page, words)),
    members: members.map((member) => memberEntry(member, directory, words)),
    gaps: conversation.gaps.map((gap) => gapWords(gap, words)),
  };
}

/** The few numbers that describe a conversation, each with a page behind it where there is one. */
function factsOf(conversation: ConversationInfo, words: Words) {
  const { counts } = words.texts;
  const { messages, files, pins, tasks, firstMs, lastMs, pages } = conversation;
  const first = pages[0];
  const facts = [
    {
      value: words.count(messages),
      label: wordFor(messages, counts.message),
      href: first && messagePageName(first.page),
    },
    { value: words.count(files), label: wordFor(files, counts.file), href: CONVERSATION_PAGES.files },
    { value: words.count(pins), label: wordFor(pins, counts.pin), href: CONVERSATION_PAGES.pins },
    { value: words.count(tasks), label: wordFor(tasks, counts.task), href: CONVERSATION_PAGES.tasks },
  ].filter((fact) => fact.value !== '0' || fact.href === undefined);
  return { numbers: facts, days: firstMs === null || lastMs === null ? '' : words.dayRange(firstMs, lastMs) };
}

const pageEntry = (page: PageInfo, words: Words) => ({
  href: messagePageName(page.page),
  label: pageLabel(page, words),
  total: words.counted(page.messages, words.texts.counts.message),
});

function memberEntry(member: MemberRow, { people }: Directory, words: Words) {
  const by = (account_id: string | null): string =>
    account_id === null || account_id === member.account_id ? '' : people.get(account_id).name;
  return {
    person: people.get(member.account_id),
    joined: member.joined_ms === null ? '' : words.shortDay(member.joined_ms),
    addedBy: by(member.added_by),
    joinedIso: member.joined_ms === null ? '' : isoTime(member.joined_ms),
    leftIso: member.left_ms === null ? '' : isoTime(member.left_ms),
    left: member.left_ms === null ? '' : words.shortDay(member.left_ms),
    removedBy: by(member.removed_by),
    role: words.texts.conversation.roles[roleOf(member)],
  };
}

function roleOf({ is_current, is_admin, is_guest }: MemberRow): keyof Texts['conversation']['roles'] {
  if (!is_current) return 'left';
  if (is_admin) return 'admin';
  return is_guest ? 'guest' : 'member';
}
