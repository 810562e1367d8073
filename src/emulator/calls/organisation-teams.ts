// emulator/calls: teams of an organisation (fleep-wire.md section 2, other mutating paths; 4.7).
// Invariant: only an active admin of the organisation makes or changes them; each change is an event of its log.
import { badRequest, forbidden, notFound } from '../api-error.js';
import { booleanArgument, listArgument, requiredText, textArgument } from '../arguments.js';
import { textOf, type WireRecord } from '../fields.js';
import { accountsOf, getAccounts } from '../live/conversations/invited.js';
import type { Posting } from '../live/messages/posting.js';
import { type OrgWork, record, tellHeader } from '../live/organisations/org-log.js';
import { orgWideIds } from '../live/organisations/team-changes.js';
import {
  addTeamTo,
  beginTeam,
  endTeam,
  joinTeam,
  leaveTeam,
  removeTeamFrom,
  renameTeam,
  tellTeam,
} from '../live/organisations/teaming.js';
import { type Call, type Handler, listOf } from './call.js';
import { getAdminWork } from './organisation-members.js';
import { getPosting } from './sync-answer.js';

export const organisationTeamCalls: Readonly<Record<string, Handler>> = {
  'business/create_team': createTeam,
  'business/store_team': storeTeam,
};

function createTeam(call: Call): string {
  const { world, accountId, body } = call;
  const work = getAdminWork(call);
  const name = requiredText(body, 'team_name').trim();
  if (name === '') throw badRequest('team_name is empty.');
  const postings = postingsOf(call, 'conversations');
  const memberIds = peopleOf(call, 'account_ids', 'emails');
  const is_autojoin = booleanArgument(body, 'is_autojoin') === true;
  const is_org_wide = booleanArgument(body, 'is_org_wide') === true;
  const everybody = is_org_wide ? orgWideIds(work.organisation) : [];
  const teamId = beginTeam(work, name, [...memberIds, ...everybody], {
    is_managed: true,
    organisation_id: work.organisation.id,
    admins: [accountId],
    is_autojoin,
    is_org_wide,
    managed_time: world.clock.now(),
  });
  for (const posting of postings) addTeamTo(posting, teamId, true);
  recordTeam(work, teamId, 'create', {
    member_ids: world.teams.membersOf(teamId),
    ...conversationData(postings),
    is_autojoin,
    is_org_wide,
  });
  return told(work, teamId);
}

function storeTeam(call: Call): string {
  const { world, body } = call;
  const work = getAdminWork(call);
  const teamId = requiredText(body, 'team_id');
  const team = world.teams.fieldsOf(teamId);
  if (textOf(team, 'team_id') === '') throw notFound('Team');
  if (team.organisation_id !== work.organisation.id) throw forbidden();
  const before = world.teams.membersOf(teamId);
  changeMembers(call, work, teamId);
  changeConversations(call, work, teamId);
  changeSettings(call, work, teamId);
  return told(work, teamId, before);
}

function changeMembers(call: Call, work: OrgWork, teamId: string): void {
  const coming = peopleOf(call, 'add_account_ids', 'add_emails');
  const going = peopleOf(call, 'remove_account_ids', 'remove_emails');
  const kicked = getAccounts(call.world, listArgument(call.body, 'kick_account_ids'));
  const added = joinTeam(work, teamId, coming);
  if (added.length > 0) recordTeam(work, teamId, 'add_members', { member_ids: added });
  const removed = [...leaveTeam(work, teamId, going), ...leaveTeam(work, teamId, kicked, true)];
  if (removed.length > 0) recordTeam(work, teamId, 'remove_members', { member_ids: removed });
}

function changeConversations(call: Call, work: OrgWork, teamId: string): void {
  const added = postingsOf(call, 'add_conversations');
  for (const posting of added) addTeamTo(posting, teamId);
  if (added.length > 0) recordTeam(work, teamId, 'add_conversations', conversationData(added));
  const removed = postingsOf(call, 'remove_conversations');
  for (const posting of removed) removeTeamFrom(posting, teamId);
  if (removed.length > 0) recordTeam(work, teamId, 'remove_conversations', conversationData(removed));
}

function changeSettings({ world, body }: Call, work: OrgWork, teamId: string): void {
  const name = textArgument(body, 'team_name')?.trim();
  const isAutojoin = booleanArgument(body, 'is_autojoin');
  if (name !== undefined && name !== '') {
    renameTeam(work, teamId, name);
    recordTeam(work, teamId, 'set_name');
  }
  if (isAutojoin !== undefined) {
    world.teams.change(teamId, { is_autojoin: isAutojoin });
    recordTeam(work, teamId, 'set_autojoin', { is_autojoin: isAutojoin });
  }
  if (booleanArgument(body, 'is_managed') === false) {
    world.teams.change(teamId, { is_managed: false, organisation_id: null, admins: [] });
    recordTeam(work, teamId, 'set_unmanaged');
  }
  if (booleanArgument(body, 'is_deleted') === true) {
    endTeam(work, teamId);
    recordTeam(work, teamId, 'remove');
  }
}

function recordTeam(work: OrgWork, team_id: string, type: string, data: WireRecord = {}): void {
  const { team_name } = work.world.teams.fieldsOf(team_id);
  record(work, `team.${type}`, { team_id, team_name, ...data });
}

/** Null when there are none, as the service has it. */
function conversationData(postings: readonly Posting[]): WireRecord {
  if (postings.length === 0) return { conversation_ids: null, conversation_topics: null };
  const topics = postings.map(({ conversation }): unknown => JSON.parse(conversation.header.get('topic') ?? '""'));
  return { conversation_ids: postings.map(({ conversation }) => conversation.id), conversation_topics: topics };
}

/** Throws ApiError 430 or 431 for a conversation that the account is not in. */
const postingsOf = (call: Call, name: string): Posting[] =>
  listArgument(call.body, name).map((id) => getPosting(call, id));

const peopleOf = ({ world, body }: Call, ids: string, emails: string): string[] => [
  ...getAccounts(world, listArgument(body, ids)),
  ...accountsOf(world, textArgument(body, emails) ?? ''),
];

function told(work: OrgWork, teamId: string, before: readonly string[] = []): string {
  tellTeam(work, teamId, before);
  tellHeader(work);
  return listOf('stream', [work.world.teams.find(teamId)?.text ?? '{}']);
}
