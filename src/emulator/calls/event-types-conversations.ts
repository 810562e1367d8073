// emulator/calls: events about conversations as a whole (fleep-wire.md 3.9: conv:…, account:sync_conversations).
import { listArgument, numberArgument, requiredText, textArgument } from '../arguments.js';
import { getAccounts } from '../live/conversations/invited.js';
import { requireSay } from '../live/conversations/managing.js';
import { addMembers } from '../live/conversations/membership.js';
import { startExternalUpload } from '../live/files/external-upload.js';
import { postSystem } from '../live/messages/posting.js';
import type { Outcome } from '../live/requests.js';
import { idsIn, type View } from '../view.js';
import { type Call, getView, newStream } from './call.js';
import { getViews } from './conversation-batches.js';
import { initMode } from './conversation-lists.js';
import { type EventTypes, postingOf, shortText } from './event-call.js';
import { addConversation } from './init.js';

export const conversationEvents: EventTypes = {
  'conv:sync_initial': syncInitial,
  'account:sync_conversations': syncConversations,
  'conv:add_members': (call) => {
    const posting = postingOf(call);
    requireSay(posting);
    addMembers(posting, getAccounts(call.world, listArgument(call.body, 'account_ids')));
    return { identifier: { conversation_id: posting.conversation.id }, conversationId: posting.conversation.id };
  },
  'conv:enable_done_notifications': (call) => setDoneNotifications(call, true),
  'conv:disable_done_notifications': (call) => setDoneNotifications(call, false),
  'conv:upload_external': (call) => {
    const { conversation } = postingOf(call);
    return uploadExternal(call, conversation.id);
  },
  'account:upload_external': (call) => uploadExternal(call, undefined),
};

/** What a client needs to show a conversation: messages, and everybody in it. */
function syncInitial(call: Call): Outcome {
  const view = getView(call, requiredText(call.body, 'conversation_id'));
  const stream = newStream(call);
  addConversation(call, view, 'ic_full', stream);
  stream.addText(...peopleOf(call, view));
  return { identifier: { conversation_id: view.conversation.id }, records: [stream.text], isRead: true };
}

function peopleOf({ world, accountId }: Call, { conversation }: View): string[] {
  const ids = new Set(['members', 'guests', 'leavers'].flatMap((list) => idsIn(conversation, list)));
  return [...ids].flatMap((id) => world.accounts.findContact(id, accountId)?.text ?? []);
}

function syncConversations(call: Call): Outcome {
  const mode = initMode(textArgument(call.body, 'mk_init_mode') ?? 'ic_header');
  const views = getViews(call, listArgument(call.body, 'conversation_ids'));
  const stream = newStream(call);
  for (const view of views) addConversation(call, view, mode, stream);
  return { identifier: {}, records: stream.text === '' ? [] : [stream.text], isRead: true };
}

function setDoneNotifications(call: Call, isOn: boolean): Outcome {
  const posting = postingOf(call);
  const { conversation, changes } = posting;
  const identifier = { conversation_id: conversation.id };
  if ((conversation.header.get('has_done_notifications') === 'true') === isOn) {
    return { identifier, conversationId: conversation.id };
  }
  changes.setHeader(conversation, { has_done_notifications: isOn });
  postSystem(posting, isOn ? 'enable_done_notifs' : 'disable_done_notifs', {
    sysmsg_text: `{author} ${isOn ? 'enabled' : 'disabled'} task notifications.`,
  });
  return { identifier, conversationId: conversation.id };
}

function uploadExternal(
  { world, changes, accountId, body, origin }: Call,
  conversationId: string | undefined,
): Outcome {
  startExternalUpload(world, changes, {
    accountId,
    origin,
    conversationId,
    url: shortText(body, 'file_url', 2048),
    name: textArgument(body, 'file_name'),
    size: numberArgument(body, 'file_size'),
    uploadId: textArgument(body, 'upload_id'),
  });
  return { identifier: conversationId === undefined ? { account_id: accountId } : { conversation_id: conversationId } };
}
