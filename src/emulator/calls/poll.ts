// emulator/calls: account/poll (fleep-wire.md 3.2).
// Invariant: horizons are negative while the initial sync has pages left (minus the pages left), positive from the last
// page on; that one is where the account's log stood when the first page was asked for. The pages go through the conversations
// that there were then, in the order of then, so nothing that happens meanwhile is lost: it is in the log. A horizon of another
// world, or one that is no longer kept, is answered with 0: start again.
import { listArgument, numberArgument } from '../arguments.js';
import { parseRecord } from '../fields.js';
import { isMailboxRecord } from '../live/accounts/mailboxes.js';
import { isOrganisationRecord } from '../live/organisations/organisations.js';
import { isPersonalSection } from '../live/personal/personal-board.js';
import { findPersonalBoard } from '../live/personal/personal-tasks.js';
import type { RecordStream } from '../record-stream.js';
import type { InitialSync } from '../sessions.js';
import { findResync } from '../variants.js';
import { isHidden } from '../view.js';
import type { WorldSource } from '../world.js';
import { type Call, type Handler, newStream } from './call.js';
import { byInboxTime, idsOf, viewsOf } from './conversation-lists.js';
import { addConversation } from './init.js';

const CONVERSATIONS_A_PAGE = 25;
const STATIC_VERSION = '3c8c363874';

export const pollCalls: Readonly<Record<string, Handler>> = { 'account/poll': poll };

async function poll(call: Call): Promise<string> {
  const { world, accountId, body } = call;
  const horizon = numberArgument(body, 'event_horizon') ?? 0;
  world.accounts.noteActivity(accountId, world.clock.now());
  if (horizon <= 0) return initialPage(call, horizon);
  if (call.session.initialSync?.isGiven) call.session.initialSync = undefined;
  if (findResync(world.variants, call.session, 'poll') !== undefined) return pollAnswer(0, newStream(call));
  if (world.log.pageAfter(accountId, world.positionFor(horizon)) === undefined) return pollAnswer(0, newStream(call));
  if (body.wait !== false && horizon === world.horizonOf(accountId)) {
    await call.holdPoll((wake) => world.log.subscribe(accountId, wake));
  }
  return eventsAfter(call, horizon);
}

function eventsAfter(call: Call, horizon: number): string {
  const { world, accountId } = call;
  const page = world.log.pageAfter(accountId, world.positionFor(horizon));
  const stream = newStream(call).addText(...(page?.entries ?? []).flatMap(({ records }) => records));
  const moved = (page?.position ?? 0) - world.positionFor(horizon);
  return pollAnswer(page === undefined ? 0 : horizon + moved, stream);
}

function initialPage(call: Call, horizon: number): string {
  const { session, body } = call;
  const flags = listArgument(body, 'poll_flags');
  if (horizon === 0) session.initialSync = beginInitialSync(call, flags.includes('skip_hidden'));
  const sync = session.initialSync;
  if (sync === undefined) return pollAnswer(0, newStream(call));
  return flags.includes('skip_rest')
    ? pollAnswer(sync.horizon, newStream(call), 1)
    : pageOfInitialSync(call, sync, horizon);
}

function beginInitialSync(call: Call, skipsHidden: boolean): InitialSync {
  const views = byInboxTime(call).filter((view) => !(skipsHidden && isHidden(view)));
  return { horizon: call.world.horizonOf(call.accountId), ids: idsOf(views), isGiven: false };
}

function pageOfInitialSync(call: Call, sync: InitialSync, horizon: number): string {
  const stream = newStream(call);
  const pages = Math.max(1, Math.ceil(sync.ids.length / CONVERSATIONS_A_PAGE));
  const page = horizon === 0 ? 0 : Math.max(0, pages + horizon);
  if (page === 0) addAccountRecords(call, stream);
  for (const view of viewsOf(call, sync.ids.slice(page * CONVERSATIONS_A_PAGE, (page + 1) * CONVERSATIONS_A_PAGE))) {
    addConversation(call, view, 'ic_tiny', stream);
    stream.addText(...view.conversation.sections.map((section) => section.text));
  }
  const left = pages - page - 1;
  sync.isGiven ||= left <= 0;
  return pollAnswer(left > 0 ? -left : sync.horizon, stream, (page + 1) / pages);
}

function addAccountRecords(call: Call, stream: RecordStream): void {
  const { world, accountId } = call;
  stream.addText(...world.accounts.contactsOf(accountId).map((contact) => contact.text));
  stream.addText(...world.teams.of(accountId).map((team) => team.text));
  stream.addText(...world.labels.of(accountId).map((label) => label.text), ...world.reminders.of(accountId));
  stream.addText(...world.organisations.headersOf(accountId), ...linkedTexts(call), ...othersOf(call));
}

/** The sections of the account's own task board stand for what the world says of them. */
function othersOf({ world, accountId }: Call): readonly string[] {
  const others = world.accounts.isOfWorld(accountId) ? restOf(world.base) : [];
  const board = findPersonalBoard(world, accountId);
  if (board === undefined) return others;
  const rest = others.filter((text) => !isPersonalSection(parseRecord(text)));
  return [...rest, ...board.sections.map((section) => JSON.stringify(section))];
}

function linkedTexts({ world, accountId }: Call): string[] {
  const { mails, servers, externals } = world.mailboxes;
  return [mails, servers, externals].flatMap((records) => records.of(accountId));
}

const rests = new WeakMap<WorldSource, { readonly length: number; readonly texts: readonly string[] }>();

/** Records that this server has no rule for. */
function restOf(base: WorldSource): readonly string[] {
  const known = rests.get(base);
  if (known?.length === base.others.length) return known.texts;
  const texts = base.others.filter((text) => !isOrganisationRecord(text) && !isMailboxRecord(text));
  rests.set(base, { length: base.others.length, texts });
  return texts;
}

/** `progress` is told while the initial sync goes on, and not of events after it. */
function pollAnswer(horizon: number, stream: RecordStream, progress?: number): string {
  const head = `"event_horizon":${horizon},"limit_time":0,"static_version":"${STATIC_VERSION}"`;
  const tail = progress === undefined ? '' : `,"sync_progress":${progress}`;
  return `{${head}${tail},"stream":${stream.toJson()}}`;
}
