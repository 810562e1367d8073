// emulator/calls: account/sync_conversations: many conversations at once (fleep-wire.md 3.3).
// Invariant: each header is there once and has its records behind it; a batch after a cursor names every conversation of the list once.

import { withTail } from '../../lib/json-members.js';
import { givenList, textArgument } from '../arguments.js';
import type { InitMode } from '../headers.js';
import type { View } from '../view.js';
import { type Call, getView, type Handler, newStream } from './call.js';
import { initMode, pageOf } from './conversation-lists.js';
import { addConversation } from './init.js';
import { offsetOf, syncLabel } from './labels.js';

export const batchCalls: Readonly<Record<string, Handler>> = { 'account/sync_conversations': syncConversations };

/** Given conversations, those of a label, or the next ones of all after a cursor (the last two are of 2016). */
function syncConversations(call: Call): string {
  const { world, accountId, body } = call;
  const mode = initMode(textArgument(body, 'mk_init_mode') ?? 'ic_tiny');
  const ids = givenList(body, 'conversation_ids') ?? [];
  const labelId = textArgument(body, 'label_id');
  const label = textArgument(body, 'label');
  if (ids.length > 0) return batch(call, getViews(call, ids), mode);
  if (labelId !== undefined) return syncLabel(call, world.labels.find(accountId, labelId));
  if (label !== undefined) return syncLabel(call, world.labels.findByName(accountId, label));
  return Array.isArray(body.conversation_ids) && textArgument(body, 'sync_cursor') === undefined
    ? batch(call, [], mode)
    : nextBatch(call, mode);
}

function nextBatch(call: Call, mode: InitMode): string {
  const { views, next, isLast } = pageOf(call, 'batches', offsetOf(textArgument(call.body, 'sync_cursor')));
  const cursor = JSON.stringify(isLast ? '{}' : JSON.stringify({ offset: next }));
  return withTail(batch(call, views, mode), `"sync_cursor":${cursor}`);
}

/** Each once, however often it is named: the answer to a call of many thousand ids would be larger than a text can be. */
export const getViews = (call: Call, ids: readonly string[]): View[] =>
  [...new Set(ids)].map((id) => getView(call, id));

function batch(call: Call, views: readonly View[], mode: InitMode): string {
  const stream = newStream(call);
  for (const view of views) addConversation(call, view, mode, stream);
  return `{"stream":${stream.toJson()}}`;
}
