// emulator/calls: conversations that an organisation manages (fleep-wire.md section 2, other mutating paths; 3.7; 4.3 deleteV1, kickV2).
// Invariant: an active admin changes what the organisation manages, member of it or not, and nothing else; each change is an event of
// its log.
import { badRequest, forbidden } from '../api-error.js';
import { booleanArgument, listArgument, requiredText, textArgument } from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { beginConversation } from '../live/conversations/begin.js';
import { deleteByAdmin } from '../live/conversations/deleting.js';
import { accountsOf, getAccounts } from '../live/conversations/invited.js';
import { isManaged, manage, unmanage } from '../live/conversations/managing.js';
import { addMembers, removeMembers } from '../live/conversations/membership.js';
import { CONVERSATION_TYPES, setAdmins, setShared } from '../live/conversations/settings.js';
import type { Posting } from '../live/messages/posting.js';
import { orgConversationText } from '../live/organisations/org-conversations.js';
import { type OrgWork, recordConversation, tellHeader } from '../live/organisations/org-log.js';
import { addTeamTo, removeTeamFrom, tellTeam } from '../live/organisations/teaming.js';
import { type Call, type Handler, listOf } from './call.js';
import { getTeamId } from './conversation-members.js';
import { getAdminWork } from './organisation-members.js';

export const organisationConversationCalls: Readonly<Record<string, Handler>> = {
  'business/create_conversation': create,
  'business/store_conversation': store,
};

function create(call: Call): string {
  const { world, changes, accountId, body } = call;
  const work = getAdminWork(call);
  requireKnownType(body);
  const teamIds = listArgument(body, 'team_ids').map((id) => getTeamId(call, id));
  const posting = beginConversation(world, changes, {
    creatorId: accountId,
    topic: textArgument(body, 'topic') ?? '',
    memberIds: peopleOf(call, 'account_ids', 'emails'),
    fields: {
      mk_conv_type: textArgument(body, 'mk_conv_type') ?? (teamIds.length > 0 ? 'cct_no_mail' : 'cct_default'),
    },
    isManaged: true,
  });
  addTeams(work, posting, teamIds);
  return answered(work, posting);
}

function store(call: Call): string {
  const { body } = call;
  const work = getAdminWork(call);
  requireKnownType(body);
  const posting = getManaged(call, work, requiredText(body, 'conversation_id'));
  const teams = ['add_team_ids', 'remove_team_ids'].map((list) =>
    listArgument(body, list).map((id) => getTeamId(call, id)),
  );
  if (booleanArgument(body, 'is_managed') === true) manage(posting);
  changePeople(call, work, posting);
  changeAdmins(call, work, posting);
  addTeams(work, posting, teams[0] ?? []);
  removeTeams(work, posting, teams[1] ?? []);
  changeSettings(call, work, posting);
  if (booleanArgument(body, 'is_managed') === false) unmanage(posting);
  if (booleanArgument(body, 'is_deleted_by_admin') === true) {
    recordConversation(work, 'delete_conversation_by_admin', posting.conversation);
    deleteByAdmin(posting);
  }
  return answered(work, posting);
}

function requireKnownType(body: WireRecord): void {
  const type = textArgument(body, 'mk_conv_type');
  if (type !== undefined && !CONVERSATION_TYPES.includes(type)) throw badRequest('mk_conv_type is unknown.');
}

/** Throws ApiError 403 for what another organisation manages, or nobody: that a member has to bring in by is_managed. */
function getManaged({ world, changes, accountId, body }: Call, { organisation }: OrgWork, id: string): Posting {
  const conversation = world.findAnyConversation(id);
  if (conversation === undefined) throw forbidden();
  const posting = { world, changes, conversation, actorId: accountId };
  const isOurs = conversation.header.get('organisation_id') === JSON.stringify(organisation.id);
  const isMember = world.findConversation(id, accountId)?.findSeat(accountId)?.isMember === true;
  if (isOurs || (isMember && !isManaged(conversation) && booleanArgument(body, 'is_managed') === true)) return posting;
  throw forbidden();
}

function changePeople(call: Call, work: OrgWork, posting: Posting): void {
  const added = addMembers(posting, peopleOf(call, 'add_account_ids', 'add_emails'));
  logPeople(work, posting, 'add_members', added);
  const removed = removeMembers(posting, peopleOf(call, 'remove_account_ids', 'remove_emails'), 'kick');
  logPeople(work, posting, 'remove_members', removed);
  const kicked = removeMembers(posting, getAccounts(call.world, listArgument(call.body, 'kick_account_ids')), 'kickV2');
  logPeople(work, posting, 'kick_members', kicked);
}

function changeAdmins({ body }: Call, work: OrgWork, posting: Posting): void {
  const added = listArgument(body, 'add_admins');
  const removed = listArgument(body, 'remove_admins');
  setAdmins(posting, added, removed);
  logPeople(work, posting, 'add_admins', added);
  logPeople(work, posting, 'remove_admins', removed);
}

function logPeople(work: OrgWork, { conversation }: Posting, type: string, member_ids: readonly string[]): void {
  if (member_ids.length > 0) recordConversation(work, type, conversation, { member_ids });
}

function addTeams(work: OrgWork, posting: Posting, teamIds: readonly string[]): void {
  for (const teamId of teamIds) {
    addTeamTo(posting, teamId);
    tellTeam(posting, teamId);
    recordConversation(work, 'add_team', posting.conversation, teamData(work, teamId));
  }
}

function removeTeams(work: OrgWork, posting: Posting, teamIds: readonly string[]): void {
  for (const teamId of teamIds) {
    removeTeamFrom(posting, teamId);
    tellTeam(posting, teamId);
    recordConversation(work, 'remove_team', posting.conversation, teamData(work, teamId));
  }
}

const teamData = ({ world }: OrgWork, team_id: string): WireRecord => ({
  team_id,
  team_name: world.teams.fieldsOf(team_id).team_name,
});

function changeSettings({ body }: Call, work: OrgWork, posting: Posting): void {
  const topic = textArgument(body, 'topic');
  setShared(posting, {
    topic,
    isAutojoin: booleanArgument(body, 'is_autojoin'),
    isDisclose: booleanArgument(body, 'is_disclose'),
    isUrlPreviewDisabled: booleanArgument(body, 'is_url_preview_disabled'),
    isList: booleanArgument(body, 'is_list'),
    convType: textArgument(body, 'mk_conv_type'),
  });
  if (topic !== undefined) recordConversation(work, 'set_topic', posting.conversation);
}

const peopleOf = ({ world, body }: Call, ids: string, emails: string): string[] => [
  ...getAccounts(world, listArgument(body, ids)),
  ...accountsOf(world, textArgument(body, emails) ?? ''),
];

function answered(work: OrgWork, { conversation }: Posting): string {
  tellHeader(work);
  return listOf('stream', [orgConversationText(work.world, conversation)]);
}
