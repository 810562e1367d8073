// emulator/live: what happens to a team and, with it, to its members and its conversations (fleep-wire.md 3.7, 4.3, 4.7).
// Invariant: who comes into a team comes into its conversations, and who goes out of it goes out of those that only the team had
// brought them into; members have a label for the team, nobody else has.
import { randomUUID } from 'node:crypto';
import { shortId } from '../../../fleep/ids.js';
import { refused } from '../../api-error.js';
import { textOf, textsOf, type WireRecord } from '../../fields.js';
import { idsIn } from '../../view.js';
import type { Changes } from '../changes.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { isManaged } from '../conversations/managing.js';
import {
  addMembers,
  type Bringing,
  membersAmong,
  newcomersAmong,
  removeMembers,
  unseat,
} from '../conversations/membership.js';
import { relabel } from '../labels/labelling.js';
import { type Posting, postSystem } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';

export interface TeamWork {
  readonly world: LiveWorld;
  readonly changes: Changes;
  readonly actorId: string;
}

/** Gives the id. Its creator is a member, and an admin when an organisation manages it. */
export function beginTeam(work: TeamWork, team_name: string, memberIds: readonly string[], fields: WireRecord): string {
  const { world, actorId } = work;
  const team_id = randomUUID();
  const members = [...new Set([actorId, ...memberIds])];
  world.teams.add(team_id, {
    mk_rec_type: 'team',
    team_id,
    mk_sync_mode: 'tsm_full',
    team_version_nr: 1,
    team_name,
    members,
    admins: [],
    pending: [],
    is_deleted: false,
    is_tiny: false,
    is_autojoin: false,
    autojoin_url: `https://fleep.io/team/${shortId(team_id)}`,
    organisation_id: null,
    is_managed: false,
    is_org_wide: false,
    ...fields,
  });
  for (const id of members) giveLabel(work, team_id, id);
  return team_id;
}

/** Members hear of the team as it is now; those who are named have gone, and hear no more than that there is one. */
export function tellTeam({ world, changes }: TeamWork, teamId: string, goneIds: readonly string[] = []): void {
  const text = world.teams.find(teamId)?.text ?? '';
  const members = world.teams.membersOf(teamId);
  for (const id of members) changes.tell(id, text);
  for (const id of goneIds) if (!members.includes(id)) changes.tell(id, snapshotOf(world, teamId));
}

/** What somebody learns of a team who is not in it. */
export function snapshotOf(world: LiveWorld, teamId: string): string {
  const { mk_rec_type, team_id, team_version_nr, team_name, is_deleted } = world.teams.fieldsOf(teamId);
  const fields = { mk_rec_type, team_id, mk_sync_mode: 'tsm_snapshot', team_version_nr, team_name, is_deleted };
  return JSON.stringify({ ...fields, is_tiny: true });
}

/** Takes people into a team and its conversations. Throws ApiError 431 when a conversation would get too many. */
export function joinTeam(work: TeamWork, teamId: string, accountIds: readonly string[]): string[] {
  const { world } = work;
  const members = world.teams.membersOf(teamId);
  const newcomers = [...new Set(accountIds)].filter((id) => {
    return !members.includes(id) && world.accounts.statusOf(id) !== 'closed';
  });
  if (newcomers.length === 0) return [];
  const postings = conversationsOf(work, teamId);
  for (const posting of postings) newcomersAmong(posting, newcomers);
  world.teams.change(teamId, { members: [...members, ...newcomers] });
  for (const id of newcomers) giveLabel(work, teamId, id);
  for (const posting of postings) {
    addMembers(posting, newcomers, bringing(world, teamId));
    for (const id of newcomers) relabel(posting, id);
  }
  return newcomers;
}

/** Lets people go out of a team. `isKick`: they lose what managed conversations had. */
export function leaveTeam(work: TeamWork, teamId: string, accountIds: readonly string[], isKick = false): string[] {
  const { world } = work;
  const fields = world.teams.fieldsOf(teamId);
  const gone = world.teams.membersOf(teamId).filter((id) => accountIds.includes(id));
  if (gone.length === 0) return [];
  const without = (list: string) => textsOf(fields, list).filter((id) => !gone.includes(id));
  world.teams.change(teamId, { members: without('members'), admins: without('admins') });
  for (const posting of conversationsOf(work, teamId)) {
    const leaving = gone.filter((id) => goesWithTeam(posting, teamId, id));
    if (isKick && isManaged(posting.conversation)) removeMembers(posting, leaving, 'kickV2');
    else if (leaving.length > 0) {
      unseat(posting, leaving, postSystem(posting, 'kick', { members: leaving }), { withTeam: true });
    }
  }
  for (const id of gone) takeLabel(work, teamId, id);
  return gone;
}

/** Lets somebody go out of all their teams. */
export function leaveAllTeams(world: LiveWorld, changes: Changes, accountId: string): void {
  const work = { world, changes, actorId: accountId };
  for (const { teamId } of world.teams.of(accountId)) {
    leaveTeam(work, teamId, [accountId]);
    tellTeam(work, teamId, [accountId]);
  }
}

/** The team comes into a conversation, and its members with it; of a team that begins this is no change. Throws ApiError 431 when they are too many. */
export function addTeamTo(posting: Posting, teamId: string, isBeginning = false): void {
  const { world, conversation, changes } = posting;
  const teams = idsIn(conversation, 'teams');
  if (teams.includes(teamId)) return;
  const members = world.teams.membersOf(teamId);
  newcomersAmong(posting, members);
  changes.setHeader(conversation, { teams: [...teams, teamId] });
  const added = addMembers(posting, members, bringing(world, teamId));
  if (added.length === 0) postSystem(posting, 'add_team', { teams: [teamId] });
  if (!isBeginning) world.teams.change(teamId, {});
  for (const id of members) {
    giveLabel(posting, teamId, id);
    relabel(posting, id);
  }
}

/** The team goes out of a conversation; those whom only it had brought go with it. */
export function removeTeamFrom(posting: Posting, teamId: string): void {
  const { world, conversation, changes } = posting;
  const teams = idsIn(conversation, 'teams');
  if (!teams.includes(teamId)) return;
  const members = world.teams.membersOf(teamId);
  const leaving = membersAmong(posting, members).filter((id) => goesWithTeam(posting, teamId, id));
  changes.setHeader(conversation, { teams: teams.filter((id) => id !== teamId) });
  const number = postSystem(posting, 'kick_team', { teams: [teamId], members: leaving });
  if (leaving.length > 0) unseat(posting, leaving, number, { withTeam: true });
  for (const id of members) relabel(posting, id);
}

/** Throws ApiError 431 unless the actor is a member or, of a managed team, an admin of it or of its organisation. */
export function requireTeamSay({ world, actorId }: TeamWork, teamId: string): void {
  const fields = world.teams.fieldsOf(teamId);
  const organisation = world.organisations.find(textOf(fields, 'organisation_id'));
  const isOrgAdmin = organisation !== undefined && world.organisations.isAdmin(organisation, actorId);
  const lists = fields.is_managed === true ? ['admins'] : ['members', 'admins'];
  if (isOrgAdmin || lists.some((list) => textsOf(fields, list).includes(actorId))) return;
  throw refused('not_team_member', 'Must be member or team admin!');
}

export function endTeam(work: TeamWork, teamId: string): void {
  const { world } = work;
  const members = world.teams.membersOf(teamId);
  for (const posting of conversationsOf(work, teamId)) removeTeamFrom(posting, teamId);
  world.teams.change(teamId, { is_deleted: true });
  for (const id of members) takeLabel(work, teamId, id);
}

/** Members keep the label of a team that gets another name, under that name. */
export function renameTeam(work: TeamWork, teamId: string, team_name: string): void {
  const { world, changes } = work;
  world.teams.change(teamId, { team_name });
  for (const id of world.teams.membersOf(teamId)) {
    const label = world.labels.findOfTeam(id, teamId);
    if (label) changes.tell(id, world.labels.change(id, label, { label: team_name }).text);
  }
}

/** A place to post to, in the actor's name, for each conversation of a team. */
function conversationsOf({ world, changes, actorId }: TeamWork, teamId: string): Posting[] {
  const conversations: readonly LiveConversation[] = world.conversationsWith((one) =>
    idsIn(one, 'teams').includes(teamId),
  );
  return conversations.map((conversation) => ({ world, changes, conversation, actorId }));
}

/** Neither who came by themselves, nor the creator, nor who is in another team of the conversation. */
function goesWithTeam({ world, conversation }: Posting, teamId: string, accountId: string): boolean {
  const seat = conversation.findSeat(accountId);
  if (seat?.isMember === false || seat?.cameWithTeam === false) return false;
  if (conversation.facts.creatorId === accountId) return false;
  const others = idsIn(conversation, 'teams').filter((id) => id !== teamId);
  return !others.some((id) => world.teams.membersOf(id).includes(accountId));
}

const bringing = (world: LiveWorld, team_id: string): Bringing => ({
  team_id,
  team_name: textOf(world.teams.fieldsOf(team_id), 'team_name'),
});

/** Whoever can sign in has a label for each of their teams. */
function giveLabel({ world, changes }: Omit<TeamWork, 'actorId'>, teamId: string, accountId: string): void {
  if (world.accounts.find(accountId) === undefined || world.labels.findOfTeam(accountId, teamId)) return;
  const label = world.labels.add(accountId, bringing(world, teamId).team_name, {
    mk_label_type: 'system_label',
    mk_label_subtype: 'team_label',
    is_on_left_pane: false,
    team_id: teamId,
  });
  changes.tell(accountId, label.text);
}

function takeLabel({ world, changes }: TeamWork, teamId: string, accountId: string): void {
  const label = world.labels.findOfTeam(accountId, teamId);
  if (label === undefined) return;
  changes.tell(accountId, JSON.stringify(world.labels.remove(accountId, label)));
  for (const conversation of world.conversationsOf(accountId)) {
    const ids = idsIn(conversation, 'teams');
    if (ids.includes(teamId)) relabel({ world, changes, conversation }, accountId);
  }
}
