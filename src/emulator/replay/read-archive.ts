// emulator/replay: what the journal of an archive says in the end: records merged, messages with their versions.
// Invariant: the journal alone is read, so an archive can be replayed while a sync writes to it; records are held as text.
import { readPages } from '../../journal/pages.js';
import { withTail } from '../../lib/json-members.js';
import type { RecordSlice } from '../../lib/json-slices.js';
import { integerOf, isRecord, textOf, type WireRecord } from '../fields.js';
import { MessageVersions } from './message-versions.js';
import { SmallRecords } from './small-records.js';

export interface ArchiveContents {
  readonly small: SmallRecords;
  /** By conversation. */
  readonly messages: ReadonlyMap<string, MessageVersions>;
  /** False when the service has not answered anything yet. */
  readonly hasAnswers: boolean;
}

/** Throws ArchiveError when the journal is damaged. */
export async function readArchive(archive: string): Promise<ArchiveContents> {
  const small = new SmallRecords();
  const messages = new Map<string, MessageVersions>();
  let hasAnswers = false;
  for await (const { commit, records } of readPages(archive)) {
    const isImported = commit.call === IMPORT_CALL;
    for (const slice of records) {
      if (slice.path !== OWN_PATH) hasAnswers = true;
      takeRecord(slice, { small, messages, isImported });
    }
  }
  return { small, messages, hasAnswers };
}

/** Under this path stand the notes of the archive itself, and under no other (docs/archive-format.md). */
const OWN_PATH = 'archive';
/** What is no record, and what a search found: messages with marks in them. */
const PASSED_PATHS = new Set(['envelope', 'matches']);
/** Pages of histories that were taken over from files. */
const IMPORT_CALL = 'archive/import';

/** What a record without a type is, by the name of its list. */
const TYPES_BY_PATH: Readonly<Record<string, string>> = {
  conversations: 'conv',
  header: 'conv',
  headers: 'conv',
  contacts: 'contact',
  profiles: 'contact',
  hooks: 'hook',
  stream: '',
};

/** Where a history writes a record down says what it is and where it belongs (src/import/), as in queries/load/00_prelude.sql. */
const PLACES: readonly { path: RegExp; type: string; field: string }[] = [
  { path: /^conversations\/(.+)\/messages$/s, type: 'message', field: 'conversation_id' },
  { path: /^conversations\/(.+)$/s, type: 'conv', field: 'conversation_id' },
  { path: /^contacts\/(.+)$/s, type: 'contact', field: 'account_id' },
];

/** Types that mean something in a world file and nothing on the wire: a server that sends them makes no login of ours. */
const WORLD_TYPES = new Set(['account', 'avatar']);

/** Where the records of a page go. */
interface Taking {
  readonly small: SmallRecords;
  readonly messages: Map<string, MessageVersions>;
  readonly isImported: boolean;
}

function takeRecord({ path, bytes }: RecordSlice, taking: Taking): void {
  if (PASSED_PATHS.has(path)) return;
  const text = placedText(bytes.toString('utf8'), path);
  const record: unknown = JSON.parse(text);
  const type = isRecord(record) ? typeOf(record, path) : undefined;
  if (!isRecord(record) || type === undefined) return;
  if (type === 'message') takeMessage(record, text, taking);
  else taking.small.add(type, record, text);
}

/** The record with what its path says and it does not say itself. */
function placedText(text: string, path: string): string {
  const place = PLACES.find((one) => one.path.test(path));
  const record: unknown = place === undefined ? undefined : JSON.parse(text);
  if (place === undefined || !isRecord(record)) return text;
  const said = { mk_rec_type: place.type, [place.field]: place.path.exec(path)?.[1] };
  const missing = Object.entries(said).filter(([name]) => (record[name] ?? null) === null);
  return missing.reduce((placed, [name, value]) => withTail(placed, `"${name}":${JSON.stringify(value)}`), text);
}

/** Undefined for what is no record of the service, but for the notes that say what is in files/. */
function typeOf(record: WireRecord, path: string): string | undefined {
  const type = typeof record.mk_rec_type === 'string' ? record.mk_rec_type : TYPES_BY_PATH[path];
  const isNote = type === 'archive_file';
  return isNote !== (path === OWN_PATH) || WORLD_TYPES.has(type ?? '') ? undefined : type;
}

function takeMessage(record: WireRecord, text: string, { messages, isImported }: Taking): void {
  const conversationId = textOf(record, 'conversation_id');
  const messageNr = integerOf(record, 'message_nr') ?? 0;
  // Without a usable key it has no place in a world, and none in the tables.
  if (conversationId === '' || messageNr < 1) return;
  const ofConversation = messages.get(conversationId) ?? new MessageVersions();
  messages.set(conversationId, ofConversation);
  ofConversation.add(messageNr, record, text, isImported);
}
