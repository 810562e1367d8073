// render: the list of people and a page for each of them: who, where, how much, since when.
// Invariant: every account with a record has a page, so that a name can always lead to one.
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { activityChart, type MonthRange, monthRange } from './activity.js';
import { CONVERSATION_PAGES, conversationFolder, messageHref, personPath, slugOf } from './addresses.js';
import type { Catalog, ConversationInfo } from './catalog.js';
import type { SiteFacts } from './page-frame.js';
import type { PageWriter } from './page-writer.js';
import { People, type PersonRow, placePictures } from './people.js';
import { MOST_TASKS, type PersonTaskRow, personTasks } from './person-tasks.js';
import { addTo, readRows } from './rows.js';
import type { SiteFiles } from './site-files.js';
import type { Templates } from './templates.js';
import { isoTime, type Words } from './words.js';

interface WroteRow extends Row {
  readonly account_id: string;
  readonly conversation_id: string;
  readonly messages: number;
  readonly first_nr: number;
  readonly last_nr: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
}

interface PersonMonthRow extends Row {
  readonly account_id: string;
  readonly year: number;
  readonly month: number;
  readonly messages: number;
}

interface MembershipRow extends Row {
  readonly account_id: string;
  readonly conversation_id: string;
  readonly joined_ms: number | null;
  readonly left_ms: number | null;
  readonly is_current: boolean;
}

interface PeopleData {
  readonly conversations: ReadonlyMap<string, ConversationInfo>;
  readonly wrote: ReadonlyMap<string, WroteRow[]>;
  readonly months: ReadonlyMap<string, PersonMonthRow[]>;
  readonly memberships: ReadonlyMap<string, MembershipRow[]>;
  readonly range: MonthRange | undefined;
  readonly tasks: ReadonlyMap<string, PersonTaskRow[]>;
}

export interface PeopleTargets {
  readonly templates: Templates;
  readonly writer: PageWriter;
  readonly site: SiteFacts;
  readonly files: SiteFiles;
  readonly words: Words;
}

/** Writes people.html and p/*.html. */
export async function renderPeople(
  database: Database,
  catalog: Catalog,
  rows: readonly PersonRow[],
  { templates, writer, site, files, words }: PeopleTargets,
): Promise<void> {
  const pictures = await placePictures(rows, files);
  const data = await readPeopleData(database, catalog, words);
  const listed = new People(rows, '', pictures, words.texts);
  writer.write('people.html', templates.render('people', peopleView(rows, listed, data, site, words)));
  const people = new People(rows, '../', pictures, words.texts);
  for (const row of rows) {
    writer.write(personPath(row.account_id), templates.render('person', personView(row, people, data, site, words)));
  }
}

async function readPeopleData(database: Database, catalog: Catalog, words: Words): Promise<PeopleData> {
  const months = byAccount(await readRows<PersonMonthRow>(database, 'person-months', { zone: words.zone.name }));
  return {
    conversations: new Map(catalog.conversations.map((info) => [info.conversation_id, info])),
    wrote: byAccount(await readRows<WroteRow>(database, 'person-conversations')),
    months,
    memberships: byAccount(await readRows<MembershipRow>(database, 'person-members')),
    tasks: byAccount(await readRows<PersonTaskRow>(database, 'person-tasks', { most: BigInt(MOST_TASKS) })),
    range: monthRange(catalog.conversations.map((conversation) => conversation.months)),
  };
}

function byAccount<R extends { account_id: string }>(rows: readonly R[]): ReadonlyMap<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) addTo(groups, row.account_id, row);
  return groups;
}

function peopleView(rows: readonly PersonRow[], people: People, data: PeopleData, site: SiteFacts, words: Words) {
  const { texts } = words;
  const entries = rows.map((row) => {
    const wrote = data.wrote.get(row.account_id) ?? [];
    const messages = wrote.reduce((total, { messages }) => total + messages, 0);
    const lastMs = Math.max(0, ...wrote.map(({ last_ms }) => last_ms ?? 0));
    return {
      row,
      total: messages,
      person: people.get(row.account_id),
      messages: words.count(messages),
      conversations: words.count(conversationsOf(row.account_id, data).length),
      last: lastMs === 0 ? '' : words.shortDay(lastMs),
      lastIso: lastMs === 0 ? '' : isoTime(lastMs),
      status: statusOf(row),
      organisation: row.organisation_name ?? '',
    };
  });
  entries.sort(
    (a, b) => b.total - a.total || compare(a.person.name, b.person.name) || compare(a.row.account_id, b.row.account_id),
  );
  return {
    root: '' as const,
    path: 'people.html',
    pageTitle: texts.site.people,
    ...site,
    isPeople: true,
    lead: texts.people.total(words.counted(rows.length, texts.counts.person)),
    people: entries,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// `active` is what one expects and says nothing (fleep-wire.md section 4.4).
const statusOf = ({ mk_account_status }: PersonRow): string =>
  mk_account_status === null || mk_account_status === 'active' ? '' : mk_account_status;

function personView(row: PersonRow, people: People, data: PeopleData, site: SiteFacts, words: Words) {
  const person = people.get(row.account_id);
  const wrote = data.wrote.get(row.account_id) ?? [];
  const months = data.months.get(row.account_id) ?? [];
  const days = wrote.flatMap(({ first_ms, last_ms }) => [first_ms ?? [], last_ms ?? []].flat());
  return {
    root: '../' as const,
    path: personPath(row.account_id),
    pageTitle: person.name,
    ...site,
    isPeople: true,
    person,
    facts: factsOf(row, words),
    status: statusOf(row),
    messages: words.counted(
      wrote.reduce((total, { messages }) => total + messages, 0),
      words.texts.counts.message,
    ),
    days: days.length === 0 ? '' : words.dayRange(Math.min(...days), Math.max(...days)),
    chart: data.range && months.length > 0 ? activityChart(months, data.range, words) : undefined,
    months: months.map((month) => ({
      label: words.shortMonth(month.year, month.month),
      total: words.count(month.messages),
    })),
    searchHref: wrote.length === 0 ? undefined : findSearchHref([['from', row.account_id]]),
    ...personTasks(data.tasks.get(row.account_id) ?? [], data.conversations, words),
    conversations: conversationEntries(row.account_id, wrote, data, words),
  };
}

function factsOf(row: PersonRow, words: Words): { label: string; value: string }[] {
  const { people } = words.texts;
  const facts = [
    { label: people.fullName, value: row.full_name === row.name ? null : row.full_name },
    { label: people.email, value: row.email },
    { label: people.fleepAddress, value: row.fleep_address },
    { label: people.phone, value: row.phone_nr },
    { label: people.organisation, value: row.organisation_name },
    { label: people.status, value: [row.status_emoji, row.status_message].filter(Boolean).join(' ') },
    { label: people.lastSeen, value: row.activity_ms === null ? null : words.dayAndTime(row.activity_ms) },
  ];
  return facts.flatMap(({ label, value }) => (value ? [{ label, value }] : []));
}

/** Conversations that they wrote in or belonged to: the latest words first, then those where they only listened. */
function conversationsOf(account_id: string, { conversations, wrote, memberships }: PeopleData): ConversationInfo[] {
  const rows = [...(wrote.get(account_id) ?? []), ...(memberships.get(account_id) ?? [])];
  const ids = new Set(rows.map(({ conversation_id }) => conversation_id));
  return [...ids].flatMap((id) => conversations.get(id) ?? []);
}

function conversationEntries(account_id: string, wrote: readonly WroteRow[], data: PeopleData, words: Words) {
  const memberships = new Map<string, MembershipRow[]>();
  for (const row of data.memberships.get(account_id) ?? []) addTo(memberships, row.conversation_id, row);
  const written = new Map(wrote.map((row) => [row.conversation_id, row]));
  return conversationsOf(account_id, data).map((info) => {
    const { conversation_id } = info;
    return conversationEntry(info, written.get(conversation_id), memberships.get(conversation_id) ?? [], words);
  });
}

function conversationEntry(
  info: ConversationInfo,
  wrote: WroteRow | undefined,
  memberships: readonly MembershipRow[],
  words: Words,
) {
  const folder = `../${conversationFolder(info.conversation_id)}`;
  return {
    title: info.title,
    href: folder + CONVERSATION_PAGES.overview,
    messages: wrote === undefined ? '' : words.count(wrote.messages),
    firstHref: wrote === undefined ? undefined : folder + messageHref(wrote.first_nr),
    lastHref: wrote === undefined ? undefined : folder + messageHref(wrote.last_nr),
    searchHref:
      wrote === undefined
        ? undefined
        : findSearchHref([
            ['from', wrote.account_id],
            ['in', info.conversation_id],
          ]),
    first: dayOf(wrote?.first_ms, words),
    last: dayOf(wrote?.last_ms, words),
    memberships: memberships.map((membership) => intervalWords(membership, words)),
  };
}

const dayOf = (timeMs: number | null | undefined, words: Words): string =>
  timeMs == null ? words.texts.dates.unknownDay : words.shortDay(timeMs);

/** A search by ids, which name one person and one conversation. Undefined for ids that are none of Fleep's. */
function findSearchHref(filters: readonly (readonly [field: string, id: string])[]): string | undefined {
  if (filters.some(([, id]) => slugOf(id) !== id)) return undefined;
  const query = filters.map(([field, id]) => `${field}:${id}`).join(' ');
  return `../search.html#q=${encodeURIComponent(query)}`;
}

function intervalWords({ joined_ms, left_ms, is_current }: MembershipRow, words: Words): string {
  const { people } = words.texts;
  const from = joined_ms === null ? people.fromStart : people.from(words.shortDay(joined_ms));
  if (left_ms !== null) return people.until(from, words.shortDay(left_ms));
  return is_current ? from : people.thenLeft(from);
}
