// emulator/calls: teams (fleep-wire.md section 2, rows 79 to 83; of row 80 the names of 2016 too).
// Invariant: team/sync answers with the record itself, every other call with a stream; all that can be refused is refused before the
// first change, and members hear of a team once a call, as it is after all of it.
import { badRequest, notFound, refused } from '../api-error.js';
import { booleanArgument, listArgument, requiredText, textArgument } from '../arguments.js';
import { textOf } from '../fields.js';
import { accountsOf, getAccounts, knownAccountsOf } from '../live/conversations/invited.js';
import { getOrganisationOf, requireSay } from '../live/conversations/managing.js';
import type { Posting } from '../live/messages/posting.js';
import {
  changeTeam,
  conversationData,
  orgWideIds,
  recordTeam,
  requireManaged,
  type TeamChange,
} from '../live/organisations/team-changes.js';
import { addTeamTo, beginTeam, endTeam, joinTeam, type TeamWork, tellTeam } from '../live/organisations/teaming.js';
import { idsIn } from '../view.js';
import { type Call, getView, type Handler, listOf } from './call.js';
import { getTeamId, teamText } from './conversation-members.js';
import { getPosting } from './sync-answer.js';

export const teamCalls: Readonly<Record<string, Handler>> = {
  'account/sync_teams': ({ world, accountId }) =>
    listOf(
      'stream',
      world.teams.of(accountId).map(({ text }) => text),
    ),
  'team/create': create,
  'team/configure': configure,
  'team/remove': (call) => {
    const teamId = getTeamId(call, call.id);
    recordTeam(workOf(call), teamId, 'delete');
    endTeam(workOf(call), teamId);
    return told(call, teamId);
  },
  'team/autojoin': autojoin,
  'team/sync': sync,
};

const workOf = ({ world, changes, accountId }: Call): TeamWork => ({ world, changes, actorId: accountId });

function create(call: Call): string {
  const { world, body, accountId } = call;
  const name = nameOf(requiredText(body, 'team_name'));
  const isManaged = booleanArgument(body, 'is_managed') === true;
  const is_org_wide = booleanArgument(body, 'is_org_wide') === true;
  requireManaged(is_org_wide, isManaged);
  const organisation = isManaged ? getOrganisationOf({ world, actorId: accountId }) : undefined;
  const postings = listArgument(body, 'conversations').map((id) => getChangeable(call, id));
  const named = getAccounts(world, listArgument(body, 'account_ids'));
  const is_autojoin = booleanArgument(body, 'is_autojoin') === true;
  const everybody = is_org_wide && organisation ? orgWideIds(organisation) : [];
  const members = [...accountsOf(world, textArgument(body, 'emails') ?? ''), ...named, ...everybody];
  const managed = organisation && {
    is_managed: true,
    organisation_id: organisation.id,
    admins: [accountId],
    managed_time: world.clock.now(),
  };
  const teamId = beginTeam(workOf(call), name, members, { is_autojoin, is_org_wide, ...managed });
  recordTeam(workOf(call), teamId, 'create', {
    member_ids: world.teams.membersOf(teamId),
    is_autojoin,
    is_org_wide,
    ...conversationData(postings),
  });
  for (const posting of postings) addTeamTo(posting, teamId, true);
  return told(call, teamId);
}

/** Who only goes out of the team needs no say in it. */
function configure(call: Call): string {
  const { world, accountId } = call;
  const change = changeIn(call);
  const isOwnLeave = isOnlyLeaving(change, accountId) && world.teams.membersOf(call.id).includes(accountId);
  if (!isOwnLeave) getTeamId(call, call.id);
  const gone = changeTeam(workOf(call), call.id, change);
  return told(call, call.id, gone);
}

function changeIn(call: Call): TeamChange {
  const { world, body } = call;
  const text = (...names: string[]) => names.map((name) => textArgument(body, name) ?? '').join(',');
  const list = (...names: string[]) => names.flatMap((name) => listArgument(body, name));
  const name = textArgument(body, 'team_name');
  const change = {
    name: name === undefined ? undefined : nameOf(name),
    removed: [...knownAccountsOf(world, text('remove_emails', 'removed_emails')), ...list('remove_account_ids')],
    kicked: list('kick_account_ids'),
    addedAdmins: list('add_admin_ids'),
    removedAdmins: list('remove_admin_ids'),
    isAutojoin: booleanArgument(body, 'is_autojoin'),
    isManaged: booleanArgument(body, 'is_managed'),
    isOrgWide: booleanArgument(body, 'is_org_wide'),
    addedTo: list('add_conversations', 'added_conversations').map((id) => getChangeable(call, id)),
    removedFrom: list('remove_conversations', 'removed_conversations').map((id) => getChangeable(call, id)),
  };
  const named = getAccounts(world, list('add_account_ids'));
  return { ...change, added: [...named, ...accountsOf(world, text('add_emails', 'added_emails'))] };
}

function isOnlyLeaving({ removed, ...rest }: TeamChange, accountId: string): boolean {
  const isOwn = removed.length > 0 && removed.every((id) => id === accountId);
  return (
    isOwn && Object.values(rest).every((value) => value === undefined || (Array.isArray(value) && value.length === 0))
  );
}

function nameOf(text: string): string {
  const name = text.trim();
  if (name === '') throw badRequest('team_name is empty.');
  return name;
}

/** A conversation whose membership the caller may change. Throws ApiError 430, 431. */
function getChangeable(call: Call, conversationId: string): Posting {
  const posting = getPosting(call, conversationId);
  requireSay(posting);
  return posting;
}

function told(call: Call, teamId: string, goneIds: readonly string[] = []): string {
  tellTeam(workOf(call), teamId, goneIds);
  const text = teamText(call, teamId, !goneIds.includes(call.accountId));
  return listOf('stream', text === undefined ? [] : [text]);
}

/** By team_id or by the last part of its autojoin_url. */
function autojoin(call: Call): string {
  const { world, accountId, body } = call;
  const teamId = world.teams.findByKey(requiredText(body, 'team_url_key'));
  const fields = world.teams.fieldsOf(teamId ?? '');
  if (teamId === undefined || fields.is_deleted === true) throw notFound('Team');
  if (!world.teams.membersOf(teamId).includes(accountId)) {
    if (fields.is_autojoin !== true) throw refused('no_autojoin', 'Autojoin is not enabled.');
    joinTeam(workOf(call), teamId, [accountId]);
    recordTeam(workOf(call), teamId, 'autojoin');
  }
  return told(call, teamId);
}

/** A conversation that the caller is in and that has the team proves access to it. */
function sync(call: Call): string {
  const conversationId = textArgument(call.body, 'conversation_id');
  const proof = conversationId === undefined ? undefined : getView(call, conversationId).conversation;
  const text = teamText(call, call.id, proof !== undefined && idsIn(proof, 'teams').includes(call.id));
  if (text === undefined || textOf(call.world.teams.fieldsOf(call.id), 'team_id') === '') throw notFound('Team');
  return text;
}
