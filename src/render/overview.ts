// render: what the first page of a conversation says of it: dates, people, calendar, pages, gaps.
// Invariant: every number on it is a count of rows; what is missing from the archive is named on it.
import type { Row } from '../store/values.js';
import { calendar } from './activity.js';
import { CONVERSATION_PAGES, messagePageName } from './addresses.js';
import type { ConversationInfo, GapInfo, PageInfo } from './catalog.js';
import { type DayRow, dayCalendar, MONTH_DAYS } from './day-calendar.js';
import type { Directory } from './directory.js';
import { pageLabel } from './page-frame.js';
import { count, counted, dayRange, SHORT_MONTHS, shortDay } from './words.js';

export interface MemberRow extends Row {
  readonly conversation_id: string;
  readonly account_id: string;
  readonly joined_ms: number | null;
  readonly added_by: string | null;
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
) {
  return {
    facts: factsOf(conversation),
    kind: conversation.kind,
    labels: conversation.labels,
    teams: conversation.teams.map((id) => directory.teamNames.get(id) ?? 'Unnamed team'),
    monthNames: SHORT_MONTHS,
    years: calendar(conversation.months),
    monthDays: MONTH_DAYS,
    dayYears: dayCalendar(days),
    pages: conversation.pages.map(pageEntry),
    members: members.map((member) => memberEntry(member, directory)),
    gaps: conversation.gaps.map(gapWords),
  };
}

/** The few numbers that describe a conversation, each with a page behind it where there is one. */
function factsOf(conversation: ConversationInfo) {
  const { messages, files, pins, tasks, firstMs, lastMs, pages } = conversation;
  const first = pages[0];
  const facts = [
    {
      value: count(messages),
      label: messages === 1 ? 'message' : 'messages',
      href: first && messagePageName(first.page),
    },
    { value: count(files), label: files === 1 ? 'file' : 'files', href: CONVERSATION_PAGES.files },
    { value: count(pins), label: pins === 1 ? 'pin' : 'pins', href: CONVERSATION_PAGES.pins },
    { value: count(tasks), label: tasks === 1 ? 'task' : 'tasks', href: CONVERSATION_PAGES.tasks },
  ].filter((fact) => fact.value !== '0' || fact.href === undefined);
  return { numbers: facts, days: firstMs === null || lastMs === null ? '' : dayRange(firstMs, lastMs) };
}

const pageEntry = (page: PageInfo) => ({
  href: messagePageName(page.page),
  label: pageLabel(page),
  total: counted(page.messages, 'message'),
});

function memberEntry(member: MemberRow, { people }: Directory) {
  const by = (account_id: string | null): string =>
    account_id === null || account_id === member.account_id ? '' : people.get(account_id).name;
  return {
    person: people.get(member.account_id),
    joined: member.joined_ms === null ? '' : shortDay(member.joined_ms),
    addedBy: by(member.added_by),
    left: member.left_ms === null ? '' : shortDay(member.left_ms),
    removedBy: by(member.removed_by),
    role: roleOf(member),
  };
}

function roleOf({ is_current, is_admin, is_guest }: MemberRow): string {
  if (!is_current) return 'left';
  if (is_admin) return 'admin';
  return is_guest ? 'guest' : 'member';
}

/** A gap in one sentence. */
export function gapWords(gap: GapInfo): string {
  const range = rangeOf(gap);
  const what = gap.total > 1 ? counted(gap.total, gap.kind) : gap.kind;
  return `${what}${range}: ${gap.cause}${gap.detail === '' ? '' : ` (${gap.detail})`}`;
}

function rangeOf({ firstNr, lastNr }: GapInfo): string {
  if (firstNr === null) return '';
  return lastNr === null || lastNr === firstNr ? `, message ${firstNr}` : `, messages ${firstNr} to ${lastNr}`;
}
