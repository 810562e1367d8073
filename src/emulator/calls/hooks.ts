// emulator/calls: the hooks of a conversation (fleep-wire.md section 2, rows 75 to 78).
// Invariant: who is told of a hook's key is its owner; what was given as null is left as it is.
import { booleanArgument, numberArgument, requiredText, textArgument } from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { configureHook, createHook, dropHook, hookFor, hooksFor } from '../live/hooks/hooks.js';
import type { Posting } from '../live/messages/posting.js';
import { viewOf } from '../view.js';
import { type Call, getView, type Handler, listOf } from './call.js';
import { getPosting, stateOf } from './sync-answer.js';

export const hookCalls: Readonly<Record<string, Handler>> = {
  'conversation/show_hooks': (call) => {
    const { conversation } = getView(call, call.id);
    return listOf('hooks', hooksFor(call.world, conversation, call.accountId));
  },
  'conversation/create_hook': create,
  'conversation/configure_hook': (call) => {
    const posting = getPosting(call);
    return hookAnswer(call, posting, configureHook(posting, requiredText(call.body, 'hook_key'), givenFields(call)));
  },
  'conversation/drop_hook': (call) => {
    const posting = getPosting(call);
    return hookAnswer(call, posting, dropHook(posting, requiredText(call.body, 'hook_key')));
  },
};

function create(call: Call): string {
  const { body, origin } = call;
  const posting = getPosting(call);
  const hook = createHook(posting, {
    type: requiredText(body, 'mk_hook_type'),
    name: textArgument(body, 'hook_name'),
    outgoingUrl: textArgument(body, 'outgoing_url'),
    isOutgoingDisabled: booleanArgument(body, 'outgoing_disabled'),
    origin,
  });
  return hookAnswer(call, posting, hook, { hook_url: hook.hook_url, hook_key: hook.hook_key });
}

function givenFields({ body }: Call): WireRecord {
  const given = {
    hook_name: textArgument(body, 'hook_name'),
    outgoing_url: textArgument(body, 'outgoing_url'),
    outgoing_disabled: booleanArgument(body, 'outgoing_disabled'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The hook's record comes along; others hear of it in their polls. */
function hookAnswer(call: Call, posting: Posting, hook: WireRecord, info?: WireRecord): string {
  const view = viewOf(posting.conversation, call.accountId);
  const { header, stream } = stateOf(call, view, numberArgument(call.body, 'from_message_nr'), []);
  const tail = info === undefined ? '' : `,"hook_info":${JSON.stringify(info)}`;
  return `{"header":${header},"stream":${stream.addText(hookFor(call.accountId, hook)).toJson()}${tail}}`;
}
