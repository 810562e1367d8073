// render: the open tasks of a person, wherever they are.
// Invariant: a task is listed for each of its assignees; of very many the latest are shown, and how many there are is said.
import type { Row } from '../store/values.js';
import { CONVERSATION_PAGES, conversationFolder, messageHref } from './addresses.js';
import type { ConversationInfo } from './catalog.js';
import { sectionState } from './directory.js';
import type { Words } from './words.js';

export interface PersonTaskRow extends Row {
  readonly account_id: string;
  readonly conversation_id: string;
  readonly message_nr: number;
  readonly posted_ms: number | null;
  readonly excerpt: string | null;
  readonly section: string | null;
  readonly mk_section_subtype: string | null;
  readonly is_deleted: boolean;
  readonly total: number;
}

/** How many of one person are shown. */
export const MOST_TASKS = 200;

export function personTasks(
  rows: readonly PersonTaskRow[],
  conversations: ReadonlyMap<string, ConversationInfo>,
  words: Words,
) {
  const { texts } = words;
  const total = rows[0]?.total ?? 0;
  const entries = rows.flatMap((row) => {
    const info = conversations.get(row.conversation_id);
    const folder = `../${conversationFolder(row.conversation_id)}`;
    if (info === undefined) return [];
    return {
      href: folder + messageHref(row.message_nr),
      excerpt: row.excerpt || texts.message.someMessage,
      section: row.section ?? '',
      state: sectionState(row, texts),
      time: row.posted_ms === null ? '' : words.shortDay(row.posted_ms),
      conversation: { title: info.title, href: folder + CONVERSATION_PAGES.tasks },
    };
  });
  const note = total > entries.length ? texts.people.tasksShown(words.count(entries.length), words.count(total)) : '';
  return { tasks: entries, taskNote: note };
}
