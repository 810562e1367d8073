// emulator/live: the lists of a conversation that changes: its files, pins and tasks, those of its world and those of since then.
// Invariant: highest number first; a message or attachment that is known here is no longer as its world has it.
import type { ConversationSource, PinRef, SectionRecord, TaskRef } from '../../world.js';
import { archivedSections, type Numbered, pinsAmong, tasksAmong } from '../messages/facts.js';
import type { Flow } from './flow.js';

export interface Boards {
  readonly pins: readonly PinRef[];
  readonly tasks: readonly TaskRef[];
}

export interface Lists extends Boards {
  /** Numbers of messages that have files. */
  readonly files: readonly number[];
}

/** What a file record says whose file was taken off its message. Inside of a name the quotes have backslashes. */
const GONE = '"is_deleted":true';

export function listsOf(base: ConversationSource | undefined, flow: Flow, sections: readonly SectionRecord[]): Lists {
  const isOld = ({ messageNr }: { messageNr: number }) => flow.find(messageNr) === undefined;
  const own = flow.onBoards().map(({ record, fields }) => ({ messageNr: record.messageNr, fields }));
  const pins = pinsAmong(own);
  const tasks = tasksAmong(own, archivedSections(sections));
  const keptFiles = (base?.fileNumbers() ?? []).filter((number) => flow.findAttachments(number) === undefined);
  const ownFiles = flow.attachmentNumbers.filter((number) => hasFile(flow, number));
  return {
    pins: descending([...(base?.pins() ?? []).filter(isOld), ...pins]),
    tasks: descending([...(base?.tasks() ?? []).filter(isOld), ...tasks]),
    files: [...keptFiles, ...ownFiles].sort((a, b) => b - a),
  };
}

/** The boards when these were the messages that stood on them, and others. */
export function boardsOf(messages: readonly Numbered[], sections: readonly SectionRecord[]): Boards {
  const highestFirst = descending([...messages]);
  return { pins: pinsAmong(highestFirst), tasks: tasksAmong(highestFirst, archivedSections(sections)) };
}

function hasFile(flow: Flow, number: number): boolean {
  return flow.findAttachments(number)?.some(({ isFile, text }) => isFile && !text.includes(GONE)) === true;
}

const descending = <T extends { readonly messageNr: number }>(items: T[]): T[] =>
  items.sort((a, b) => b.messageNr - a.messageNr);
