// emulator/live: tasks on the boards of those who are assigned to them (fleep-wire.md 3.8).
// Invariant: a task is on the personal board of exactly its assignees, in the archived section exactly when it is archived.
import { invalidCall } from '../../api-error.js';
import { textOf, textsOf, type WireRecord } from '../../fields.js';
import { RecordStream } from '../../record-stream.js';
import { viewOf } from '../../view.js';
import type { Changes } from '../changes.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { isTask } from '../messages/facts.js';
import type { Posting } from '../messages/posting.js';
import { topWeight, weightBelow } from '../messages/weights.js';
import type { LiveWorld } from '../world.js';
import type { PersonalBoard } from './personal-board.js';

/** Somebody who registers here has a board from the first; somebody who came with the world has one when something is on it. */
export function findPersonalBoard(
  { accounts, personalBoards }: LiveWorld,
  accountId: string,
): PersonalBoard | undefined {
  const isNew = accounts.find(accountId)?.isNew === true;
  return isNew ? personalBoards.open(accountId, false) : personalBoards.find(accountId);
}

/** The account's board. One that is made now is told of, and has the tasks that the world assigns to the account. */
export function personalBoardOf(world: LiveWorld, changes: Changes, accountId: string): PersonalBoard {
  const known = findPersonalBoard(world, accountId);
  if (known) return known;
  const board = world.personalBoards.open(accountId, true);
  changes.tell(accountId, ...board.sections.map((section) => JSON.stringify(section)));
  for (const conversation of world.conversationsOf(accountId)) placeStated(board, conversation, accountId);
  return board;
}

function placeStated(board: PersonalBoard, conversation: LiveConversation, accountId: string): void {
  // From the lowest up, so that they keep their order.
  for (const { messageNr, isArchived } of [...conversation.tasks()].sort((a, b) => a.weight - b.weight)) {
    const isAssigned = assigneesOf(conversation, conversation.findMessage(messageNr) ?? {}).includes(accountId);
    if (isAssigned) placeOn(board, conversation.id, messageNr, isArchived);
  }
}

/** Brings the boards in line with a message that has just come up or changed. */
export function renewPersonalTasks(posting: Posting, messageNr: number): void {
  const { world, changes, conversation } = posting;
  const fields = conversation.findMessage(messageNr) ?? {};
  const assignees = assigneesOf(conversation, fields);
  for (const [accountId, board] of world.personalBoards.all) {
    const isOn = board.find(conversation.id, messageNr);
    if (isOn && !assignees.includes(accountId)) board.remove(conversation.id, messageNr);
  }
  const isArchived = textsOf(fields, 'tags').includes('is_archived');
  for (const accountId of assignees) {
    placeOn(personalBoardOf(world, changes, accountId), conversation.id, messageNr, isArchived);
  }
}

function assigneesOf(conversation: LiveConversation, fields: WireRecord): string[] {
  if (!isTask(fields) || textOf(fields, 'mk_message_type') === 'separator') return [];
  return textsOf(fields, 'assignee_ids').filter((id) => conversation.findSeat(id) !== undefined);
}

function placeOn(board: PersonalBoard, conversationId: string, messageNr: number, isArchived: boolean): void {
  const archivedId = board.sectionIdOf('archived');
  const known = board.find(conversationId, messageNr);
  if (known && (known.sectionId === archivedId) === isArchived) return;
  const sectionId = isArchived ? archivedId : board.sectionIdOf('default');
  board.place({ conversationId, messageNr, sectionId, weight: topWeight(board.weightsIn(sectionId)) });
}

/** Where the actor has a task. Throws ApiError 400 for one that the actor is not assigned to, 430 for an unknown section. */
export function movePersonalTask(
  { world, changes, conversation, actorId }: Posting,
  messageNr: number,
  to: { readonly sectionId?: string; readonly below?: number },
): void {
  const board = personalBoardOf(world, changes, actorId);
  const task = board.find(conversation.id, messageNr);
  if (!task) throw invalidCall('You are not assigned to this task.');
  const sectionId = to.sectionId ?? task.sectionId;
  board.getSection(sectionId);
  const others = board.tasksIn(sectionId).filter((other) => other !== task);
  const weights = others.map(({ weight }) => weight);
  const weight = to.below === undefined ? topWeight(weights) : weightBelow(to.below, weights);
  board.place({ ...task, sectionId, weight });
  tellTask(world, changes, actorId, conversation, messageNr);
}

/** The account's clients hear of where a task is now, unless the account has lost it. */
export function tellTask(
  world: LiveWorld,
  changes: Changes,
  accountId: string,
  conversation: LiveConversation,
  messageNr: number,
): void {
  const stream = new RecordStream(world, accountId, world.introducedTo(accountId));
  const { text } = stream.addEach(viewOf(conversation, accountId), [messageNr]);
  if (text !== '') changes.tell(accountId, text);
}
