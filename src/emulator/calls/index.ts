// emulator/calls: the table of every call that needs a session, and how a path names one.
import { accountCalls } from './account.js';
import { openSettingsCalls, settingsCalls } from './account-settings.js';
import { aliasCalls, openAliasCalls } from './aliases.js';
import { avatarCalls } from './avatars.js';
import { boardCalls } from './boards.js';
import type { Handler } from './call.js';
import { clientCalls } from './client.js';
import { contactCalls } from './contacts.js';
import { conversationCalls } from './conversation.js';
import { batchCalls } from './conversation-batches.js';
import { createCalls } from './conversation-create.js';
import { listCalls } from './conversation-lists.js';
import { memberCalls } from './conversation-members.js';
import { moreCalls } from './conversation-more.js';
import { stateCalls } from './conversation-state.js';
import { storeCalls } from './conversation-store.js';
import { eventCalls } from './event-store.js';
import { exportCalls } from './exports.js';
import { fileCalls } from './files.js';
import { hookCalls } from './hooks.js';
import { labelCalls } from './labels.js';
import { listenCalls } from './listen.js';
import { mailboxCalls } from './mailboxes.js';
import { messageBoardCalls } from './message-boards.js';
import { messageStoreCalls } from './message-store.js';
import { messageCalls } from './messages.js';
import type { OpenHandler } from './open-call.js';
import { organisationConversationCalls } from './organisation-conversations.js';
import { openOrganisationCalls, organisationMemberCalls } from './organisation-members.js';
import { organisationTeamCalls } from './organisation-teams.js';
import { organisationCalls } from './organisations.js';
import { pollCalls } from './poll.js';
import { registrationCalls } from './registration.js';
import { reminderCalls } from './reminders.js';
import { searchCalls } from './search.js';
import { taskCalls } from './tasks.js';
import { teamCalls } from './teams.js';

const handlers = new Map<string, Handler>(
  [
    settingsCalls,
    aliasCalls,
    clientCalls,
    contactCalls,
    listenCalls,
    mailboxCalls,
    organisationCalls,
    organisationConversationCalls,
    organisationMemberCalls,
    organisationTeamCalls,
    reminderCalls,
    accountCalls,
    boardCalls,
    conversationCalls,
    fileCalls,
    hookCalls,
    exportCalls,
    avatarCalls,
    listCalls,
    memberCalls,
    batchCalls,
    createCalls,
    labelCalls,
    moreCalls,
    searchCalls,
    stateCalls,
    storeCalls,
    teamCalls,
    eventCalls,
    messageBoardCalls,
    messageCalls,
    messageStoreCalls,
    taskCalls,
    pollCalls,
  ].flatMap((calls) => Object.entries(calls)),
);

const openHandlers = new Map<string, OpenHandler>(
  [registrationCalls, openSettingsCalls, openAliasCalls, openOrganisationCalls].flatMap((calls) =>
    Object.entries(calls),
  ),
);

export interface Route {
  /** The call's name without an id, such as `conversation/sync`. */
  readonly name: string;
  readonly id: string;
  readonly handler: Handler;
}

export interface OpenRoute extends Omit<Route, 'handler'> {
  readonly handler: OpenHandler;
}

/** `conversation/sync/ID` and `account/sync` alike; the id is the last part. Undefined for any other path. */
export const findRoute = (method: string): Route | undefined => find(handlers, method);

/** The same among the calls that need no session. */
export const findOpenRoute = (method: string): OpenRoute | undefined => find(openHandlers, method);

function find<H>(table: ReadonlyMap<string, H>, method: string): { name: string; id: string; handler: H } | undefined {
  const whole = table.get(method);
  if (whole) return { name: method, id: '', handler: whole };
  const [, name = '', id = ''] = /^(.+)\/([^/]+)$/.exec(method) ?? [];
  const handler = table.get(name);
  return handler && { name, id, handler };
}
