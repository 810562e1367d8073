// crawl: finds every conversation of the account: the list, the lists of all labels, which reach hidden, archived, muted and spam ones,
// the dialogs of its contacts, and what earlier runs knew (fleep-wire.md, sections 3.3 and 11, question 3).
// Invariant: a repeated entry is normal and never taken for the end; a cursor that repeats ends its own list only.
import { askPart, closeCall } from './account.js';
import { findNumber, findText, recordsOf } from './answers.js';
import type { CrawlContext } from './context.js';
import { callGap, closeGap } from './gaps.js';
import type { Found } from './met.js';
import { parseCursor } from './side-lists.js';

/** Reads all lists to their ends. */
export async function enumerateConversations(
  context: CrawlContext,
  labelIds: ReadonlySet<string>,
  found: Found,
): Promise<void> {
  await listConversations(context, found);
  const labels = new Set([...context.known.labelIds, ...labelIds]);
  for (const label of [...labels].sort()) await listLabel(context, label, found);
  await forgetLabels(context, labels);
  for (const id of context.dialogs) found.hint(id);
  // What no list names any more has disappeared, or this account has no access to it; it is asked for by its id.
  for (const id of context.known.flowIds) found.hint(id);
}

async function listConversations(context: CrawlContext, found: Found): Promise<void> {
  let horizon = 0;
  for (const seen = new Set<number>(); ; ) {
    const answer = await askPart(context, 'getAllConversation', undefined, { args: { sync_horizon: horizon } });
    if (answer === undefined) return;
    const conversations = recordsOf(answer.body, 'conversations');
    if (conversations.length === 0) return closeCall(context, 'getAllConversation');
    const isNew = found.note(conversations);
    seen.add(horizon);
    const next = findNumber(answer.body, 'sync_horizon') ?? horizon;
    if (seen.has(next) && !isNew) return closeCall(context, 'getAllConversation');
    horizon = next;
  }
}

const LABEL_LIST = 'synchronizeLabelConversations';

/** The end of a label's list: no new conversation, an empty cursor, or sync_inbox_time 0 (section 11, question 10). */
async function listLabel(context: CrawlContext, label_id: string, found: Found): Promise<void> {
  let cursor: Record<string, unknown> = {};
  for (const met = new Set<unknown>(); ; ) {
    const answer = await askPart(context, LABEL_LIST, label_id, {
      args: { label_id, mk_init_mode: 'ic_tiny', ...cursor },
    });
    if (answer === undefined) return;
    const stream = recordsOf(answer.body, 'stream');
    found.note(stream);
    const before = met.size;
    for (const record of stream) if (record.mk_rec_type === 'conv') met.add(record.conversation_id);
    const label = stream.find((record) => record.mk_rec_type === 'label' && record.label_id === label_id);
    const next = findText(label, 'sync_cursor');
    const isEnd =
      next === undefined || Object.keys(parseCursor(next)).length === 0 || findNumber(label, 'sync_inbox_time') === 0;
    if (met.size === before || isEnd) return closeCall(context, LABEL_LIST, label_id);
    cursor = { sync_cursor: next };
  }
}

/** The list of a label that is not there any more is missing nothing. */
async function forgetLabels({ account, journal, known }: CrawlContext, labels: ReadonlySet<string>): Promise<void> {
  const prefix = callGap(account, LABEL_LIST, '');
  for (const gapId of known.openGaps.keys())
    if (gapId.startsWith(prefix) && !labels.has(gapId.slice(prefix.length))) await closeGap(journal, gapId);
}
