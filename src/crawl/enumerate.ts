// crawl: finds every conversation of the account: the list, the lists of all labels, which reach hidden, archived, muted and spam ones,
// the dialogs of its contacts, and what earlier runs knew (fleep-wire.md, sections 3.3 and 11, question 3).
// Invariant: a repeated entry is normal and never taken for the end; a list that leads nowhere is left, and named where it has no end.
import { askPart, closeCall } from './account.js';
import { findNumber, findText, recordsOf, VAIN_ANSWERS } from './answers.js';
import type { CrawlContext } from './context.js';
import { callGap, closeGap, recordGap } from './gaps.js';
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

const ALL_LIST = 'getAllConversation';

/** Ends with an empty page, or with answers that go on leaving out the list. What earlier lists named is no news of this one's own progress. */
async function listConversations(context: CrawlContext, found: Found): Promise<void> {
  const met = new Set<unknown>();
  const asked = new Set<number>();
  let horizon = 0;
  for (let vain = 0; vain < VAIN_ANSWERS; ) {
    asked.add(horizon);
    const answer = await askPart(context, ALL_LIST, undefined, { args: { sync_horizon: horizon } });
    if (answer === undefined) return found.missList();
    if (!Array.isArray(answer.body.conversations) && vain < VAIN_ANSWERS - 1) {
      vain += 1;
      continue;
    }
    const conversations = recordsOf(answer.body, 'conversations');
    if (conversations.length === 0) return closeCall(context, ALL_LIST);
    found.note(conversations);
    const before = met.size;
    for (const { conversation_id } of conversations) met.add(conversation_id);
    const isNew = met.size > before;
    vain = isNew ? 0 : vain + 1;
    const next = findNumber(answer.body, 'sync_horizon') ?? horizon;
    // A page from before, once more, leads back to where its successor was read already.
    if (isNew || !asked.has(next)) horizon = next;
  }
  found.missList();
  await recordGap(context, {
    gap_id: callGap(context.account, ALL_LIST),
    kind: 'call',
    target: ALL_LIST,
    cause: 'no progress',
    detail: 'The service named the same conversations again and again, and no end of its list.',
  });
}

const LABEL_LIST = 'synchronizeLabelConversations';

/** The end of a label's list: no new conversation, an empty cursor, or sync_inbox_time 0 (section 11, question 10). */
async function listLabel(context: CrawlContext, label_id: string, found: Found): Promise<void> {
  let cursor: Record<string, unknown> = {};
  for (const met = new Set<unknown>(); ; ) {
    const answer = await askPart(context, LABEL_LIST, label_id, {
      args: { label_id, mk_init_mode: 'ic_tiny', ...cursor },
    });
    if (answer === undefined) return found.missList();
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
