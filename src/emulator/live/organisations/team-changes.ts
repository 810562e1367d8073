// emulator/live: everything that one call changes about a team (fleep-wire.md section 2, row 80; 4.7).
// Invariant: nothing is changed when any of it is refused; each kind of change raises the version by one and, of a team that an
// organisation manages, is an event of its log.
import { refused } from '../../api-error.js';
import { textOf, textsOf, type WireRecord } from '../../fields.js';
import { getOrganisationOf, manage } from '../conversations/managing.js';
import type { Posting } from '../messages/posting.js';
import { record } from './org-log.js';
import { type Organisation, statusOf } from './organisations.js';
import { addTeamTo, joinTeam, leaveTeam, removeTeamFrom, renameTeam, type TeamWork, tellTeam } from './teaming.js';

export interface TeamChange {
  readonly name?: string | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** They lose what managed conversations had. */
  readonly kicked: readonly string[];
  readonly addedAdmins: readonly string[];
  readonly removedAdmins: readonly string[];
  readonly isAutojoin?: boolean | undefined;
  readonly isManaged?: boolean | undefined;
  readonly isOrgWide?: boolean | undefined;
  readonly addedTo: readonly Posting[];
  readonly removedFrom: readonly Posting[];
}

/** Gives those who are gone. Throws ApiError 431. */
export function changeTeam(work: TeamWork, teamId: string, change: TeamChange): string[] {
  const { world } = work;
  const fields = world.teams.fieldsOf(teamId);
  const willBeManaged = change.isManaged ?? fields.is_managed === true;
  requirePossible(change, fields.is_managed === true, willBeManaged);
  const organisation = change.isManaged && fields.is_managed !== true ? getOrganisationOf(work) : undefined;
  if (change.name !== undefined && change.name !== fields.team_name) rename(work, teamId, change.name);
  setManaged(work, teamId, change.isManaged, organisation);
  takeIn(work, teamId, change);
  const gone = [...letGo(work, teamId, change.removed), ...letGo(work, teamId, change.kicked, true)];
  setAdmins(work, teamId, change.addedAdmins, change.removedAdmins);
  setAutojoin(work, teamId, change.isAutojoin);
  setConversations(work, teamId, change);
  return gone;
}

/** People of the organisation who belong into its org-wide teams: those who are in it, and those who are asked to be. */
export function orgWideIds(organisation: Organisation): string[] {
  return [...organisation.members.keys()].filter((id) => {
    return ['active', 'pending'].includes(statusOf(organisation, id) ?? '');
  });
}

/** Somebody who comes into an organisation comes into its org-wide teams. */
export function joinOrgWideTeams(work: TeamWork, organisation: Organisation, accountId: string): void {
  const { world } = work;
  const wide = world.teams.idsWith((fields) => {
    return fields.organisation_id === organisation.id && fields.is_org_wide === true && fields.is_deleted !== true;
  });
  for (const teamId of wide) {
    const member_ids = joinTeam(work, teamId, [accountId]);
    if (member_ids.length === 0) continue;
    recordTeam(work, teamId, 'add_members', { member_ids });
    tellTeam(work, teamId);
  }
}

/** An event of the log of the organisation that manages a team; nothing for any other team. */
export function recordTeam(work: TeamWork, teamId: string, type: string, data: WireRecord = {}): void {
  const { team_name, organisation_id } = work.world.teams.fieldsOf(teamId);
  const organisation = work.world.organisations.find(textOf({ organisation_id }, 'organisation_id'));
  if (organisation) record({ ...work, organisation }, `team.${type}`, { team_id: teamId, team_name, ...data });
}

/** What the log says of conversations. */
export function conversationData(postings: readonly Posting[]): WireRecord {
  const ids = postings.map(({ conversation }) => conversation.id);
  const topics = postings.map(({ conversation }) => JSON.parse(conversation.header.get('topic') ?? '""'));
  return { conversation_ids: ids.length === 0 ? null : ids, conversation_topics: ids.length === 0 ? null : topics };
}

/** Throws ApiError 431. */
export function requireManaged(isOrgWide: boolean | undefined, isManaged: boolean): void {
  if (isOrgWide && !isManaged) throw refused('not_managed', 'Only managed teams are for all of an organisation.');
}

function requirePossible(change: TeamChange, isManaged: boolean, willBeManaged: boolean): void {
  const hasAdmins = change.addedAdmins.length + change.removedAdmins.length > 0;
  if (hasAdmins && !willBeManaged) throw refused('not_managed', 'Only managed teams have admins.');
  requireManaged(change.isOrgWide, willBeManaged);
  if (change.kicked.length > 0 && !isManaged) throw refused('not_managed', 'Can not kick from an unmanaged team!');
}

function rename(work: TeamWork, teamId: string, name: string): void {
  renameTeam(work, teamId, name);
  recordTeam(work, teamId, 'rename');
}

function setManaged(work: TeamWork, teamId: string, isManaged: boolean | undefined, organisation?: Organisation): void {
  const { world, actorId } = work;
  const fields = world.teams.fieldsOf(teamId);
  if (organisation !== undefined) {
    const admins = [...new Set([...textsOf(fields, 'admins'), actorId])];
    const managed_time = world.clock.now();
    world.teams.change(teamId, { is_managed: true, organisation_id: organisation.id, admins, managed_time });
    recordTeam(work, teamId, 'set_managed');
  } else if (isManaged === false && fields.is_managed === true) {
    recordTeam(work, teamId, 'set_unmanaged');
    world.teams.change(teamId, { is_managed: false, organisation_id: null, admins: [], is_org_wide: false });
  }
}

function takeIn(work: TeamWork, teamId: string, { added, isOrgWide }: TeamChange): void {
  const { world } = work;
  const fields = world.teams.fieldsOf(teamId);
  const isNew = isOrgWide !== undefined && isOrgWide !== (fields.is_org_wide === true);
  if (isNew) {
    world.teams.change(teamId, { is_org_wide: isOrgWide });
    recordTeam(work, teamId, 'set_org_wide', { is_org_wide: isOrgWide });
  }
  const organisation = world.organisations.find(textOf(fields, 'organisation_id'));
  const everybody = isNew && isOrgWide && organisation ? orgWideIds(organisation) : [];
  const member_ids = joinTeam(work, teamId, [...added, ...everybody]);
  if (member_ids.length > 0) recordTeam(work, teamId, 'add_members', { member_ids });
}

function letGo(work: TeamWork, teamId: string, accountIds: readonly string[], isKick = false): string[] {
  const member_ids = leaveTeam(work, teamId, accountIds, isKick);
  if (member_ids.length > 0) recordTeam(work, teamId, isKick ? 'kick_members' : 'remove_members', { member_ids });
  return member_ids;
}

function setAdmins(work: TeamWork, teamId: string, added: readonly string[], removed: readonly string[]): void {
  const { world } = work;
  const admins = textsOf(world.teams.fieldsOf(teamId), 'admins');
  const members = world.teams.membersOf(teamId);
  const coming = [...new Set(added)].filter((id) => members.includes(id) && !admins.includes(id));
  const going = removed.filter((id) => admins.includes(id));
  if (coming.length > 0) {
    world.teams.change(teamId, { admins: [...admins, ...coming] });
    recordTeam(work, teamId, 'add_admins', { member_ids: coming });
  }
  if (going.length > 0) {
    world.teams.change(teamId, { admins: [...admins, ...coming].filter((id) => !going.includes(id)) });
    recordTeam(work, teamId, 'remove_admins', { member_ids: going });
  }
}

function setAutojoin(work: TeamWork, teamId: string, isAutojoin: boolean | undefined): void {
  const { world } = work;
  if (isAutojoin === undefined || isAutojoin === (world.teams.fieldsOf(teamId).is_autojoin === true)) return;
  world.teams.change(teamId, { is_autojoin: isAutojoin });
  recordTeam(work, teamId, 'set_autojoin', { is_autojoin: isAutojoin });
}

function setConversations(work: TeamWork, teamId: string, { addedTo, removedFrom }: TeamChange): void {
  const isManaged = work.world.teams.fieldsOf(teamId).is_managed === true;
  for (const posting of addedTo) {
    addTeamTo(posting, teamId);
    if (isManaged) manage(posting);
  }
  for (const posting of removedFrom) removeTeamFrom(posting, teamId);
  if (addedTo.length > 0) recordTeam(work, teamId, 'add_conversations', conversationData(addedTo));
  if (removedFrom.length > 0) recordTeam(work, teamId, 'remove_conversations', conversationData(removedFrom));
}
