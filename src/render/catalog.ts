// render: what the site knows of every conversation before a message is read: title, people, pages, months, counts.
// Invariant: small enough to be held for the whole archive and to be sent to a worker; holds no text of messages.
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { MESSAGES_PER_PAGE } from './addresses.js';
import type { Texts } from './language/texts.js';
import type { People } from './people.js';
import { addTo, readRows } from './rows.js';
import type { Words } from './words.js';

/** A page of messages that exists. */
export interface PageInfo {
  readonly page: number;
  readonly messages: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export interface MonthInfo {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly messages: number;
  readonly firstNr: number;
}

export interface GapInfo {
  readonly kind: string;
  readonly firstNr: number | null;
  readonly lastNr: number | null;
  readonly cause: string;
  readonly detail: string;
  /** Not given to the account, or left out on purpose. */
  readonly isExpected: boolean;
  /** How many things it stands for. */
  readonly total: number;
}

/** A label of the archived account. */
export interface LabelInfo {
  readonly label_id: string;
  readonly name: string;
}

export interface ConversationInfo {
  readonly conversation_id: string;
  readonly title: string;
  readonly isUntitled: boolean;
  /** '' for most. */
  readonly kind: '' | keyof Texts['conversation']['kinds'];
  /** Account ids, members first, then those who left. */
  readonly members: readonly string[];
  readonly leavers: readonly string[];
  readonly teams: readonly string[];
  readonly labels: readonly LabelInfo[];
  readonly pages: readonly PageInfo[];
  readonly months: readonly MonthInfo[];
  readonly gaps: readonly GapInfo[];
  readonly messages: number;
  readonly files: number;
  readonly pins: number;
  readonly tasks: number;
  /** Messages that answer or refer to another one. */
  readonly refs: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** When it was found to be at Fleep no more. */
  readonly goneMs: number | null;
}

export interface Catalog {
  /** In order of conversation_id. */
  readonly conversations: readonly ConversationInfo[];
  /** Gaps that belong to no conversation. */
  readonly gaps: readonly GapInfo[];
}

interface ConversationRow extends Row {
  readonly conversation_id: string;
  readonly title: string | null;
  readonly is_deleted: boolean;
  readonly is_managed: boolean;
  readonly is_list: boolean;
  readonly members: string[] | null;
  readonly leavers: string[] | null;
  readonly teams: string[] | null;
  readonly gone_ms: number | null;
}

interface PageRow extends Row {
  readonly conversation_id: string;
  readonly page: number;
  readonly messages: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
}

interface MonthRow extends Row {
  readonly conversation_id: string;
  readonly year: number;
  readonly month: number;
  readonly messages: number;
  readonly first_nr: number;
}

interface CountRow extends Row {
  readonly conversation_id: string;
  readonly files: number;
  readonly pins: number;
  readonly tasks: number;
  readonly refs: number;
}

interface GapRow extends Row {
  readonly conversation_id: string | null;
  readonly kind: string;
  readonly first_nr: number | null;
  readonly last_nr: number | null;
  readonly cause: string;
  readonly detail: string | null;
  readonly is_expected: boolean;
  readonly total: number;
}

interface LabelRow extends Row {
  readonly conversation_id: string;
  readonly label_id: string;
  readonly label: string;
}

const NAMES_IN_TITLE = 4;

export async function readCatalog(database: Database, people: People, { texts, zone }: Words): Promise<Catalog> {
  const rows = await readRows<ConversationRow>(database, 'conversations');
  const pages = grouped(await readRows<PageRow>(database, 'pages', { page_size: MESSAGES_PER_PAGE }), pageInfo);
  const months = grouped(await readRows<MonthRow>(database, 'months', { zone: zone.name }), monthInfo);
  const labels = grouped(
    await readRows<LabelRow>(database, 'labels'),
    ({ label_id, label }): LabelInfo => ({ label_id, name: label }),
  );
  const counts = grouped(await readRows<CountRow>(database, 'counts'), (row) => row);
  const gaps = grouped(await readRows<GapRow>(database, 'gaps'), gapInfo);
  const conversations = rows.map((row): ConversationInfo => {
    const id = row.conversation_id;
    const own = pages.get(id) ?? [];
    const [count] = counts.get(id) ?? [];
    return {
      conversation_id: id,
      ...titleOf(row, people, texts),
      kind: kindOf(row),
      members: row.members ?? [],
      leavers: row.leavers ?? [],
      teams: row.teams ?? [],
      labels: labels.get(id) ?? [],
      pages: own,
      months: months.get(id) ?? [],
      gaps: gaps.get(id) ?? [],
      messages: sum(own.map((page) => page.messages)),
      files: count?.files ?? 0,
      pins: count?.pins ?? 0,
      tasks: count?.tasks ?? 0,
      goneMs: row.gone_ms,
      refs: count?.refs ?? 0,
      firstMs: extreme(
        own.map((page) => page.firstMs),
        Math.min,
      ),
      lastMs: extreme(
        own.map((page) => page.lastMs),
        Math.max,
      ),
    };
  });
  return { conversations, gaps: gaps.get('') ?? [] };
}

function grouped<R extends { conversation_id: string | null }, V>(
  rows: readonly R[],
  toValue: (row: R) => V,
): ReadonlyMap<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const row of rows) addTo(groups, row.conversation_id ?? '', toValue(row));
  return groups;
}

const pageInfo = (row: PageRow): PageInfo => ({
  page: row.page,
  messages: row.messages,
  firstMs: row.first_ms,
  lastMs: row.last_ms,
});

const monthInfo = (row: MonthRow): MonthInfo => ({
  year: row.year,
  month: row.month,
  messages: row.messages,
  firstNr: row.first_nr,
});

const gapInfo = (row: GapRow): GapInfo => ({
  kind: row.kind,
  firstNr: row.first_nr,
  lastNr: row.last_nr,
  cause: row.cause,
  detail: row.detail ?? '',
  isExpected: row.is_expected,
  total: row.total,
});

// A conversation without a topic is known by its people, as it is in Fleep.
function titleOf(
  row: ConversationRow,
  people: People,
  { conversation }: Texts,
): { title: string; isUntitled: boolean } {
  if (row.title !== null) return { title: row.title, isUntitled: false };
  const everyone = [...(row.members ?? []), ...(row.leavers ?? [])];
  const names = everyone.slice(0, NAMES_IN_TITLE).map((id) => people.get(id).name);
  const rest = everyone.length - names.length;
  const listed = names.join(', ');
  const title = rest > 0 ? conversation.andMore(listed, rest) : listed;
  return { title: title || conversation.untitled, isUntitled: true };
}

function kindOf(row: ConversationRow): ConversationInfo['kind'] {
  if (row.gone_ms !== null) return 'gone';
  if (row.is_deleted) return 'deleted';
  if (row.is_managed) return 'managed';
  return row.is_list ? 'list' : '';
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function extreme(values: readonly (number | null)[], pick: (a: number, b: number) => number): number | null {
  return values.reduce<number | null>(
    (found, value) => (value === null ? found : found === null ? value : pick(found, value)),
    null,
  );
}
