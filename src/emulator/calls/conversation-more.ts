// emulator/calls: video calls, typed commands, imports and conversion (fleep-wire.md section 2, rows 29 and 31, and below the table).
// Invariant: each is for members only.
import { badRequest, notFound } from '../api-error.js';
import { requiredText, textArgument } from '../arguments.js';
import { parseRecord, textOf } from '../fields.js';
import { convertMessages } from '../live/conversations/conversion.js';
import { createCall, createHangout } from '../live/conversations/video-calls.js';
import { takeMessages } from '../live/hooks/incoming-hook.js';
import type { Posting } from '../live/messages/posting.js';
import { runCommand } from '../live/messages/slash-commands.js';
import type { Call, Handler } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const moreCalls: Readonly<Record<string, Handler>> = {
  'conversation/convert_api': (call) => {
    convertMessages(getPosting(call));
    return '{}';
  },
  'conversation/create_call': (call) => {
    const posting = getPosting(call);
    const provider = textArgument(call.body, 'provider') ?? 'appear.in';
    const number = createCall(posting, provider, textArgument(call.body, 'room_name'));
    return syncAnswer(call, posting, { result_message_nr: number });
  },
  'conversation/create_hangout': (call) => {
    const posting = getPosting(call);
    return syncAnswer(call, posting, { result_message_nr: createHangout(posting) });
  },
  'conversation/slash_command': (call) => {
    const posting = getPosting(call);
    const number = runCommand(posting, requiredText(call.body, 'message'));
    return syncAnswer(call, posting, { result_message_nr: number });
  },
  'conversation/import': importMessages,
};

/** What an import hook takes, from somebody who is in the conversation; with hook_id in the name of that hook. */
function importMessages(call: Call): string {
  const posting = getPosting(call);
  if (!Array.isArray(call.body.messages)) throw badRequest('messages must be a list of objects.');
  const numbers = takeMessages(posting, hookKeyOf(posting, textArgument(call.body, 'hook_id')), call.body);
  return syncAnswer(call, posting, { result_message_nr: Math.max(...numbers) });
}

/** Throws ApiError 430 for a hook that is not the actor's. */
function hookKeyOf({ conversation, actorId }: Posting, hookId: string | undefined): string | undefined {
  if (hookId === undefined) return undefined;
  const hook = conversation.hooks.map(parseRecord).find((one) => textOf(one, 'hook_id') === hookId);
  if (hook === undefined || hook.is_active === false || hook.account_id !== actorId) throw notFound('Hook');
  return textOf(hook, 'hook_key');
}
