// emulator/calls: account/poll (fleep-wire.md 3.2).
// Invariant: horizons are negative while the initial sync has pages left (minus the pages left), positive from the last
// page on. Nothing changes a world while it is served, so after that a poll is idle: a waiting one is held and then answers
// empty. A horizon of another world, such as the same file before it was edited, is answered with 0: start again.
import { listArgument, numberArgument } from '../arguments.js';
import type { RecordStream } from '../record-stream.js';
import { isHidden } from '../view.js';
import { type Call, type Handler, newStream } from './call.js';
import { byInboxTime } from './conversation-lists.js';
import { addConversation } from './init.js';

const CONVERSATIONS_A_PAGE = 25;
const STATIC_VERSION = '3c8c363874';

export const pollCalls: Readonly<Record<string, Handler>> = { 'account/poll': poll };

/** The account's position in its event stream: positive, and the same exactly as long as the world is. */
export function eventHorizon({ world }: Call): number {
  return world.epoch + world.revision;
}

async function poll(call: Call): Promise<string> {
  const horizon = numberArgument(call.body, 'event_horizon') ?? 0;
  if (horizon <= 0) return initialPage(call, horizon);
  if (horizon !== eventHorizon(call)) return pollAnswer(0, 0, newStream(call));
  if (call.body.wait !== false) await call.holdPoll();
  return pollAnswer(eventHorizon(call), 1, newStream(call));
}

function initialPage(call: Call, horizon: number): string {
  const flags = listArgument(call.body, 'poll_flags');
  const stream = newStream(call);
  if (flags.includes('skip_rest')) return pollAnswer(eventHorizon(call), 1, stream);
  const views = byInboxTime(call).filter((view) => !(flags.includes('skip_hidden') && isHidden(view)));
  const pages = Math.max(1, Math.ceil(views.length / CONVERSATIONS_A_PAGE));
  const page = horizon === 0 ? 0 : Math.max(0, pages + horizon);
  if (page === 0) addAccountRecords(call, stream);
  for (const view of views.slice(page * CONVERSATIONS_A_PAGE, (page + 1) * CONVERSATIONS_A_PAGE)) {
    addConversation(call, view, 'ic_tiny', stream);
    stream.addText(...view.conversation.sections.map((section) => section.text));
  }
  const left = pages - page - 1;
  return pollAnswer(left > 0 ? -left : eventHorizon(call), (page + 1) / pages, stream);
}

function addAccountRecords({ world, session }: Call, stream: RecordStream): void {
  stream.addText(...world.contacts.map((contact) => contact.text));
  stream.addText(...world.teamsOf(session.login.accountId).map((team) => team.text));
  stream.addText(...world.labels.map((label) => label.text), ...world.reminders, ...world.others);
}

function pollAnswer(horizon: number, progress: number, stream: RecordStream): string {
  const head = `"event_horizon":${horizon},"limit_time":0,"static_version":"${STATIC_VERSION}","sync_progress":${progress}`;
  return `{${head},"stream":${stream.toJson()}}`;
}
