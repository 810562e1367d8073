// emulator/calls: the table of every call that needs a session, and how a path names one.
import { accountCalls } from './account.js';
import { boardCalls } from './boards.js';
import type { Handler } from './call.js';
import { conversationCalls } from './conversation.js';
import { listCalls } from './conversation-lists.js';
import { memberCalls } from './conversation-members.js';
import { messageCalls } from './messages.js';
import { pollCalls } from './poll.js';

const handlers = new Map<string, Handler>(
  [accountCalls, boardCalls, conversationCalls, listCalls, memberCalls, messageCalls, pollCalls].flatMap((calls) =>
    Object.entries(calls),
  ),
);

export interface Route {
  /** The call's name without an id, such as `conversation/sync`. */
  readonly name: string;
  readonly id: string;
  readonly handler: Handler;
}

/** `conversation/sync/ID` and `account/sync` alike; the id is the last part. Undefined for any other path. */
export function findRoute(method: string): Route | undefined {
  const whole = handlers.get(method);
  if (whole) return { name: method, id: '', handler: whole };
  const [, name = '', id = ''] = /^(.+)\/([^/]+)$/.exec(method) ?? [];
  const handler = handlers.get(name);
  return handler && { name, id, handler };
}
