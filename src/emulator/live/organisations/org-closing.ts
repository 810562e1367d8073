// emulator/live: people who go out of an organisation, and organisations that end (fleep-wire.md 3.7, 4.3 unmanage, 9.18).
// Invariant: what an organisation that ends has managed belongs to its members again, and nobody's contact names it.
import { textOf, textsOf } from '../../fields.js';
import { idsIn } from '../../view.js';
import { changeContact } from '../accounts/contacts.js';
import { supportIdOf } from '../accounts/support.js';
import type { Changes } from '../changes.js';
import { closeAccount } from '../conversations/closing.js';
import { unmanage } from '../conversations/managing.js';
import { removeMembers } from '../conversations/membership.js';
import type { Posting } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';
import { type OrgWork, record, tellHeader } from './org-log.js';
import { setMember } from './org-members.js';
import { activeIds, nameOf, type Organisation } from './organisations.js';
import { leaveTeam, tellTeam } from './teaming.js';

/** Lets somebody go. Members of its conversations they stay, admins of what it manages they do not. */
export function release(work: OrgWork, accountId: string): void {
  setMember(work, accountId, 'removed', { is_admin: false });
  for (const posting of managedPostings(work)) takeAdmin(posting, accountId);
  for (const teamId of managedTeams(work)) {
    const admins = textsOf(work.world.teams.fieldsOf(teamId), 'admins');
    if (!admins.includes(accountId)) continue;
    work.world.teams.change(teamId, { admins: admins.filter((id) => id !== accountId) });
    tellTeam(work, teamId);
  }
  notify(work, accountId, `You have been removed from ${nameOf(work.organisation)}`, {
    body: `has removed your Fleep account from the organization ${nameOf(work.organisation)}.`,
  });
}

/** Lets somebody go, out of all that is managed as well: they lose what they had there. */
export function expel(work: OrgWork, accountId: string): void {
  for (const teamId of managedTeams(work)) {
    if (leaveTeam(work, teamId, [accountId], true).length > 0) tellTeam(work, teamId, [accountId]);
  }
  for (const posting of managedPostings(work)) removeMembers(posting, [accountId], 'kickV2');
  release(work, accountId);
}

/** Ends the account of somebody, which an admin can do to who is in the organisation. */
export function closeMember(work: OrgWork, accountId: string): void {
  notify(work, accountId, 'Your Fleep account has been deleted', { body: 'has deleted your Fleep account.' });
  setMember(work, accountId, 'closed', { is_admin: false });
  closeAccount(work.world, work.changes, accountId);
  if (textOf(work.world.accounts.fieldsOf(accountId), 'organisation_id') !== '') {
    changeContact(work.world, work.changes, accountId, { organisation_id: null });
  }
}

export function closeOrganisation(work: OrgWork): void {
  const { world, organisation, actorId } = work;
  const memberIds = activeIds(organisation);
  for (const posting of managedPostings(work)) unmanage({ ...posting, actorId: supportIdOf(world) });
  for (const teamId of managedTeams(work)) giveBackTeam(work, teamId);
  for (const id of organisation.members.keys()) if (id !== actorId && memberIds.includes(id)) tellOfEnd(work, id);
  tellOfEnd(work, actorId);
  record(work, 'close_org', { organisation_name: nameOf(organisation) });
  for (const id of [...organisation.members.keys()]) setMember(work, id, 'removed', { is_admin: false });
  organisation.header = { ...organisation.header, status: 'bos_closed' };
  tellHeader(work, memberIds);
}

/** A founder who is the last one left can close the own account, and the organisation ends with it. Says whether that is so. */
export function closeWithFounder(
  world: LiveWorld,
  changes: Changes,
  organisation: Organisation,
  accountId: string,
): boolean {
  if (activeIds(organisation).some((id) => id !== accountId)) return false;
  closeOrganisation({ world, changes, organisation, actorId: accountId });
  return true;
}

/** Places to post to in the conversations that the organisation manages. */
export function managedPostings({ world, changes, organisation, actorId }: OrgWork): Posting[] {
  const ours = JSON.stringify(organisation.id);
  const managed = world.conversationsWith(({ header }) => header.get('organisation_id') === ours);
  return managed.map((conversation) => ({ world, changes, conversation, actorId }));
}

export const managedTeams = ({ world, organisation }: OrgWork): readonly string[] =>
  world.teams.idsWith((fields) => fields.organisation_id === organisation.id && fields.is_deleted !== true);

function takeAdmin({ changes, conversation }: Posting, accountId: string): void {
  const admins = idsIn(conversation, 'admins');
  if (admins.includes(accountId)) {
    changes.setHeader(conversation, { admins: admins.filter((id) => id !== accountId) });
  }
}

function giveBackTeam(work: OrgWork, teamId: string): void {
  const { team_name } = work.world.teams.fieldsOf(teamId);
  work.world.teams.change(teamId, { is_managed: false, organisation_id: null, admins: [] });
  record(work, 'team.set_unmanaged', { team_id: teamId, team_name });
  tellTeam(work, teamId);
}

function tellOfEnd(work: OrgWork, accountId: string): void {
  const name = nameOf(work.organisation);
  const isCloser = accountId === work.actorId;
  notify(
    work,
    accountId,
    isCloser ? 'You deleted the Fleep for Business organization' : `${name} has been deleted on Fleep`,
    {
      body: isCloser
        ? `You have successfully deleted the organization ${name}.`
        : `has deleted the organization ${name}.`,
      isOwnDoing: isCloser,
    },
  );
}

function notify(
  { world, actorId }: OrgWork,
  accountId: string,
  subject: string,
  more: { body: string; isOwnDoing?: boolean },
) {
  const to = world.accounts.find(accountId)?.email ?? textOf(world.accounts.fieldsOf(accountId), 'email');
  const body = more.isOwnDoing ? more.body : `${world.displayNameOf(actorId)} ${more.body}`;
  world.outbox.send({ kind: 'notice', to, accountId, subject, body });
}
