// emulator/calls: labels and the conversations that carry them (fleep-wire.md 3.3, 4.7).
// Invariant: a list of a label ends with sync_inbox_time 0 and the empty cursor; what carries a system label follows from the state
// that the conversation has for the account at that moment.

import { withoutMembers, withTail } from '../../lib/json-members.js';
import { badRequest, notFound } from '../api-error.js';
import { booleanArgument, numberArgument, requiredText, textArgument } from '../arguments.js';
import { integerOf, isRecord, parseRecord, textOf } from '../fields.js';
import { headerValue } from '../headers.js';
import { storeLabel } from '../live/labels/label-changes.js';
import { isDialog } from '../live/labels/labelling.js';
import { idsIn, isHidden, type View } from '../view.js';
import type { LabelRecord } from '../world.js';
import { type Call, type Handler, listOf, newStream } from './call.js';
import { initMode, type ListPage, listAnswer, offsetArgument, pageOf } from './conversation-lists.js';
import { addConversation } from './init.js';

const cursorFields = new Set(['sync_cursor', 'sync_inbox_time']);

export const labelCalls: Readonly<Record<string, Handler>> = {
  'label/store': (call) => {
    const { world, changes, accountId, body } = call;
    const change = {
      labelId: textArgument(body, 'label_id'),
      name: textArgument(body, 'label'),
      index: numberArgument(body, 'index'),
      isOnLeftPane: booleanArgument(body, 'is_on_left_pane'),
      isInRecent: booleanArgument(body, 'is_in_recent'),
      isInMuted: booleanArgument(body, 'is_in_muted'),
    };
    return listOf('stream', [storeLabel({ world, changes, actorId: accountId }, change)]);
  },
  'label/sync_conversations': (call) => {
    const label = call.world.labels.find(call.accountId, requiredText(call.body, 'label_id'));
    return syncLabel(call, label);
  },
  'conversation/label': listOfLabel,
};

/** The next page of a label's conversations, with the label itself in front. Throws ApiError 430 when there is no label. */
export function syncLabel(call: Call, label: LabelRecord | undefined): string {
  if (label === undefined) throw notFound('Label');
  const mode = initMode(textArgument(call.body, 'mk_init_mode') ?? 'ic_tiny');
  const page = pageOfLabel(call, label, offsetOf(textArgument(call.body, 'sync_cursor')));
  const stream = newStream(call).addText(labelRecord(label, page));
  for (const view of page.views) addConversation(call, view, mode, stream);
  return `{"stream":${stream.toJson()}}`;
}

const pageOfLabel = (call: Call, label: LabelRecord, offset: number): ListPage =>
  pageOf(call, `label ${label.labelId}`, offset, (view) => carries(call, view, label));

/** The older list of one label, by its name and with the horizons of conversation/list. */
function listOfLabel(call: Call): string {
  const label = call.world.labels.findByName(call.accountId, requiredText(call.body, 'label'));
  if (label === undefined) throw notFound('Label');
  const { views, next } = pageOfLabel(call, label, offsetArgument(call));
  return listAnswer(views, next);
}

/** The end of a label's list is sync_inbox_time 0 and the empty cursor. */
function labelRecord({ text }: LabelRecord, { views, next, isLast }: ListPage): string {
  const last = views.at(-1);
  const cursor = JSON.stringify(isLast ? '{}' : JSON.stringify({ offset: next }));
  const time = isLast || last === undefined ? 0 : headerValue(last, 'inbox_time');
  return withTail(withoutMembers(text, cursorFields), `"sync_cursor":${cursor},"sync_inbox_time":${time}`);
}

/** Where a cursor of ours goes on. Throws ApiError 400. */
export function offsetOf(cursor: string | undefined): number {
  if (!cursor) return 0;
  try {
    const value: unknown = JSON.parse(cursor);
    return Math.max(0, isRecord(value) ? (integerOf(value, 'offset') ?? 0) : 0);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest('sync_cursor is not one of ours.');
    throw error;
  }
}

function carries({ world, accountId }: Call, view: View, label: LabelRecord): boolean {
  const ids = headerValue(view, 'label_ids');
  if (Array.isArray(ids) && ids.includes(label.labelId)) return true;
  switch (label.subtype) {
    case 'recent':
      return !isHidden(view) && !isMuted(view);
    case 'archived':
      return isHidden(view);
    case 'muted':
      return isMuted(view) && !isHidden(view);
    case 'unread':
      return Number(headerValue(view, 'unread_count')) > 0 || headerValue(view, 'is_mark_unread') === true;
    case 'email':
      return headerValue(view, 'has_email_subject') === true;
    case '1:1 conversations':
      return isDialog(world, accountId, view.conversation.id, idsIn(view.conversation, 'members'));
    case 'team_label':
      return listed(view, 'teams').includes(textOf(parseRecord(label.text), 'team_id'));
    default:
      return false;
  }
}

const isMuted = (view: View): boolean =>
  headerValue(view, 'is_muted') === true || headerValue(view, 'mk_alert_level') === 'never';

function listed(view: View, name: string): readonly unknown[] {
  const value = headerValue(view, name);
  return Array.isArray(value) ? value : [];
}
