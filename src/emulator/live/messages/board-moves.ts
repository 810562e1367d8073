// emulator/live: changing what a message is on the boards, and where it stands there (fleep-wire.md 3.8, 4.2).
// Invariant: what changes nothing makes no event; a task that is done is told of where people want to hear of that.
import { invalidCall } from '../../api-error.js';
import { numberOf, textOf, textsOf, type WireRecord } from '../../fields.js';
import { type BoardState, boardFields, taskWeights, tellIfDone } from './boards.js';
import { requireUnlocked } from './edits.js';
import { isPinned, isTask } from './facts.js';
import { changeMessage, getWritten } from './messages.js';
import type { Posting } from './posting.js';
import { getSection, isArchivedSection } from './sections.js';
import { topWeight, weightBelow } from './weights.js';

/** Throws ApiError 430, 400 when it does not fit the message, 431 while somebody else is editing it. */
export function changeBoard(posting: Posting, messageNr: number, state: BoardState): void {
  const before = getWritten(posting, messageNr);
  requireUnlocked(posting, messageNr);
  const fields = boardFields(posting, before, state);
  if (Object.entries(fields).every(([name, value]) => JSON.stringify(before[name]) === JSON.stringify(value))) return;
  changeMessage(posting, messageNr, fields);
  tellIfDone(posting, messageNr, before);
}

/** A message that is a task. Throws ApiError 430, 400. */
export function getTask(posting: Posting, messageNr: number): WireRecord {
  const fields = getWritten(posting, messageNr);
  if (!isTask(fields)) throw invalidCall('The message is no task.');
  return fields;
}

export function archiveTask(posting: Posting, messageNr: number): void {
  changeBoard(posting, messageNr, { kind: taskKind(getTask(posting, messageNr)), isArchived: true });
}

/** Back to the default section, unless it is in an open one. */
export function activateTask(posting: Posting, messageNr: number): void {
  changeBoard(posting, messageNr, { kind: taskKind(getTask(posting, messageNr)), isArchived: false });
}

/** Above all, or right below a weight; in another section when one is named. Throws ApiError 430, 400, 431. */
export function moveTask(posting: Posting, messageNr: number, to: { sectionId?: string; below?: number }): void {
  const before = getTask(posting, messageNr);
  const sectionId = to.sectionId ?? textOf(before, 'section_id');
  if (to.sectionId !== undefined) getSection(posting, to.sectionId);
  const others = taskWeights(posting, sectionId, messageNr);
  const weight = to.below === undefined ? topWeight(others) : weightBelow(to.below, others);
  const isArchived = isArchivedSection(posting, sectionId);
  changeBoard(posting, messageNr, { kind: taskKind(before), isArchived, sectionId, weight });
}

/** Throws ApiError 430, 400. */
export function taskWeightOf(posting: Posting, messageNr: number): number {
  return numberOf(getTask(posting, messageNr), 'task_weight') ?? messageNr;
}

/** Right below another pin, or above all. Throws ApiError 430, 400, 431. */
export function movePin(posting: Posting, messageNr: number, previousNr: number | undefined): void {
  getPin(posting, messageNr);
  const previous = previousNr === undefined ? undefined : getPin(posting, previousNr);
  const others = posting.conversation.pins().flatMap((pin) => (pin.messageNr === messageNr ? [] : [pin.weight]));
  const below = previous === undefined ? undefined : (numberOf(previous, 'pin_weight') ?? previousNr);
  const weight = below === undefined ? topWeight(others) : weightBelow(below, others);
  changeBoard(posting, messageNr, { kind: 'pinned', weight });
}

/** Gives a pin this weight. Throws ApiError 430, 400, 431. */
export function weighPin(posting: Posting, messageNr: number, weight: number): void {
  getPin(posting, messageNr);
  changeBoard(posting, messageNr, { kind: 'pinned', weight });
}

function getPin(posting: Posting, messageNr: number): WireRecord {
  const fields = getWritten(posting, messageNr);
  if (!isPinned(fields)) throw invalidCall('The message is not pinned.');
  return fields;
}

function taskKind(fields: WireRecord): 'todo' | 'done' | 'separator' {
  const tags = textsOf(fields, 'tags');
  if (tags.includes('is_separator')) return 'separator';
  return tags.includes('is_done') ? 'done' : 'todo';
}
