// render/search: a message → what search knows of it.
// Invariant: the text is that which its page shows: the current version, or of a deleted message what it said last. System messages
// have no words of their own, so search passes them over.
import { hasLink, type MessageBody, readBody, shownFileNames, textOfBody } from '../../fleep/markup/plain-text.js';
import { FILE_MARK, flagTerm, SUBJECT_MARK, SYSTEM_TERM, senderTerm } from '../../search/index-files.js';
import type { Flag } from '../../search/query.js';
import { minuteOf } from '../../search/times.js';
import { isPin, isTask, isTextType, type Subject } from '../message-subject.js';
import type { MessageView } from '../message-view.js';
import type { SearchDocument } from './unit-index.js';

type Authored = Pick<MessageView, 'author'>;

const MARKS = new RegExp(`[${SUBJECT_MARK}${FILE_MARK}]`, 'g');

/** The messages of a page; `views` say who wrote each, in the same order. */
export const searchDocuments = (subjects: readonly Subject[], views: readonly Authored[]): SearchDocument[] =>
  subjects.flatMap((subject, index) => {
    const view = views[index];
    return view === undefined ? [] : searchDocument(subject, view);
  });

function searchDocument(subject: Subject, { author }: Authored): SearchDocument {
  const { row } = subject;
  const sender = oneLine(author.name);
  const known = { message_nr: row.message_nr, minute: minuteOf(row.posted_ms), sender };
  if (!isSaid(subject)) return { ...known, terms: [SYSTEM_TERM], text: '' };
  const body = shownBody(subject);
  const account_id = author.href === undefined ? '' : (row.account_id ?? '');
  const names = new Set([sender, ...(account_id === '' ? [] : otherNames(subject))]);
  const terms = [...[...names].map((name) => senderTerm([name, account_id])), ...flagsOf(subject, body).map(flagTerm)];
  return { ...known, terms, text: textOf(subject, body) };
}

/** Until 2014 a file was a message of its own, with its record as the body (fleep-wire.md section 4.3). */
const isSaid = ({ type, body, files }: Subject): boolean =>
  isTextType(type) || body.kind === 'markup' || type === 'file' || files !== undefined;

/** Who sends under another name is found by both, whichever is shown. */
const otherNames = ({ row, details, sources }: Subject): string[] =>
  [sources.directory.people.get(row.account_id).name, details.sender_name ?? ''].filter(Boolean).map(oneLine);

const oneLine = (name: string): string => name.replace(/[\s\p{Cc}]+/gu, ' ');

/** What a deleted message said is in the version that the deletion replaced. */
function shownBody({ body, type, details, row, sources, key }: Subject): MessageBody {
  if (!details.is_deleted || row.message) return body;
  const last = sources.companions.versions.get(key)?.findLast(({ message }) => message);
  return last?.message ? readBody(last.mk_message_type ?? type, last.message) : body;
}

function flagsOf({ details, files }: Subject, body: MessageBody): Flag[] {
  const flags: Flag[] = [];
  if (files !== undefined) flags.push('has:file');
  if (body.kind === 'markup' && hasLink(body.nodes)) flags.push('has:link');
  if (isPin(details)) flags.push('is:pinned');
  if (isTask(details)) flags.push('is:task');
  if (details.is_deleted) flags.push('is:deleted');
  return flags;
}

function textOf(message: Subject, body: MessageBody): string {
  const { type, details } = message;
  const hasWords = isTextType(type) || body.kind === 'markup';
  const text = hasWords ? cleaned(textOfBody(body).text) : '';
  const subject = details.subject ? SUBJECT_MARK + cleaned(details.subject) : '';
  return text + subject + namesOf(message, body).join('');
}

/** Names of files as the page shows them: of their records, and as the words have them where no record does. */
function namesOf({ files = [] }: Subject, body: MessageBody): string[] {
  const listed = files.flatMap(({ file_name }) => (file_name ? [file_name] : []));
  const isListed = (key: string) => files.some(({ attachment_id }) => attachment_id === key);
  const shown = body.kind === 'markup' ? shownFileNames(body.nodes, isListed) : [];
  return [...listed, ...new Set(shown.filter((name) => !listed.includes(name)))].map(
    (name) => FILE_MARK + cleaned(name),
  );
}

const cleaned = (text: string): string => text.replace(MARKS, ' ');
