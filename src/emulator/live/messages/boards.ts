// emulator/live: pins and tasks: the fields of a message by what it is on the boards (fleep-wire.md 3.8, 4.2, 9.7).
// Invariant: state, tags and fields go together as in 4.2, and a message keeps its tags that say something else.
import { invalidCall } from '../../api-error.js';
import { numberOf, textOf, textsOf, type WireRecord } from '../../fields.js';
import { isPinned, isTask } from './facts.js';
import { messageState, type Posting, postSystem } from './posting.js';
import { archivedSectionId, defaultSectionId } from './sections.js';
import { topWeight } from './weights.js';

/** What a message is to be. */
export type BoardState =
  | { readonly kind: 'plain' }
  | { readonly kind: 'pinned'; readonly weight?: number | undefined }
  | { readonly kind: 'unpinned' }
  | TaskState;

interface TaskState {
  readonly kind: 'todo' | 'done' | 'separator';
  readonly isArchived?: boolean;
  readonly weight?: number | undefined;
  /** The section it is in, or the default one, when absent. */
  readonly sectionId?: string | undefined;
}

const BOARD_TAGS = new Set('pin unpin is_shared is_task is_todo is_done is_separator is_archived'.split(' '));
const BOARD_FIELDS =
  'pin_weight pinned_account_id section_id task_weight tasked_account_id ref_message_nr mk_msg_sub_type'.split(' ');

const NOTHING: WireRecord = Object.fromEntries(BOARD_FIELDS.map((name) => [name, undefined]));

/** The fields of a message that is to be something else; `before` is {} for one that comes up. Throws ApiError 400. */
export function boardFields(posting: Posting, before: WireRecord, state: BoardState): WireRecord {
  switch (state.kind) {
    case 'plain':
      return { ...NOTHING, ...named('plain', before, []) };
    case 'pinned':
      return pinnedFields(posting, before, state.weight);
    case 'unpinned':
      return unpinnedFields(before);
    default:
      return taskFields(posting, before, state);
  }
}

/** Tells of a task that has been done, where people want to hear of that (fleep-wire.md 4.3). */
export function tellIfDone(posting: Posting, messageNr: number, before: WireRecord): void {
  const { conversation } = posting;
  const wasDone = isDone(before) || !isDone(conversation.findMessage(messageNr) ?? {});
  if (wasDone || conversation.header.get('has_done_notifications') !== 'true') return;
  postSystem(posting, 'task_completed', {
    task_message_nr: messageNr,
    sysmsg_text: '{author} completed a task.',
  });
}

const isDone = (fields: WireRecord): boolean => isTask(fields) && textsOf(fields, 'tags').includes('is_done');

function named(state: string, before: WireRecord, tags: readonly string[]): WireRecord {
  const others = textsOf(before, 'tags').filter((tag) => !BOARD_TAGS.has(tag));
  return { mk_message_state: messageState(state), tags: [...others, ...tags] };
}

function pinnedFields({ conversation, actorId }: Posting, before: WireRecord, weight?: number): WireRecord {
  const isAlready = isPinned(before);
  const kept = isAlready ? numberOf(before, 'pin_weight') : undefined;
  return {
    ...NOTHING,
    ...named('pinned', before, ['is_shared', 'pin']),
    pin_weight: weight ?? kept ?? topWeight(conversation.pins().map((pin) => pin.weight)),
    pinned_account_id: isAlready ? before.pinned_account_id : actorId,
  };
}

function unpinnedFields(before: WireRecord): WireRecord {
  if (!isPinned(before)) throw invalidCall('The message is not pinned.');
  return {
    ...NOTHING,
    ...named('unpinned', before, ['is_archived', 'is_shared', 'unpin']),
    pin_weight: before.pin_weight,
    ref_message_nr: before.message_nr,
    mk_msg_sub_type: 'mst_unpin',
  };
}

function taskFields(posting: Posting, before: WireRecord, state: TaskState): WireRecord {
  const isAlready = isTask(before);
  const sectionId = sectionOf(posting, before, state);
  const stays = isAlready && sectionId === textOf(before, 'section_id');
  const kept = stays ? numberOf(before, 'task_weight') : undefined;
  const weight = state.weight ?? kept ?? topWeight(taskWeights(posting, sectionId));
  const tags = ['is_shared', 'is_task', `is_${state.kind}`, ...(state.isArchived ? ['is_archived'] : [])];
  return {
    ...NOTHING,
    ...named(state.kind === 'separator' ? 'plain' : state.kind, before, tags),
    section_id: sectionId,
    task_weight: weight,
    pin_weight: weight,
    tasked_account_id: isAlready ? before.tasked_account_id : posting.actorId,
  };
}

function sectionOf(posting: Posting, before: WireRecord, { isArchived = false, sectionId }: TaskState): string {
  if (isArchived) return archivedSectionId(posting);
  if (sectionId !== undefined) return sectionId;
  const isIn = isTask(before) && !textsOf(before, 'tags').includes('is_archived') ? textOf(before, 'section_id') : '';
  return isIn === '' ? defaultSectionId(posting) : isIn;
}

/** Weights of the tasks of a section, but for one. */
export function taskWeights({ conversation }: Posting, sectionId: string, exceptNr?: number): number[] {
  const tasks = conversation.tasks().filter((task) => task.sectionId === sectionId && task.messageNr !== exceptNr);
  return tasks.map(({ weight }) => weight);
}
