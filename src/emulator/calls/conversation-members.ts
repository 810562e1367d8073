// emulator/calls: conversation/create and who is in a conversation (fleep-wire.md section 2, rows 26, 30, 36, 40).
import { encodeMessage } from '../../fleep/markup/encode.js';
import { listArgument, textArgument } from '../arguments.js';
import { beginConversation } from '../live/begin.js';
import { accountsOf } from '../live/invited.js';
import { addMembers, removeMembers } from '../live/membership.js';
import { postMessage } from '../live/posting.js';
import type { Call, Handler } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const memberCalls: Readonly<Record<string, Handler>> = {
  'conversation/create': create,
  'conversation/add_members': (call) => {
    const posting = getPosting(call);
    addMembers(posting, named(call));
    return syncAnswer(call, posting);
  },
  'conversation/remove_members': (call) => {
    const posting = getPosting(call);
    removeMembers(posting, named(call), 'kick');
    return syncAnswer(call, posting);
  },
  'conversation/leave': (call) => {
    const posting = getPosting(call);
    removeMembers(posting, [call.accountId], 'leave');
    return syncAnswer(call, posting);
  },
};

function create(call: Call): string {
  const { world, changes, accountId, body } = call;
  const memberIds = [...named(call), ...listArgument(body, 'account_ids')];
  const topic = textArgument(body, 'topic') ?? '';
  const posting = beginConversation(world, changes, { creatorId: accountId, topic, memberIds });
  const message = textArgument(body, 'message') ?? '';
  if (message !== '') {
    const number = postMessage(posting, encodeMessage(message));
    changes.setOwn(posting.conversation, accountId, { read_message_nr: number });
  }
  return syncAnswer(call, posting);
}

const named = ({ world, body }: Call): string[] => accountsOf(world, textArgument(body, 'emails') ?? '');
