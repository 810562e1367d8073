// emulator/replay: an archive → the lines of a world (world-format.md), as its account saw the service.
// Invariant: a record of a conversation follows its conv line; messages come in flow order with every version that the archive
// has; numbers that the archive does not have, and contents that it could not get, are absent here as well.
import type { ArchiveFolder } from '../../journal/archive-folder.js';
import { noArchiveError } from '../../lib/errors.js';
import { membersOf } from '../../lib/json-members.js';
import { shellWord } from '../../lib/shell-word.js';
import { parseRecord, textOf } from '../fields.js';
import { PRACTICE_LOGIN } from '../practice-login.js';
import { type ArchiveContents, readArchive } from './read-archive.js';
import { type MergedRecord, objectText, type SmallRecords } from './small-records.js';
import { storedFileLines } from './stored-files.js';

/** JSON texts, one for each record. Throws ArchiveError(noArchive) when the archive has no answer of the service yet. */
export async function* worldLines(archive: ArchiveFolder): AsyncGenerator<string> {
  const contents = await readArchive(archive.path);
  if (!contents.hasAnswers) {
    throw noArchiveError(
      `${archive.path} holds nothing yet: run "fleep-archive sync --archive ${shellWord(archive.path)}" to fill it.`,
    );
  }
  const { small } = contents;
  yield loginLine(archive.info.accounts[0] ?? '', small);
  for (const type of ACCOUNT_TYPES) yield* textsOf(small.of(type));
  yield* conversationLines(contents);
  yield* storedFileLines(archive, small);
}

/** Records that belong to no conversation, whatever fields they have. */
const ACCOUNT_TYPES = ['contact', 'team', 'label', 'reminder'];
const PLACED_TYPES = new Set([...ACCOUNT_TYPES, 'conv', 'archive_file']);

/** Who signs in is the account that was archived, under the name and password of all practice worlds. */
function loginLine(accountId: string, small: SmallRecords): string {
  const contacts = small.of('contact').map(({ text }) => parseRecord(text));
  const own = contacts.find((contact) => contact.account_id === accountId);
  const display_name = textOf(own ?? {}, 'display_name');
  return JSON.stringify({ mk_rec_type: 'account', account_id: accountId, ...PRACTICE_LOGIN, display_name });
}

function* conversationLines({ small, messages }: ArchiveContents): Generator<string> {
  const byConversation = groupByConversation(small);
  const headers = new Map(small.of('conv').map((record) => [record.conversationId, record]));
  const ids = new Set([...headers.keys(), ...messages.keys(), ...needy(small)]);
  for (const id of ids) {
    yield headerLine(id, headers.get(id));
    yield* textsOf(byConversation.get(id) ?? []);
    yield* messages.get(id)?.inFlowOrder() ?? [];
  }
  for (const [id, records] of byConversation) if (!ids.has(id)) yield* textsOf(records);
}

/** Conversations of which an attachment came, which a world cannot have without its conversation. */
const needy = (small: SmallRecords): string[] =>
  [...small.of('file'), ...small.of('preview')].map(({ conversationId }) => conversationId);

/** All records that belong to a conversation; under '' those of the account that are no contact, team, label or reminder. */
function groupByConversation(small: SmallRecords): Map<string, MergedRecord[]> {
  const groups = new Map<string, MergedRecord[]>();
  for (const record of small.types.filter((type) => !PLACED_TYPES.has(type)).flatMap((type) => small.of(type))) {
    const group = groups.get(record.conversationId);
    if (group === undefined) groups.set(record.conversationId, [record]);
    else group.push(record);
  }
  return groups;
}

/** These describe the answer that a header came with, not its conversation. */
const ANSWER_FIELDS = new Set(
  `fw_message_nr bw_message_nr file_horizon pin_horizon task_horizon pin_cursor mk_init_mode is_init is_full is_tiny
   is_reset`.split(/\s+/),
);

function headerLine(id: string, header: MergedRecord | undefined): string {
  if (header === undefined) return JSON.stringify({ mk_rec_type: 'conv', conversation_id: id });
  return objectText([...membersOf(header.text)].filter(([name]) => !ANSWER_FIELDS.has(name)));
}

const textsOf = (records: readonly MergedRecord[]): string[] => records.map(({ text }) => text);
