// emulator/calls: who is in a conversation and what of it they see (fleep-wire.md section 2, rows 26, 27, 33, 34, 36, 40, 48, 50).
// Invariant: everything that can be refused is refused before the first change.

import { shortId } from '../../fleep/ids.js';
import { notFound, refused } from '../api-error.js';
import { listArgument, requiredNumber, requiredText, textArgument } from '../arguments.js';
import { textOf } from '../fields.js';
import { disclose } from '../live/conversations/disclosing.js';
import { accountsOf, getAccounts, knownAccountsOf } from '../live/conversations/invited.js';
import { requireSay } from '../live/conversations/managing.js';
import { addMembers, removeMembers, seatNewcomers } from '../live/conversations/membership.js';
import { tellJoin } from '../live/conversations/reading.js';
import { type Posting, postSystem } from '../live/messages/posting.js';
import { addTeamTo, removeTeamFrom, requireTeamSay, snapshotOf, tellTeam } from '../live/organisations/teaming.js';
import { idsIn } from '../view.js';
import { type Call, getView, type Handler, listOf } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const memberCalls: Readonly<Record<string, Handler>> = {
  'conversation/add_members': (call) => {
    const posting = getPosting(call);
    requireSay(posting);
    addMembers(posting, [...accountsOf(call.world, requiredText(call.body, 'emails'))]);
    return syncAnswer(call, posting);
  },
  'conversation/remove_members': (call) => {
    const posting = getPosting(call);
    const gone = knownAccountsOf(call.world, requiredText(call.body, 'emails'));
    const others = gone.filter((id) => id !== call.accountId);
    if (others.length > 0) requireSay(posting);
    removeMembers(posting, others, 'kick');
    return others.length < gone.length ? leave(call, posting) : syncAnswer(call, posting);
  },
  'conversation/leave': (call) => leave(call, getPosting(call)),
  'conversation/autojoin': autojoin,
  'conversation/unsubscribe': unsubscribe,
  'conversation/disclose': (call) => show(call, requiredNumber(call.body, 'message_nr')),
  'conversation/disclose_all': (call) => show(call, undefined),
  'conversation/add_team': (call) => withTeam(call, addTeamTo),
  'conversation/remove_team': (call) => withTeam(call, removeTeamFrom),
  'conversation/sync_teams': (call) => {
    const { conversation } = getView(call, call.id);
    const shown = new Set(idsIn(conversation, 'teams'));
    return listOf(
      'stream',
      listArgument(call.body, 'team_ids').flatMap((id) => teamText(call, id, shown.has(id)) ?? []),
    );
  },
};

/** What somebody may see of a team: all for members and for whoever has proved access; undefined when there is none. */
export function teamText({ world, accountId }: Call, teamId: string, isProved: boolean): string | undefined {
  const team = world.teams.find(teamId);
  if (team === undefined) return undefined;
  const isOwn = world.teams.of(accountId).some((one) => one.teamId === teamId);
  return isProved || isOwn ? team.text : snapshotOf(world, teamId);
}

/** Throws ApiError 430 when there is no such team, 431 when it is none of the actor's. */
export function getTeamId(call: Call, teamId: string): string {
  const fields = call.world.teams.fieldsOf(teamId);
  if (textOf(fields, 'team_id') === '' || fields.is_deleted === true) throw notFound('Team');
  requireTeamSay({ world: call.world, changes: call.changes, actorId: call.accountId }, teamId);
  return teamId;
}

function withTeam(call: Call, change: (posting: Posting, teamId: string) => void): string {
  const posting = getPosting(call);
  const teamId = getTeamId(call, requiredText(call.body, 'team_id'));
  requireSay(posting);
  change(posting, teamId);
  tellTeam(posting, teamId);
  return syncAnswer(call, posting);
}

function leave(call: Call, posting: Posting): string {
  removeMembers(posting, [call.accountId], 'leave');
  return syncAnswer(call, posting, { result_message_nr: call.changes.eventsOf(posting.conversation).at(-1) });
}

/** By conversation_id or by the last part of an autojoin_url. */
function autojoin(call: Call): string {
  const { world, changes, accountId, body } = call;
  const conversation = findByKey(call, requiredText(body, 'conv_url_key'));
  if (conversation === undefined) throw notFound('Conversation');
  const posting: Posting = { world, changes, conversation, actorId: accountId };
  if (conversation.findSeat(accountId)?.isMember !== true) {
    if (conversation.header.get('is_autojoin') !== 'true') throw refused('no_autojoin', 'Autojoin is not enabled.');
    const joinNr = postSystem(posting, 'autojoin', { sysmsg_text: '{author} joined the conversation by a link.' });
    seatNewcomers(posting, [accountId], joinNr);
    tellJoin(posting, accountId);
  }
  return syncAnswer(call, posting);
}

function findByKey({ world, accountId }: Call, key: string) {
  const known = world.findConversation(key, accountId) ?? world.findAnyConversation(key);
  if (known) return known;
  const isNamed = (url: string | undefined, id: string) =>
    url === undefined ? shortId(id) === key : String(JSON.parse(url)).split('/').at(-1) === key;
  return world.conversationsWith(({ id, header }) => isNamed(header.get('autojoin_url'), id))[0];
}

/** Somebody who gets the conversation by e-mail does not want it any more. */
function unsubscribe(call: Call): string {
  const { world, accountId, body } = call;
  const posting = getPosting(call);
  const [id] = knownAccountsOf(world, requiredText(body, 'email'));
  if (id === undefined || !idsIn(posting.conversation, 'members').includes(id)) throw notFound('Member');
  const isOwn = id === accountId;
  if (!isOwn && world.accounts.statusOf(id) !== 'new') throw refused('not_by_email', 'This member is a Fleep user.');
  removeMembers({ ...posting, actorId: id }, [id], 'leave');
  return '{}';
}

function show(call: Call, from: number | undefined): string {
  const { world, body } = call;
  const posting = getPosting(call);
  const byId = getAccounts(world, listArgument(body, 'account_ids'));
  const teamIds = listArgument(body, 'team_ids').filter((id) => idsIn(posting.conversation, 'teams').includes(id));
  const accountIds = [...knownAccountsOf(world, textArgument(body, 'emails') ?? ''), ...byId];
  disclose(posting, { accountIds, teamIds }, from ?? 1);
  return syncAnswer(call, posting);
}
