// emulator/synthetic: the JSON text of one message or file, put together by concatenation since a page has thirty of them.
// Invariant: a record is a function of the seed, the conversation and its number; nothing of it is kept.
import { createHash } from 'node:crypto';
import { shortId } from '../../fleep/ids.js';
import { shakeBytes } from '../content.js';
import type { MessageRecord } from '../world.js';
import { Dice, fraction, mix, uuidOf } from './hash.js';
import type { BlockEvent, Numbering, SystemKind } from './numbering.js';
import type { Person } from './people.js';
import { messageStart, phrase } from './text.js';
import { plainWordOf } from './words.js';

const START_TIME = 1_640_995_200;
const SPAN_SECONDS = 3 * 365 * 86_400;
const STATE = 'urn:fleep:message:mk_message_state:';
const FIRST_WEIGHT = 4_294_967_296;
const WEIGHT_STEP = 65_536;
const ATTACHMENT_KIND = 3;

export interface Subject {
  readonly id: string;
  readonly index: number;
  readonly seed: number;
  readonly topic: string;
  readonly members: readonly Person[];
  readonly numbering: Numbering;
  readonly sectionId: string;
}

/** What a file record and its download agree on. */
export interface SyntheticFile {
  readonly attachmentId: string;
  readonly fileName: string;
  readonly fileUrl: string;
  read(): Buffer;
}

/** The latest version of a message that exists. */
export function messageRecord(subject: Subject, number: number): MessageRecord {
  const { numbering, id } = subject;
  const event = numbering.eventOn(number);
  const system = numbering.systemKind(number);
  const { accountId } = authorOf(subject, number);
  const texts = numbering.textsUpTo(number);
  const body =
    `{"mk_rec_type":"message","conversation_id":"${id}","message_nr":${number}` +
    `${event ? `,"flow_message_nr":${event.flowNr}` : ''},"prev_message_nr":${numbering.messageBefore(number)}` +
    `,"inbox_nr":${system && texts > 0 ? -texts : texts},"account_id":"${accountId}"` +
    `,"posted_time":${postedTime(subject, number)},"lock_account_id":null` +
    (system ? systemFields(subject, system, number) : textFields(subject, number, event));
  return { messageNr: number, flowNr: event?.flowNr ?? number, accountId, body, hasProfile: false };
}

/** Unix seconds, never falling within a conversation, over the three years from 2022 on. */
export function postedTime({ seed, index, numbering }: Subject, number: number): number {
  const place = number - 1 + fraction(mix(seed, index ^ 0x2545, number));
  const delay = fraction(mix(seed, index, 9)) * SPAN_SECONDS * 0.5;
  return START_TIME + Math.floor(delay + (place / Math.max(1, numbering.lastNr)) * (SPAN_SECONDS - delay));
}

export function weightOf(number: number): number {
  return FIRST_WEIGHT + number * WEIGHT_STEP;
}

export function fileOf(subject: Subject, number: number): SyntheticFile {
  const { seed, id, index } = subject;
  const hash = mix(seed, index ^ 0x6c07, number);
  const attachmentId = shortId(uuidOf(seed ^ index, ATTACHMENT_KIND, number));
  const fileName = `${plainWordOf(new Dice(hash).next()).toLowerCase()}-${number}.bin`;
  const sizeBytes = 1_000 + (hash % 19_000);
  return {
    attachmentId,
    fileName,
    fileUrl: `/file/${shortId(id)}/${number}/${attachmentId}/${fileName}`,
    read: () => shakeBytes(`${seed}:${index}:${number}`, sizeBytes),
  };
}

export function fileRecord(subject: Subject, number: number): string {
  const { attachmentId, fileName, fileUrl, read } = fileOf(subject, number);
  const bytes = read();
  return JSON.stringify({
    mk_rec_type: 'file',
    conversation_id: subject.id,
    message_nr: number,
    account_id: authorOf(subject, number).accountId,
    attachment_id: attachmentId,
    file_name: fileName,
    file_url: fileUrl,
    file_size: bytes.length,
    file_sha256: createHash('sha256').update(bytes).digest('hex'),
    file_type: 'application/octet-stream',
    width: null,
    height: null,
    is_animated: null,
    orientation: null,
    is_deleted: false,
    is_hidden: false,
    deleter_id: '',
    sender_name: null,
    posted_time: postedTime(subject, number),
  });
}

/** A few members write most; the creator is the first after the archivist. */
function authorOf(subject: Subject, number: number): Person {
  const { seed, index, members, numbering } = subject;
  const place = 1 + Math.floor((members.length - 1) * fraction(mix(seed, index, number)) ** 2);
  // Nobody adds or removes himself.
  const isAlone = number === 1 || (place === members.length - 1 && numbering.systemKind(number) !== undefined);
  return personAt(subject, isAlone ? 1 : place, number);
}

/** The member of a place, or the creator while that one is not there. */
function personAt({ members, numbering }: Subject, place: number, number: number): Person {
  const isAway = place === members.length - 1 && numbering.isBetweenKickAndAdd(number);
  return members[isAway ? 1 : place] ?? { accountId: '', name: '', email: '' };
}

/** The last of the members comes and goes. */
export const membersAt = ({ members, numbering }: Subject, number: number): readonly Person[] =>
  numbering.isBetweenKickAndAdd(number) ? members.slice(0, -1) : members;

/** What the creation, or a message that changes it, says of the topic. */
export function topicAt({ seed, index, topic }: Subject, number: number): string {
  return number <= 1 ? topic : phrase(new Dice(mix(seed, index, ~number)), 3);
}

function systemFields(subject: Subject, kind: SystemKind, number: number): string {
  const message = JSON.stringify(JSON.stringify(systemPayload(subject, kind, number)));
  return `,"mk_message_type":"${kind}","mk_message_state":"${STATE}system","message":${message},"tags":[]`;
}

function systemPayload(subject: Subject, kind: SystemKind, number: number): unknown {
  const ids = subject.members.map((person) => person.accountId);
  const topic = topicAt(subject, number);
  switch (kind) {
    case 'create':
      // Whoever creates a conversation is not among those who are named (fleep-wire.md 4.3).
      return { members: ids.toSpliced(1, 1), org_name: null, organisation_id: null, topic };
    case 'topic':
      return { topic };
    case 'add':
    case 'kick':
      return { members: ids.slice(-1) };
  }
}

function textFields(subject: Subject, number: number, event: BlockEvent | undefined): string {
  const message = event?.kind === 'delete' ? '' : textOf(subject, number, event);
  const fields = event ? changeFields(subject, event) : `,"mk_message_state":"${STATE}plain","tags":[]`;
  return `,"mk_message_type":"text","message":"${message}"${fields}`;
}

function textOf(subject: Subject, number: number, event: BlockEvent | undefined): string {
  const { seed, index, members, numbering } = subject;
  const hash = mix(seed ^ (event?.kind === 'edit' ? event.flowNr : 0), index, number ^ 0x5bd1);
  const { accountId, name } = personAt(subject, hash % members.length, number);
  // A conversation keeps to one language: text of one script is several times faster to put together.
  const start = messageStart(hash, mix(seed, index, 2), { accountId, name });
  if (numbering.filesIn(number, number).length === 0) return `${start}</msg>`;
  const file = fileOf(subject, number);
  return `${start}<file key=\\"${file.attachmentId}\\">${file.fileName}</file></msg>`;
}

function changeFields(subject: Subject, event: BlockEvent): string {
  const editor = authorOf(subject, event.messageNr).accountId;
  const edit = `,"edit_account_id":"${editor}","edited_time":${postedTime(subject, event.flowNr)}`;
  const weight = weightOf(event.messageNr);
  const task = `,"section_id":"${subject.sectionId}","task_weight":${weight},"tasked_account_id":"${editor}"`;
  switch (event.kind) {
    case 'edit':
      return `${edit},"mk_message_state":"${STATE}plain","tags":[]`;
    case 'delete':
      return `${edit},"mk_message_state":"${STATE}deleted","tags":["is_deleted","is_deleted"]`;
    case 'pin':
      return `${edit},"mk_message_state":"${STATE}pinned","tags":["is_shared","pin"],"pin_weight":${weight},"pinned_account_id":"${editor}"`;
    case 'todo':
      return `${edit},"mk_message_state":"${STATE}todo","tags":["is_shared","is_task","is_todo"]${task}`;
    case 'done':
      return `${edit},"mk_message_state":"${STATE}done","tags":["is_shared","is_task","is_done"]${task}`;
    case 'react':
      return `,"mk_message_state":"${STATE}plain","tags":[],"reactions":{"thumbsup":["${editor}"]}`;
  }
}
