// emulator/calls: events that change the sections of task boards, of conversations and of accounts (fleep-wire.md 3.9, 4.7).
import { badRequest } from '../api-error.js';
import { numberArgument, requiredText, textArgument } from '../arguments.js';
import { numberOf, textOf, type WireRecord } from '../fields.js';
import type { Posting } from '../live/messages/posting.js';
import { archiveDone, deleteSection } from '../live/messages/section-tasks.js';
import { addUserSection, changeSection, getSection, moveSection } from '../live/messages/sections.js';
import {
  addPersonalSection,
  boardOf,
  changePersonalSection,
  deletePersonalSection,
  movePersonalSection,
} from '../live/personal/personal-sections.js';
import type { Outcome } from '../live/requests.js';
import { weightPage } from '../side-lists.js';
import { viewOf } from '../view.js';
import { type Call, newStream } from './call.js';
import { cursorArgument, type EventTypes, postingOf, shortText } from './event-call.js';

const MOST_TASKS = 100;

export const sectionEvents: EventTypes = {
  'section:task:add': (call) => {
    const posting = postingOf(call);
    return sectionOutcome(posting, addUserSection(posting, sectionName(call)));
  },
  'section:task:rename': (call) =>
    onSection(call, (posting, section) => changeSection(posting, section, { name: sectionName(call) })),
  'section:task:set_position': (call) =>
    onSection(call, (posting, section) => moveSection(posting, section, textArgument(call.body, 'prev_section_id'))),
  'section:task:delete': (call) => onSection(call, deleteSection),
  'section:task:archive_done': (call) => onSection(call, archiveDone),
  'section:my_task:add': (call) => personalOutcome(addPersonalSection(call, sectionName(call))),
  'section:my_task:rename': (call) =>
    personalOutcome(changePersonalSection(call, sectionIdOf(call), { name: sectionName(call) })),
  'section:my_task:set_position': (call) =>
    personalOutcome(movePersonalSection(call, sectionIdOf(call), textArgument(call.body, 'prev_section_id'))),
  'section:my_task:delete': (call) => personalOutcome(deletePersonalSection(call, sectionIdOf(call))),
  'section:my_task:sync': syncPersonal,
};

const sectionIdOf = ({ body }: Call): string => requiredText(body, 'section_id');

function sectionName({ body }: Call): string {
  const name = shortText(body, 'section_name').trim();
  if (name === '') throw badRequest('section_name is empty.');
  return name;
}

function onSection(call: Call, change: (posting: Posting, section: WireRecord) => void): Outcome {
  const posting = postingOf(call);
  change(posting, getSection(posting, sectionIdOf(call)));
  return sectionOutcome(posting, sectionIdOf(call));
}

function sectionOutcome({ conversation }: Posting, sectionId: string): Outcome {
  const section = conversation.sections.find((one) => one.sectionId === sectionId);
  return {
    identifier: { conversation_id: conversation.id, section_id: sectionId },
    conversationId: conversation.id,
    records: section === undefined ? [] : [section.text],
  };
}

const personalOutcome = (section: WireRecord): Outcome => ({
  identifier: { section_id: section.section_id },
  records: [JSON.stringify(section)],
});

/** The section, and its tasks, heaviest first. */
function syncPersonal(call: Call): Outcome {
  const board = boardOf(call);
  const section = board.getSection(sectionIdOf(call));
  const sectionId = textOf(section, 'section_id');
  const below = numberOf(cursorArgument(call.body, 'sync_cursor'), 'task_weight');
  const limit = Math.min(MOST_TASKS, numberArgument(call.body, 'limit') ?? MOST_TASKS);
  const tasks = board.tasksIn(sectionId).sort((a, b) => b.weight - a.weight);
  const page = weightPage(tasks, below, limit);
  const lowest = page.lowestWeight;
  const cursor = lowest === undefined ? null : JSON.stringify({ section_id: sectionId, task_weight: lowest });
  const shown = tasks.filter((task) => (below === undefined || task.weight < below) && task.weight >= (lowest ?? 0));
  return {
    identifier: { section_id: sectionId },
    records: [JSON.stringify({ ...section, sync_cursor: cursor }), ...shown.flatMap((task) => taskText(call, task))],
    isRead: true,
  };
}

function taskText(call: Call, task: { readonly conversationId: string; readonly messageNr: number }): string[] {
  const conversation = call.world.findConversation(task.conversationId, call.accountId);
  if (conversation === undefined) return [];
  const stream = newStream(call).addEach(viewOf(conversation, call.accountId), [task.messageNr]);
  return stream.text === '' ? [] : [stream.text];
}
