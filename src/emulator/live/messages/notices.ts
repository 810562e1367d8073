// emulator/live: what account/listen says of a message (fleep-wire.md section 2, row 22).
// Invariant: a message that alerts makes one notice for each member but its author; who has turned alerts off gets none.
import { shortId } from '../../../fleep/ids.js';
import { messageText } from '../../../fleep/markup/plain-text.js';
import { textOf, type WireRecord } from '../../fields.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { Seat } from '../conversations/seat.js';
import type { Posting } from './posting.js';

export function notifyMembers({ world, changes, conversation, actorId }: Posting, record: WireRecord): void {
  const listeners = [...conversation.seats].filter(
    (seat) => seat.isMember && seat.accountId !== actorId && alertsOn(conversation, seat),
  );
  if (listeners.length === 0) return;
  const notice = JSON.stringify({
    conv_url: `https://fleep.io/chat?cid=${shortId(conversation.id)}`,
    conversation_id: conversation.id,
    topic: stated(conversation, undefined, 'topic') || stated(conversation, undefined, 'default_topic') || '',
    message: messageText(textOf(record, 'mk_message_type'), textOf(record, 'message')).text,
    author_name: textOf(record, 'sender_name') || world.displayNameOf(actorId),
  });
  for (const { accountId } of listeners) changes.notify(accountId, notice);
}

export function alertsOn(conversation: LiveConversation, seat: Seat): boolean {
  if (stated(conversation, seat, 'mk_alert_level') === 'never') return false;
  return stated(conversation, seat, 'is_muted') !== true;
}

function stated(conversation: LiveConversation, seat: Seat | undefined, name: string): unknown {
  return JSON.parse(seat?.fields.get(name) ?? conversation.header.get(name) ?? 'null');
}
