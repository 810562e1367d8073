// render: one work unit → the pages of its conversations.
// Invariant: messages are read as a stream in order; what is held is one page of views and what hangs on the unit's messages.
import { conversationFolder, messagePageName, pageOf } from './addresses.js';
import { renderBoards } from './boards.js';
import type { ConversationInfo } from './catalog.js';
import { groupMessages } from './message-list.js';
import { type MessageView, messageView, type ViewSources } from './message-view.js';
import { conversationFrame, pageLabel, pagerOf, type SiteFacts, tabsOf } from './page-frame.js';
import { prepareSources, type RenderContext } from './render-context.js';
import { readCompanions, streamMessages } from './rows.js';
import type { UnitResult, WorkUnit } from './units.js';
import { counted } from './words.js';

/** The page that is being filled. */
interface OpenPage {
  readonly conversation_id: string;
  readonly page: number;
  readonly messages: MessageView[];
}

export async function renderUnit(unit: WorkUnit, context: RenderContext): Promise<UnitResult> {
  const pagesBefore = context.writer.pages;
  const sources = await prepareSources(await readCompanions(context.database, unit.range), context);
  const messages = await renderMessagePages(unit, sources, context);
  if (unit.hasBoards) await renderBoards(unit, sources, context);
  await context.writer.end();
  return { pages: context.writer.pages - pagesBefore, messages };
}

async function renderMessagePages(unit: WorkUnit, sources: ViewSources, context: RenderContext): Promise<number> {
  const conversations = new Map(unit.conversations.map((info) => [info.conversation_id, info]));
  let messages = 0;
  let open: OpenPage | undefined;
  for await (const rows of streamMessages(context.database, unit.range)) {
    messages += rows.length;
    for (const row of rows) {
      const page = pageOf(row.message_nr);
      if (open?.conversation_id !== row.conversation_id || open.page !== page) {
        if (open !== undefined) await writePage(open, conversations, context);
        open = { conversation_id: row.conversation_id, page, messages: [] };
      }
      open.messages.push(messageView(row, sources, true));
    }
  }
  if (open !== undefined) await writePage(open, conversations, context);
  return messages;
}

async function writePage(
  open: OpenPage,
  conversations: ReadonlyMap<string, ConversationInfo>,
  context: RenderContext,
): Promise<void> {
  const conversation = conversations.get(open.conversation_id);
  if (conversation === undefined) return;
  const view = messagePageView(conversation, open, context.site);
  const path = conversationFolder(open.conversation_id) + messagePageName(open.page);
  await context.writer.write(path, context.templates.render('messages', view));
}

function messagePageView(conversation: ConversationInfo, open: OpenPage, site: SiteFacts) {
  const info = conversation.pages.find((page) => page.page === open.page);
  const label = info === undefined ? '' : pageLabel(info);
  const first = open.messages[0]?.message_nr ?? 0;
  const last = open.messages[open.messages.length - 1]?.message_nr ?? 0;
  return {
    ...conversationFrame(conversation, site, label),
    tabs: tabsOf(conversation, 'messages'),
    pager: pagerOf(conversation.pages, open.page),
    label,
    range: `${counted(open.messages.length, 'message')}, numbers ${first} to ${last}`,
    days: groupMessages(open.messages),
  };
}
