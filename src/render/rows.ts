// render: rows of the store → typed values, for one work unit at a time. The SQL is in queries/render/.
// Invariant: nothing is held beyond the unit; messages come as a stream of pages in order.
import type { Database, Parameters } from '../store/database.js';
import { readQuery } from '../store/sql.js';
import type { Row } from '../store/values.js';
import { MESSAGES_PER_PAGE } from './addresses.js';

/** A range of conversations in order of their id; of the messages in them, a range of numbers. */
export interface Range {
  readonly firstId: string;
  readonly lastId: string;
  readonly firstNr: number;
  readonly lastNr: number;
}

/** Every message number there can be. */
export const ALL_NUMBERS = { firstNr: 0, lastNr: Number.MAX_SAFE_INTEGER } as const;

/** What only few messages have. Times in milliseconds since 1970, UTC. */
export interface MessageDetails {
  readonly subject?: string | null;
  readonly sender_name?: string | null;
  readonly hook_key?: string | null;
  readonly edited_ms?: number | null;
  readonly edit_account_id?: string | null;
  readonly is_deleted?: boolean | null;
  readonly is_pinned?: boolean | null;
  readonly is_unpinned?: boolean | null;
  readonly is_hidden?: boolean | null;
  readonly task_state?: string | null;
  readonly section_id?: string | null;
  readonly task_weight?: number | null;
  readonly pin_weight?: number | null;
  readonly pinned_account_id?: string | null;
  readonly tasked_account_id?: string | null;
  readonly assignee_ids?: readonly string[] | null;
  readonly mail_hdrs?: unknown;
  readonly reply_to_message_nr?: number | null;
  readonly ref_message_nr?: number | null;
}

export interface MessageRow {
  readonly message_nr: number;
  readonly account_id: string | null;
  readonly mk_message_type: string | null;
  readonly message: string | null;
  readonly posted_ms: number | null;
  /** Null for a plain message. */
  readonly details: MessageDetails | null;
}

/** The messages of one page, in order of number. */
export interface MessagePage {
  readonly conversation_id: string;
  readonly page: number;
  readonly messages: readonly MessageRow[];
}

interface PageRow extends Row {
  readonly conversation_id: string;
  readonly page: number;
  /** JSON array of MessageRow. */
  readonly messages: string;
}

/** A row that belongs to a message. */
export interface MessageKey extends Row {
  readonly conversation_id: string;
  readonly message_nr: number;
}

export interface VersionRow extends MessageKey {
  readonly mk_message_type: string | null;
  readonly message: string | null;
  readonly subject: string | null;
  readonly is_deleted: boolean | null;
  readonly is_pinned: boolean | null;
  readonly is_unpinned: boolean;
  readonly task_state: string | null;
  readonly edited_ms: number | null;
  readonly time_ms: number | null;
  readonly account_id: string | null;
}

export interface FileRow extends Row {
  readonly conversation_id: string;
  readonly message_nr: number | null;
  readonly attachment_id: string;
  readonly account_id: string | null;
  readonly sender_name: string | null;
  readonly file_name: string | null;
  readonly file_type: string | null;
  readonly size: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly is_deleted: boolean;
  readonly is_hidden: boolean;
  readonly posted_ms: number | null;
  readonly stored_sha256: string | null;
  readonly has_message: boolean;
}

export interface PreviewRow extends MessageKey {
  readonly attached_url: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly stored_sha256: string | null;
}

export interface ReactionRow extends MessageKey {
  readonly reaction: string;
  readonly account_id: string | null;
}

export interface TargetRow extends MessageKey {
  readonly account_id: string | null;
  readonly hook_key: string | null;
  readonly sender_name: string | null;
  readonly posted_ms: number | null;
  /** Of the first version with the words of now. */
  readonly edited_ms: number | null;
  readonly excerpt: string | null;
}

/** What hangs on the messages of a range, by `messageKey`. */
export interface Companions {
  readonly versions: ReadonlyMap<string, readonly VersionRow[]>;
  readonly files: ReadonlyMap<string, readonly FileRow[]>;
  /** All files, those that belong to no message among them. */
  readonly fileRows: readonly FileRow[];
  readonly previews: ReadonlyMap<string, readonly PreviewRow[]>;
  readonly reactions: ReadonlyMap<string, readonly ReactionRow[]>;
  readonly targets: ReadonlyMap<string, readonly TargetRow[]>;
}

export const messageKey = (conversation_id: string, message_nr: number): string => `${conversation_id}/${message_nr}`;

const bound = (range: Range): Parameters => ({
  first_id: range.firstId,
  last_id: range.lastId,
  first_nr: BigInt(range.firstNr),
  last_nr: BigInt(range.lastNr),
});

const idBound = (range: Range): Parameters => ({ first_id: range.firstId, last_id: range.lastId });

/** All rows of a query of queries/render/. */
export async function readRows<R extends Row>(database: Database, name: string, parameters?: Parameters): Promise<R[]> {
  return database.rows<R>(await readQuery(`render/${name}.sql`), parameters);
}

/** The messages of a range, page by page, in order of conversation and number. */
export async function* streamPages(database: Database, range: Range, onlyBoards = false): AsyncGenerator<MessagePage> {
  const parameters = { ...bound(range), page_size: MESSAGES_PER_PAGE, only_boards: onlyBoards };
  const rows = database.stream<PageRow>(await readQuery('render/messages.sql'), parameters);
  for await (const chunk of rows) {
    for (const { conversation_id, page, messages } of chunk) {
      yield { conversation_id, page, messages: JSON.parse(messages) };
    }
  }
}

/** Pinned messages and tasks by conversation. */
export async function readBoardMessages(database: Database, range: Range): Promise<ReadonlyMap<string, MessageRow[]>> {
  const groups = new Map<string, MessageRow[]>();
  for await (const { conversation_id, messages } of streamPages(database, range, true)) {
    for (const message of messages) addTo(groups, conversation_id, message);
  }
  return groups;
}

/** Rows of a query whose parameters are the conversations of a range, and what more it asks for. */
export const readConversationRows = <R extends Row>(
  database: Database,
  name: string,
  range: Range,
  more: Parameters = {},
): Promise<R[]> => readRows(database, name, { ...idBound(range), ...more });

/** Messages of a range for which alone something is read. */
export interface Chosen {
  /** By `messageKey`. */
  readonly messages: ReadonlySet<string>;
  /** What they may refer to, and perhaps more. */
  readonly targets: ReadonlySet<string>;
}

/** These messages, of all that may be in a range. */
export function chosenOf(rows: ReadonlyMap<string, readonly MessageRow[]>): Chosen {
  const messages = new Set<string>();
  const targets = new Set<string>();
  for (const [conversation_id, some] of rows) {
    for (const row of some) {
      messages.add(messageKey(conversation_id, row.message_nr));
      for (const message_nr of referredBy(row)) targets.add(messageKey(conversation_id, message_nr));
    }
  }
  return { messages, targets };
}

/** A message that tells of a task has its number in its text. */
function referredBy({ mk_message_type, message, details }: MessageRow): number[] {
  const numbers = mk_message_type === 'task_completed' ? (message ?? '').match(/\d+/g) : undefined;
  return [details?.reply_to_message_nr ?? [], details?.ref_message_nr ?? [], (numbers ?? []).map(Number)].flat();
}

/**
 * `hasTargets` false says that no message of the range refers to another one, which spares a query. With `chosen` only what hangs on these
 * is held, but for files and previews, of which all are.
 */
export async function readCompanions(
  database: Database,
  range: Range,
  hasTargets: boolean,
  chosen?: Chosen,
): Promise<Companions> {
  const read = <R extends MessageKey>(name: string, keys?: ReadonlySet<string>) =>
    readByMessage<R>(database, name, range, keys);
  // One after the other: a connection has one user at a time.
  const versions = await read<VersionRow>('versions', chosen?.messages);
  const files = await readFiles(database, range);
  const previews = await read<PreviewRow>('previews');
  const reactions = await read<ReactionRow>('reactions', chosen?.messages);
  const targets = hasTargets ? await read<TargetRow>('targets', chosen?.targets) : new Map<string, TargetRow[]>();
  return { versions, ...files, previews, reactions, targets };
}

/** With `keys` those of these messages alone; of the others no more is held than a chunk. */
async function readByMessage<R extends MessageKey>(
  database: Database,
  name: string,
  range: Range,
  keys: ReadonlySet<string> | undefined,
): Promise<ReadonlyMap<string, R[]>> {
  const isWanted = ({ conversation_id, message_nr }: R) => keys?.has(messageKey(conversation_id, message_nr)) !== false;
  const rows: R[] = [];
  for await (const chunk of database.stream<R>(await readQuery(`render/${name}.sql`), bound(range)))
    for (const row of chunk) if (isWanted(row)) rows.push(row);
  return byMessage(rows);
}

/** The earlier versions of the messages of a range. */
export const readVersions = (database: Database, range: Range): Promise<Companions['versions']> =>
  readByMessage<VersionRow>(database, 'versions', range, undefined);

/** The files of a range. */
export async function readFiles(database: Database, range: Range): Promise<Pick<Companions, 'fileRows' | 'files'>> {
  const fileRows = await readRows<FileRow>(database, 'files', bound(range));
  return { fileRows, files: byMessage(fileRows) };
}

function byMessage<R extends { conversation_id: string; message_nr: number | null }>(
  rows: readonly R[],
): ReadonlyMap<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    if (row.message_nr !== null) addTo(groups, messageKey(row.conversation_id, row.message_nr), row);
  }
  return groups;
}

/** Adds a value to the list under a key. */
export function addTo<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
