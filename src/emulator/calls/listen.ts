// emulator/calls: account/listen, the older and smaller sister of account/poll (fleep-wire.md section 2, row 22).
// Invariant: it has the horizons of account/poll and tells of the same messages, those only that alert, each once.
import { numberArgument } from '../arguments.js';
import { headerValue } from '../headers.js';
import { alertsOn } from '../live/messages/notices.js';
import { isHidden, type View } from '../view.js';
import type { Call, Handler } from './call.js';
import { byInboxTime } from './conversation-lists.js';

export const listenCalls: Readonly<Record<string, Handler>> = { 'account/listen': listen };

async function listen(call: Call): Promise<string> {
  const { world, accountId, body } = call;
  const horizon = numberArgument(body, 'event_horizon') ?? 0;
  const position = world.positionFor(horizon);
  if (horizon <= 0 || world.log.pageAfter(accountId, position) === undefined) {
    return answer(call, world.horizonOf(accountId), []);
  }
  if (body.wait !== false && horizon === world.horizonOf(accountId)) {
    await call.holdPoll((wake) => world.log.subscribe(accountId, wake));
  }
  const page = world.log.pageAfter(accountId, position);
  const notices = (page?.entries ?? []).flatMap((entry) => entry.notices);
  return answer(call, page === undefined ? 0 : horizon + page.position - position, notices);
}

function answer(call: Call, horizon: number, notices: readonly string[]): string {
  const count = byInboxTime(call).filter(isFresh).length;
  return `{"event_horizon":${horizon},"conv_count":${count},"messages":[${notices.join(',')}]}`;
}

/** Something in it is unread, and the account wants to know. */
function isFresh(view: View): boolean {
  if (isHidden(view) || !alertsOn(view.conversation, view.seat)) return false;
  return Number(headerValue(view, 'unread_count') ?? 0) > 0;
}
