// crawl: finds every conversation of the account: the list, the event stream, and the lists of all labels, which reach hidden,
// archived, muted and spam ones (fleep-wire.md, sections 3.3 and 11, question 3).
// Invariant: a repeated entry is normal and never taken for the end; a cursor that repeats ends its own list only.
import type { ConversationId } from '../fleep/ids.js';
import { ask, pollEvents } from './account.js';
import { findNumber, findText, recordsOf, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import { notePeople } from './conversation.js';
import { parseCursor } from './side-lists.js';

/** Conversations met, with what is known of each header. */
export type Found = Map<ConversationId, WireRecord>;

export async function enumerateConversations(context: CrawlContext): Promise<Found> {
  const found: Found = new Map();
  const labels = new Set<string>(context.known.labelIds);
  for await (const answer of pollEvents(context)) {
    notePeople(context, answer);
    const stream = recordsOf(answer.body, 'stream');
    note(found, stream);
    for (const record of stream)
      if (record.mk_rec_type === 'label' && record.mk_label_status !== 'removed') addLabel(labels, record);
  }
  await listConversations(context, found);
  for (const label of [...labels].sort()) await listLabel(context, label, found);
  return found;
}

async function listConversations(context: CrawlContext, found: Found): Promise<void> {
  let horizon = 0;
  for (const seen = new Set<number>(); ; ) {
    const answer = await ask(context, 'getAllConversation', { args: { sync_horizon: horizon } });
    const conversations = answer === undefined ? [] : recordsOf(answer.body, 'conversations');
    if (answer === undefined || conversations.length === 0) return;
    const isNew = note(found, conversations);
    seen.add(horizon);
    const next = findNumber(answer.body, 'sync_horizon') ?? horizon;
    if (seen.has(next) && !isNew) return;
    horizon = next;
  }
}

/** The end of a label's list: no new conversation, an empty cursor, or sync_inbox_time 0 (section 11, question 10). */
async function listLabel(context: CrawlContext, label_id: string, found: Found): Promise<void> {
  let cursor: Record<string, unknown> = {};
  for (const met = new Set<unknown>(); ; ) {
    const answer = await ask(context, 'synchronizeLabelConversations', {
      args: { label_id, mk_init_mode: 'ic_tiny', ...cursor },
    });
    if (answer === undefined) return;
    const stream = recordsOf(answer.body, 'stream');
    note(found, stream);
    const before = met.size;
    for (const record of stream) if (record.mk_rec_type === 'conv') met.add(record.conversation_id);
    const label = stream.find((record) => record.mk_rec_type === 'label' && record.label_id === label_id);
    const next = findText(label, 'sync_cursor');
    const isEnd =
      next === undefined || Object.keys(parseCursor(next)).length === 0 || findNumber(label, 'sync_inbox_time') === 0;
    if (met.size === before || isEnd) return;
    cursor = { sync_cursor: next };
  }
}

/** Remembers the headers among the records; true when one of them is of a conversation not met before. */
function note(found: Found, records: readonly WireRecord[]): boolean {
  let isNew = false;
  for (const record of records) {
    const id = findText(record, 'conversation_id') as ConversationId | undefined;
    if (id === undefined || (record.mk_rec_type ?? 'conv') !== 'conv') continue;
    const known = found.get(id);
    if (known === undefined) isNew = true;
    found.set(id, newer(known, record));
  }
  return isNew;
}

/** Fields of both headers, the higher last_message_nr of the two. */
function newer(known: WireRecord | undefined, record: WireRecord): WireRecord {
  if (known === undefined) return record;
  const last = Math.max(findNumber(known, 'last_message_nr') ?? 0, findNumber(record, 'last_message_nr') ?? 0);
  return { ...known, ...record, ...(last === 0 ? {} : { last_message_nr: last }) };
}

function addLabel(labels: Set<string>, record: WireRecord): void {
  const id = findText(record, 'label_id');
  if (id !== undefined) labels.add(id);
}
