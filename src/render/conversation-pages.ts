// render: one work unit → the pages of its conversations.
// Invariant: messages are read as a stream in order; what is held is one page of views and what hangs on the unit's messages.
import { conversationFolder, messagePageName } from './addresses.js';
import { type BoardRows, isOnBoard, renderBoards } from './boards.js';
import type { ConversationInfo } from './catalog.js';
import { ChunkFiles, contentRows } from './chunk-files.js';
import { groupMessages } from './message-list.js';
import { subjectOf, type ViewSources } from './message-subject.js';
import { authorOf, type MessageView, viewOf } from './message-view.js';
import { conversationFrame, pageLabel, pagerOf, tabsOf } from './page-frame.js';
import { prepareSources, type RenderContext } from './render-context.js';
import {
  ALL_NUMBERS,
  addTo,
  type Chosen,
  chosenOf,
  type MessageRow,
  type Range,
  readBoardMessages,
  readCompanions,
  streamPages,
} from './rows.js';
import { ChunkIndexer } from './search/chunk-indexer.js';
import { searchDocuments } from './search/documents.js';
import type { UnitResult, WorkUnit } from './units.js';
import type { Words } from './words.js';

/** Renders a unit: the pages of its messages, and the boards where it has them, but those that are kept; and its part of the index. */
export async function renderUnit(unit: WorkUnit, context: RenderContext): Promise<UnitResult> {
  const pagesBefore = context.writer.pages;
  const files = new ChunkFiles(unit, context.writer, context.directory.people);
  const sources = await readSources(unit, unit.range, files, context);
  const boardMessages = new Map<string, MessageRow[]>();
  const messages = await renderMessagePages(unit, sources, boardMessages, files, context);
  if (unit.hasBoards) {
    const rows = unit.isWhole ? { sources, messages: boardMessages } : await readBoardRows(unit, files, context);
    await renderBoards(unit, rows, files, context);
  }
  return { pages: context.writer.pages - pagesBefore, messages, made: files.made() };
}

async function readSources(
  unit: WorkUnit,
  range: Range,
  files: ChunkFiles,
  context: RenderContext,
  chosen?: Chosen,
): Promise<ViewSources> {
  const hasTargets = unit.conversations.some((conversation) => conversation.refs > 0);
  const sources = await prepareSources(await readCompanions(context.database, range, hasTargets, chosen), context);
  files.noteContents(contentRows(sources.companions), sources.contents);
  return sources;
}

/** For the first part of a large conversation, whose other parts hold messages of its boards as well. */
async function readBoardRows(unit: WorkUnit, files: ChunkFiles, context: RenderContext): Promise<BoardRows> {
  const range = { ...unit.range, ...ALL_NUMBERS };
  const messages = await readBoardMessages(context.database, range);
  return { sources: await readSources(unit, range, files, context, chosenOf(messages)), messages };
}

async function renderMessagePages(
  unit: WorkUnit,
  sources: ViewSources,
  boardMessages: Map<string, MessageRow[]>,
  files: ChunkFiles,
  context: RenderContext,
): Promise<number> {
  const conversations = new Map(unit.conversations.map((info) => [info.conversation_id, info]));
  const chunks = new ChunkIndexer(unit.chunks, context.getIndexer(), (place, made) => files.noteIndexed(place, made));
  let messages = 0;
  for await (const page of streamPages(context.database, unit.range)) {
    const conversation = conversations.get(page.conversation_id);
    if (conversation === undefined) throw new Error(`A page of ${page.conversation_id} is in no unit.`);
    const folder = conversationFolder(page.conversation_id);
    const subjects = page.messages.map((row) => subjectOf(page.conversation_id, row, sources));
    messages += page.messages.length;
    const indexer = chunks.at(page.conversation_id);
    if (unit.kept.has(page.conversation_id)) {
      indexer.addMessages(conversation.title, folder, searchDocuments(subjects, subjects.map(authorOf)));
      files.forget();
      continue;
    }
    const views = subjects.map((subject) => viewOf(subject, true));
    const view = messagePageView(conversation, page.page, views, context);
    const path = folder + messagePageName(page.page);
    context.writer.writePieces(path, context.templates.renderInPieces('messages', view));
    indexer.addMessages(conversation.title, folder, searchDocuments(subjects, views));
    files.noteWritten(page.conversation_id);
    for (const row of page.messages) if (isOnBoard(row)) addTo(boardMessages, page.conversation_id, row);
  }
  chunks.end();
  return messages;
}

function messagePageView(
  conversation: ConversationInfo,
  page: number,
  messages: readonly MessageView[],
  { site, words }: RenderContext,
) {
  const info = conversation.pages.find((one) => one.page === page);
  const label = info === undefined ? '' : pageLabel(info, words);
  return {
    ...conversationFrame(conversation, site, label, messagePageName(page)),
    tabs: tabsOf(conversation, 'messages', words),
    pager: pagerOf(conversation.pages, page, words),
    label,
    pagesLabel: words.texts.conversation.pages,
    pagesAgainLabel: words.texts.conversation.pagesAgain,
    range: rangeWords(messages, words),
    firstScreenEnd: firstScreenEnd(messages),
    days: groupMessages(messages, words),
  };
}

/** The largest screens have room for fewer messages than this. */
const FIRST_SCREEN = 50;

/** Id of a message below the first screen, or undefined for a page that is not that long. */
function firstScreenEnd(messages: readonly MessageView[]): string | undefined {
  const last = messages[FIRST_SCREEN - 1];
  return last && `m${last.message_nr}`;
}

function rangeWords(messages: readonly MessageView[], words: Words): string {
  const { counts, conversation } = words.texts;
  const first = messages[0]?.message_nr ?? 0;
  const last = messages[messages.length - 1]?.message_nr ?? 0;
  return conversation.range(words.counted(messages.length, counts.message), first, last);
}
