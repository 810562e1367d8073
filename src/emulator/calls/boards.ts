// emulator/calls: the pinboard and the task board, paged by weight (fleep-wire.md 3.8).
// Invariant: the cursor of a page is null (pins) or as the world has it (sections) exactly when nothing lighter is left.

import { membersOf, withoutMembers, withTail } from '../../lib/json-members.js';
import { notFound } from '../api-error.js';
import { decimalArgument, numberArgument, requiredText } from '../arguments.js';
import { deltaHeader } from '../headers.js';
import type { RecordStream } from '../record-stream.js';
import { pinCursor, pinsOf, tasksOf, weightPage } from '../side-lists.js';
import type { View } from '../view.js';
import type { SectionRecord } from '../world.js';
import { answer, type Call, getView, type Handler, newStream } from './call.js';

const DEFAULT_LIMIT = 30;
const MAX_TASKS = 100;
const cursorField = new Set(['sync_cursor']);

export const boardCalls: Readonly<Record<string, Handler>> = {
  'account/sync_pinboard': syncPinboard,
  'account/sync_taskboard': syncTaskboard,
};

interface BoardPage {
  readonly header: string;
  readonly stream: RecordStream;
}

interface PageBounds {
  /** What is strictly lighter comes; all when undefined. */
  readonly weight: number | undefined;
  readonly limit: number | undefined;
}

function syncPinboard(call: Call): string {
  const view = getView(call, requiredText(call.body, 'conversation_id'));
  const limit = numberArgument(call.body, 'pin_limit');
  const { header, stream } = pinboardPage(call, view, { weight: decimalArgument(call.body, 'pin_weight'), limit });
  return answer(header, stream);
}

export function pinboardPage(call: Call, view: View, { weight, limit = DEFAULT_LIMIT }: PageBounds): BoardPage {
  const page = weightPage(pinsOf(view), weight, limit);
  const cursor = page.lowestWeight === undefined ? null : pinCursor(view.conversation.id, page.lowestWeight);
  return { header: deltaHeader(view, { pin_cursor: cursor }), stream: newStream(call).addEach(view, page.numbers) };
}

function syncTaskboard(call: Call): string {
  const view = getView(call, requiredText(call.body, 'conversation_id'));
  const weight = decimalArgument(call.body, 'task_weight');
  const limit = numberArgument(call.body, 'task_limit');
  const { header, stream } = taskboardPage(call, view, requiredText(call.body, 'section_id'), { weight, limit });
  return answer(header, stream);
}

/** Throws ApiError 430. */
export function taskboardPage(
  call: Call,
  view: View,
  sectionId: string,
  { weight, limit = DEFAULT_LIMIT }: PageBounds,
): BoardPage {
  const { conversation } = view;
  const section = conversation.sections.find((one) => one.sectionId === sectionId);
  if (section === undefined) throw notFound('Section');
  const tasks = tasksOf(view).filter((task) => task.sectionId === sectionId);
  const page = weightPage(tasks, weight, Math.min(MAX_TASKS, limit));
  const stream = newStream(call).addText(sectionText(section, conversation.id, page.lowestWeight));
  return { header: deltaHeader(view), stream: stream.addEach(view, page.numbers) };
}

function sectionText({ sectionId, text }: SectionRecord, conversationId: string, weight: number | undefined): string {
  const stated = membersOf(text).get('sync_cursor') ?? 'null';
  if (weight === undefined && ['null', '""', '"{}"'].includes(stated)) return text;
  const cursor = { conversation_id: conversationId, section_id: sectionId, task_weight: weight };
  const value = weight === undefined ? 'null' : JSON.stringify(JSON.stringify(cursor));
  return withTail(withoutMembers(text, cursorField), `"sync_cursor":${value}`);
}
