// emulator/live: the sections of an account's own task board (fleep-wire.md 3.9, 4.7).
// Invariant: all clients of the account hear of a change, and nobody else does; a task is never left in a deleted section.
import { invalidCall } from '../../api-error.js';
import { numberOf, textOf, type WireRecord } from '../../fields.js';
import type { Changes } from '../changes.js';
import { bottomWeight, FULL_WEIGHT, topWeight, weightBelow } from '../messages/weights.js';
import type { LiveWorld } from '../world.js';
import type { PersonalBoard } from './personal-board.js';
import { personalBoardOf, tellTask } from './personal-tasks.js';

/** Whose board it is. */
export interface Owner {
  readonly world: LiveWorld;
  readonly changes: Changes;
  readonly accountId: string;
}

const isOfSubtype = (section: WireRecord, subtype: string): boolean =>
  textOf(section, 'mk_section_subtype').endsWith(`:${subtype}`);

export const boardOf = ({ world, changes, accountId }: Owner): PersonalBoard =>
  personalBoardOf(world, changes, accountId);

/** Below all others that are open. */
export function addPersonalSection(owner: Owner, name: string): WireRecord {
  const board = boardOf(owner);
  const section = board.addSection(name, 'user', bottomWeight(openWeights(board)));
  owner.changes.tell(owner.accountId, JSON.stringify(section));
  return section;
}

/** Gives a section other fields. Throws ApiError 430. */
export function changePersonalSection(owner: Owner, sectionId: string, fields: WireRecord): WireRecord {
  const board = boardOf(owner);
  const changed = { ...board.getSection(sectionId), ...fields };
  board.setSection(changed);
  owner.changes.tell(owner.accountId, JSON.stringify(changed));
  return changed;
}

/** Right below another one, or above all. Throws ApiError 430. */
export function movePersonalSection(owner: Owner, sectionId: string, previousId: string | undefined): WireRecord {
  const board = boardOf(owner);
  const weights = openWeights(board, sectionId);
  const previous = previousId === undefined ? undefined : numberOf(board.getSection(previousId), 'weight');
  return changePersonalSection(owner, sectionId, {
    weight: previous === undefined ? topWeight(weights) : weightBelow(previous, weights),
  });
}

/** Its tasks go to the default section. Throws ApiError 400 for a section that every board has, 430. */
export function deletePersonalSection(owner: Owner, sectionId: string): WireRecord {
  const { world, changes, accountId } = owner;
  const board = boardOf(owner);
  if (!isOfSubtype(board.getSection(sectionId), 'user')) throw invalidCall('This section cannot be deleted.');
  const target = board.sectionIdOf('default');
  // From the lowest up, so that they keep their order.
  for (const task of board.tasksIn(sectionId).sort((a, b) => a.weight - b.weight)) {
    board.place({ ...task, sectionId: target, weight: topWeight(board.weightsIn(target)) });
    const conversation = world.findConversation(task.conversationId, accountId);
    if (conversation) tellTask(world, changes, accountId, conversation, task.messageNr);
  }
  return changePersonalSection(owner, sectionId, { is_deleted: true });
}

function openWeights(board: PersonalBoard, exceptId?: string): number[] {
  return board.sections
    .filter((section) => section.is_deleted !== true && !isOfSubtype(section, 'archived'))
    .filter((section) => textOf(section, 'section_id') !== exceptId)
    .map((section) => numberOf(section, 'weight') ?? FULL_WEIGHT);
}
