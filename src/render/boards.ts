// render: the pages beside the messages of a conversation: overview, pins, tasks and files.
// Invariant: a board is made exactly when a tab leads to it; every entry links to its message when the archive holds that.
import type { Row } from '../store/values.js';
import { CONVERSATION_PAGES, conversationFolder } from './addresses.js';
import { type DisclosureRow, type TopicRow, writePast } from './as-of.js';
import type { ConversationInfo } from './catalog.js';
import type { ChunkFiles } from './chunk-files.js';
import type { DayRow } from './day-calendar.js';
import { type SectionRow, sectionState } from './directory.js';
import { conversationGallery, type GalleryRow, galleryEntry, readGallery } from './gallery.js';
import { isPin, isTask, type ViewSources } from './message-subject.js';
import { type MessageView, messageView } from './message-view.js';
import { type MemberRow, overviewView } from './overview.js';
import { conversationFrame, tabsOf } from './page-frame.js';
import type { RenderContext } from './render-context.js';
import { addTo, type MessageDetails, type MessageRow, readConversationRows } from './rows.js';
import type { WorkUnit } from './units.js';
import type { Words } from './words.js';

interface BoardMessage {
  readonly details: MessageDetails;
  readonly view: MessageView;
}

/** What the boards of some conversations are made from. */
export interface BoardRows {
  readonly sources: ViewSources;
  /** Pinned messages and tasks by conversation. */
  readonly messages: ReadonlyMap<string, readonly MessageRow[]>;
}

/** Makes the boards of every conversation of a unit but those that are kept. */
export async function renderBoards(
  unit: WorkUnit,
  rows: BoardRows,
  made: ChunkFiles,
  context: RenderContext,
): Promise<void> {
  const members = byConversation(await readConversationRows<MemberRow>(context.database, 'members', unit.range));
  const days = byConversation(
    await readConversationRows<DayRow>(context.database, 'days', unit.range, { zone: context.words.zone.name }),
  );
  const disclosures = byConversation(
    await readConversationRows<DisclosureRow>(context.database, 'disclosures', unit.range),
  );
  const topics = byConversation(await readConversationRows<TopicRow>(context.database, 'topics', unit.range));
  const hasFiles = unit.conversations.some((conversation) => conversation.files > 0);
  const files = byConversation(hasFiles ? await readGallery(context, unit.range) : []);
  for (const conversation of unit.conversations) {
    const id = conversation.conversation_id;
    if (unit.kept.has(id)) continue;
    const overview = overviewView(
      conversation,
      members.get(id) ?? [],
      days.get(id) ?? [],
      context.directory,
      context.words,
    );
    writeBoard(conversation, 'overview', '', overview, context);
    const past = {
      members: members.get(id) ?? [],
      disclosures: disclosures.get(id) ?? [],
      topics: topics.get(id) ?? [],
    };
    writePast(conversation, past, context);
    writeMessageBoards(conversation, rows.messages.get(id) ?? [], rows.sources, context);
    writeFiles(conversation, files.get(id) ?? [], rows.sources, context);
    made.noteWritten(id);
  }
}

/** True for a message that is on a board. */
export const isOnBoard = ({ details }: MessageRow): boolean => details !== null && (isPin(details) || isTask(details));

function byConversation<R extends Row & { conversation_id: string }>(rows: readonly R[]): ReadonlyMap<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) addTo(groups, row.conversation_id, row);
  return groups;
}

function writeBoard(
  conversation: ConversationInfo,
  page: keyof typeof CONVERSATION_PAGES,
  part: string,
  content: object,
  context: RenderContext,
  name: string = CONVERSATION_PAGES[page],
): void {
  const view = {
    ...conversationFrame(conversation, context.site, part, name),
    tabs: tabsOf(conversation, page, context.words),
    ...content,
  };
  const path = conversationFolder(conversation.conversation_id) + name;
  context.writer.write(path, context.templates.render(page, view));
}

function writeMessageBoards(
  conversation: ConversationInfo,
  rows: readonly MessageRow[],
  sources: ViewSources,
  context: RenderContext,
): void {
  const messages = rows.map((row): BoardMessage => {
    return { details: row.details ?? {}, view: messageView(conversation.conversation_id, row, sources, false) };
  });
  const { words } = context;
  const { conversation: texts } = words.texts;
  const entryOf = (message: BoardMessage) => boardEntry(message, words);
  const pins = messages.filter(({ details }) => isPin(details)).sort(byWeight((details) => details.pin_weight));
  const tasks = messages.filter(({ details }) => isTask(details));
  if (conversation.pins > 0) writeBoard(conversation, 'pins', texts.pins, { entries: pins.map(entryOf) }, context);
  if (conversation.tasks > 0) {
    const sections = taskSections(tasks, context.directory.sectionsOf(conversation.conversation_id), words);
    writeBoard(conversation, 'tasks', texts.tasks, { sections }, context);
  }
}

const byWeight =
  (weightOf: (details: MessageDetails) => number | null | undefined) =>
  (a: BoardMessage, b: BoardMessage): number =>
    (weightOf(b.details) ?? 0) - (weightOf(a.details) ?? 0) || a.view.message_nr - b.view.message_nr;

const boardEntry = ({ view }: BoardMessage, words: Words) => ({
  ...view,
  time: view.iso === '' ? '' : words.dayAndTime(view.posted_ms),
});

/** Tasks by section in the order of the board; those of no known section come first, archived and deleted ones last. */
function taskSections(tasks: readonly BoardMessage[], sections: ReadonlyMap<string, SectionRow>, words: Words) {
  const { conversation } = words.texts;
  const groups = new Map<string, BoardMessage[]>([['', []]]);
  for (const id of sections.keys()) groups.set(id, []);
  for (const task of tasks) groups.get(sectionOf(task, sections))?.push(task);
  const stateOf = (id: string) => sectionState(sections.get(id), words.texts);
  const ids = [...groups.keys()];
  const ordered = [...ids.filter((id) => stateOf(id) === ''), ...ids.filter((id) => stateOf(id) !== '')];
  const shown = ordered.filter((id) => groups.get(id)?.length);
  return shown.map((id, index) => {
    const group = groups.get(id) ?? [];
    group.sort(byWeight((details) => details.task_weight));
    const open = group.filter(({ details }) => details.task_state !== 'done').length;
    return {
      anchor: `s${index}`,
      name: sections.get(id)?.name || conversation.otherTasks,
      state: stateOf(id),
      states: conversation.openAndDone(open, group.length - open),
      entries: group.map((task) => boardEntry(task, words)),
    };
  });
}

const sectionOf = ({ details }: BoardMessage, sections: ReadonlyMap<string, SectionRow>): string =>
  details.section_id != null && sections.has(details.section_id) ? details.section_id : '';

function writeFiles(
  conversation: ConversationInfo,
  rows: readonly GalleryRow[],
  { contents, directory, words }: ViewSources,
  context: RenderContext,
): void {
  const sources = { contents, directory, root: '../../', folder: '', words } as const;
  for (const { name, view } of conversationGallery(rows, (row) => galleryEntry(row, sources), words)) {
    writeBoard(conversation, 'files', words.texts.conversation.files, view, context, name);
  }
}
