// emulator/calls: the ways to learn which conversations there are (fleep-wire.md 3.3).
// Invariant: conversation/list ends with an empty page and names every visible conversation, hidden ones too; between two
// pages it repeats one entry on purpose, since on the service the order shifts while one pages.

import { badRequest, notFound } from '../api-error.js';
import { listArgument, numberArgument, requiredText, textArgument } from '../arguments.js';
import { isRecord, numberOf } from '../fields.js';
import { type InitMode, initHeader } from '../headers.js';
import { withoutMembers, withTail } from '../json-slices.js';
import type { LiveWorld } from '../live/world.js';
import { headerList, isHidden, type View, viewOf } from '../view.js';
import type { LabelRecord } from '../world.js';
import { type Call, getView, type Handler, newStream } from './call.js';
import { addConversation } from './init.js';

const CONVERSATIONS_A_PAGE = 20;
const labelCursorFields = new Set(['sync_cursor', 'sync_inbox_time']);

export const listCalls: Readonly<Record<string, Handler>> = {
  'conversation/list': conversationList,
  'account/sync_conversations': syncConversations,
  'label/sync_conversations': syncLabel,
};

/** Every conversation that the account has a seat in, newest inbox message first. */
export function byInboxTime({ world, accountId }: Call): readonly View[] {
  const ofWorld = orders.get(world) ?? new Map<string, Order>();
  orders.set(world, ofWorld);
  const known = ofWorld.get(accountId);
  if (known?.revision === world.revision) return known.views;
  const views = sortedViews(world, accountId);
  ofWorld.set(accountId, { revision: world.revision, views });
  return views;
}

interface Order {
  readonly revision: number;
  readonly views: readonly View[];
}

/** Kept by account, since a world of many conversations is listed in many pages. */
const orders = new WeakMap<LiveWorld, Map<string, Order>>();

function sortedViews(world: LiveWorld, accountId: string): View[] {
  const conversations = [...world.conversationsOf(accountId)];
  conversations.sort((a, b) => b.facts.inboxTime - a.facts.inboxTime);
  return conversations.map((conversation) => viewOf(conversation, accountId));
}

function conversationList(call: Call): string {
  const start = numberArgument(call.body, 'sync_horizon') ?? 0;
  const views = byInboxTime(call);
  const end = Math.min(start + CONVERSATIONS_A_PAGE, views.length);
  const repeated = start > 0 && start < views.length ? 1 : 0;
  const headers = views.slice(start - repeated, end).map((view) => initHeader(view, 'ic_header'));
  return `{"conversations":[${headers.join(',')}],"sync_horizon":${Math.max(start, end)}}`;
}

function syncConversations(call: Call): string {
  const mode = initMode(textArgument(call.body, 'mk_init_mode') ?? 'ic_tiny');
  const stream = newStream(call);
  for (const id of listArgument(call.body, 'conversation_ids')) {
    addConversation(call, getView(call, id), mode, stream);
  }
  return `{"stream":${stream.toJson()}}`;
}

function initMode(name: string): InitMode {
  if (name === 'ic_header' || name === 'ic_tiny' || name === 'ic_full') return name;
  throw badRequest('mk_init_mode is unknown.');
}

function syncLabel(call: Call): string {
  const labelId = requiredText(call.body, 'label_id');
  const label = call.world.base.labels.find((one) => one.labelId === labelId);
  if (label === undefined) throw notFound('Label');
  const mode = initMode(textArgument(call.body, 'mk_init_mode') ?? 'ic_tiny');
  const views = byInboxTime(call).filter((view) => carries(view, label));
  const start = labelOffset(textArgument(call.body, 'sync_cursor'));
  const end = start + CONVERSATIONS_A_PAGE;
  const stream = newStream(call).addText(labelRecord(label, end < views.length ? end : 0, views[end - 1]));
  for (const view of views.slice(start, end)) addConversation(call, view, mode, stream);
  return `{"stream":${stream.toJson()}}`;
}

/** The end of a label's list is sync_inbox_time 0 and the empty cursor. */
function labelRecord({ text }: LabelRecord, next: number, last: View | undefined): string {
  const cursor = JSON.stringify(next === 0 ? '{}' : JSON.stringify({ offset: next }));
  const time = next === 0 ? 0 : (last?.conversation.facts.inboxTime ?? 0);
  return withTail(withoutMembers(text, labelCursorFields), `"sync_cursor":${cursor},"sync_inbox_time":${time}`);
}

function labelOffset(cursor: string | undefined): number {
  if (!cursor) return 0;
  try {
    const value: unknown = JSON.parse(cursor);
    return isRecord(value) ? (numberOf(value, 'offset') ?? 0) : 0;
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest('sync_cursor is not one of ours.');
    throw error;
  }
}

/** User labels are named by the header; of the system labels these follow from the conversation's state. */
function carries(view: View, { labelId, subtype }: LabelRecord): boolean {
  const { conversation } = view;
  if (headerList(conversation, 'label_ids').includes(labelId)) return true;
  switch (subtype) {
    case 'recent':
      return !isHidden(view);
    case 'archived':
      return isHidden(view);
    case 'muted':
      return conversation.header.get('is_muted') === 'true';
    case 'unread':
      return Number(conversation.header.get('unread_count') ?? 0) > 0;
    default:
      return false;
  }
}
