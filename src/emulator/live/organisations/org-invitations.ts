// emulator/live: invitations into an organisation, taken or declined, by a reminder or by a mail (fleep-wire.md 9.18, 1.4).
// Invariant: an invitation is answered once; nobody is active in two organisations.
import { expiredNotification, refused } from '../../api-error.js';
import { textOf, type WireRecord } from '../../fields.js';
import type { Mail } from '../accounts/outbox.js';
import type { Changes } from '../changes.js';
import type { LiveWorld } from '../world.js';
import { type OrgWork, record, tellHeader } from './org-log.js';
import { setMember } from './org-members.js';
import { isOpen, type Organisation, statusOf } from './organisations.js';

/** Throws ApiError 431 when the invitation is no longer open. */
export function join(work: OrgWork, mailedToId?: string): void {
  const { world, organisation, actorId } = work;
  requireInvitation(organisation, actorId);
  if (world.organisations.activeOf(actorId))
    throw refused('in_organisation', 'You are already member of an organisation!');
  const email_account_id = mailedToId;
  record(work, 'activate_member', { email_account_id, member_account_id: actorId }, false);
  setMember(work, actorId, 'active');
  tellHeader(work);
}

/** Throws ApiError 431 when the invitation is no longer open. */
export function decline(work: OrgWork): void {
  const { organisation, actorId } = work;
  requireInvitation(organisation, actorId);
  record(work, 'member_declines', { member_account_id: actorId }, false);
  setMember(work, actorId, 'declined');
  tellHeader(work);
}

/** Whoever registers by the link of an invitation is in the organisation with that. */
export function joinByMail(world: LiveWorld, changes: Changes, { details }: Mail, accountId: string): void {
  const organisation = world.organisations.find(details.organisationId ?? '');
  if (organisation === undefined || !isInvited(organisation, accountId)) return;
  join({ world, changes, organisation, actorId: accountId }, accountId);
}

/** Throws ApiError 431 for the mail of an invitation that is gone. */
export function declineByMail(world: LiveWorld, changes: Changes, mail: Mail): void {
  const organisation = world.organisations.find(mail.details.organisationId ?? '');
  if (organisation === undefined || mail.accountId === undefined) throw expiredNotification();
  decline({ world, changes, organisation, actorId: mail.accountId });
  world.outbox.spend(mail, 'decline');
}

/** A reminder that is clicked away; one that stands for nothing that is here is put out all the same. */
export function declineByReminder(world: LiveWorld, changes: Changes, accountId: string, reminder: WireRecord): void {
  const organisation = world.organisations.find(textOf(reminder, 'organisation_id'));
  if (organisation !== undefined && isInvited(organisation, accountId)) {
    decline({ world, changes, organisation, actorId: accountId });
    return;
  }
  changes.tell(accountId, world.reminders.put(accountId, { ...reminder, is_active: false }));
}

/** Throws ApiError 431 unless the reminder is the account's own and stands for an open invitation into the organisation. */
export function requireReminder({ world, organisation, actorId }: OrgWork, reminderId: string): void {
  const reminder = world.reminders.find(reminderId, actorId);
  const isRight = reminder?.organisation_id === organisation.id && reminder.is_active !== false;
  if (!isRight || Number(reminder.expire_time ?? Number.POSITIVE_INFINITY) <= world.clock.now()) {
    throw refused('no_invitation', 'This invitation is no longer valid!');
  }
}

const isInvited = (organisation: Organisation, accountId: string): boolean =>
  isOpen(organisation) && statusOf(organisation, accountId) === 'pending';

function requireInvitation(organisation: Organisation, accountId: string): void {
  if (!isInvited(organisation, accountId)) throw refused('no_invitation', 'This invitation is no longer valid!');
}
