// emulator/live: what happens to the tasks of a section when something is done with all of it (fleep-wire.md 3.9).
// Invariant: each task that moves is an event of its own; nothing happens while somebody is editing one of them.
import { lockedError } from '../../api-error.js';
import { textOf, textsOf, type WireRecord } from '../../fields.js';
import { archiveTask, moveTask } from './board-moves.js';
import { lockHolder } from './locks.js';
import type { Posting } from './posting.js';
import { changeSection, defaultSectionId, requireUserSection } from './sections.js';

/** Its tasks go to the default section. Throws ApiError 400 for a section that every board has, 431. */
export function deleteSection(posting: Posting, section: WireRecord): void {
  requireUserSection(section);
  const numbers = tasksIn(posting, section);
  const sectionId = defaultSectionId(posting);
  // From the lowest up, so that they keep their order.
  for (const messageNr of numbers.toReversed()) moveTask(posting, messageNr, { sectionId });
  changeSection(posting, section, { is_deleted: true });
}

/** Archives those of its tasks that are done. Throws ApiError 431. */
export function archiveDone(posting: Posting, section: WireRecord): void {
  const isDone = (messageNr: number) => {
    const tags = textsOf(posting.conversation.findMessage(messageNr) ?? {}, 'tags');
    return tags.includes('is_done') && !tags.includes('is_archived');
  };
  for (const messageNr of tasksIn(posting, section).filter(isDone).toReversed()) archiveTask(posting, messageNr);
}

/** Heaviest first. */
function tasksIn({ world, conversation, actorId }: Posting, section: WireRecord): number[] {
  const sectionId = textOf(section, 'section_id');
  const tasks = conversation.tasks().filter((task) => task.sectionId === sectionId);
  const numbers = tasks.sort((a, b) => b.weight - a.weight).map(({ messageNr }) => messageNr);
  const now = world.clock.now();
  if (numbers.some((number) => (lockHolder(conversation, number, now) ?? actorId) !== actorId)) throw lockedError();
  return numbers;
}
