// emulator/live: who is in an organisation (fleep-wire.md 4.7, org_member; 9.12, 9.18).
// Invariant: the contact of an active member names the organisation, nobody else's does; an organisation that is open has an active
// admin; an invitation is open exactly while its member is pending.
import { randomUUID } from 'node:crypto';
import { refused } from '../../api-error.js';
import { parseRecord, textOf } from '../../fields.js';
import { changeContact } from '../accounts/contacts.js';
import { quotaBytes } from '../accounts/profiles.js';
import type { Changes } from '../changes.js';
import type { LiveWorld } from '../world.js';
import { type OrgWork, record, tellHeader } from './org-log.js';
import { activeIds, type MemberStatus, nameOf, type Organisation, statusOf } from './organisations.js';
import { joinOrgWideTeams } from './team-changes.js';

const DAY_S = 86_400;
const TRIAL_DAYS = 30;
/** Of those who are in an organisation, or asked to be. */
const BELONGING: ReadonlySet<string> = new Set(['bms_active', 'bms_pending', 'bms_suspended']);

/** The founder is its first member and admin. Throws ApiError 431 for somebody who is in one already. */
export function beginOrganisation(world: LiveWorld, changes: Changes, founderId: string, name: string): OrgWork {
  if (world.organisations.activeOf(founderId))
    throw refused('in_organisation', 'You are already member of an organisation!');
  const trial_time = world.clock.now() + TRIAL_DAYS * DAY_S;
  const organisation = world.organisations.begin(founderId, name, { trial_time, grace_time: 0 });
  const work = { world, changes, organisation, actorId: founderId };
  record(work, 'create_org', { organisation_name: name });
  setMember(work, founderId, 'active', { is_admin: true });
  tellHeader(work);
  return work;
}

/** Puts somebody into a status; `fields` are further fields of the record. */
export function setMember(
  work: OrgWork,
  accountId: string,
  status: MemberStatus,
  fields: { is_admin?: boolean; inviter_id?: string } = {},
): void {
  const { organisation } = work;
  const before = organisation.members.get(accountId);
  organisation.members.set(accountId, {
    mk_rec_type: 'org_member',
    organisation_id: organisation.id,
    account_id: accountId,
    is_admin: false,
    ...before,
    ...fields,
    mk_member_status: `bms_${status}`,
  });
  if (status !== 'pending') closeInvitations(work, accountId);
  markContact(work, accountId);
  const isIn = status === 'active' || status === 'pending';
  if (isIn && !BELONGING.has(textOf(before ?? {}, 'mk_member_status'))) joinOrgWideTeams(work, organisation, accountId);
}

/** Asks people to join: by a reminder, and by mail who has only that. Those who are in it, or asked, stay as they are. */
export function invite(work: OrgWork, accountIds: readonly string[]): void {
  const { world, organisation, actorId } = work;
  for (const id of new Set(accountIds)) {
    const status = statusOf(organisation, id);
    if (status === 'active' || status === 'pending' || status === 'suspended' || !world.accounts.exists(id)) continue;
    setMember(work, id, 'pending', { is_admin: false, inviter_id: actorId });
    remind(work, id);
    if (world.accounts.find(id)?.password === undefined) sendInvitation(work, id);
  }
}

/** Throws ApiError 431 when nobody would be left who can look after the organisation. */
export function requireAdminBeside({ organisation }: OrgWork, goingIds: readonly string[]): void {
  const admins = activeIds(organisation).filter((id) => organisation.members.get(id)?.is_admin === true);
  if (admins.length > 0 && admins.every((id) => goingIds.includes(id))) {
    throw refused('last_admin', 'Organisation must have at least one admin!');
  }
}

/** JSON texts of all members, by account id as the service has them. */
export const memberTexts = ({ members }: Organisation): string[] =>
  [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fields]) => JSON.stringify(fields));

/** The contact says where somebody works; what only the owner is told of it goes to the owner. */
function markContact({ world, changes, organisation }: OrgWork, accountId: string): void {
  const status = statusOf(organisation, accountId);
  const isIn = status === 'active' || status === 'suspended';
  const isHere = textOf(world.accounts.fieldsOf(accountId), 'organisation_id') === organisation.id;
  if (!isIn && !isHere) return;
  world.accounts.changeFor(accountId, accountId, {
    organisation_name: isIn ? nameOf(organisation) : undefined,
    is_org_admin: isIn ? organisation.members.get(accountId)?.is_admin === true : undefined,
  });
  changeContact(world, changes, accountId, {
    organisation_id: isIn ? organisation.id : null,
    storage_quota_bytes: quotaBytes(isIn),
  });
}

function remind({ world, changes, organisation, actorId }: OrgWork, accountId: string): void {
  const now = world.clock.now();
  const text = world.reminders.put(accountId, {
    mk_rec_type: 'reminder',
    reminder_id: randomUUID(),
    account_id: accountId,
    creator_id: actorId,
    mk_reminder_type: 'org_invite',
    organisation_id: organisation.id,
    remind_time: now,
    expire_time: now + TRIAL_DAYS * DAY_S,
    is_active: true,
  });
  changes.tell(accountId, text);
}

function sendInvitation({ world, organisation, actorId }: OrgWork, accountId: string): void {
  world.limits.count('invite', actorId);
  world.outbox.send({
    kind: 'org_invite',
    to: textOf(world.accounts.fieldsOf(accountId), 'email'),
    accountId,
    subject: `Invitation to ${nameOf(organisation)}`,
    body: `${world.displayNameOf(actorId)} invites you to join the organization ${nameOf(organisation)} on Fleep:`,
    details: { organisationId: organisation.id },
  });
}

function closeInvitations({ world, changes, organisation }: OrgWork, accountId: string): void {
  const reminders = world.reminders.of(accountId).map(parseRecord);
  for (const reminder of reminders) {
    if (reminder.organisation_id !== organisation.id || reminder.is_active === false) continue;
    changes.tell(accountId, world.reminders.put(accountId, { ...reminder, is_active: false }));
  }
  world.outbox.cancel(({ kind, details, accountId: to }) => {
    return kind === 'org_invite' && to === accountId && details.organisationId === organisation.id;
  });
}
