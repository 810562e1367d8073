// emulator/calls: making, changing and ending organisations, and who is in them (fleep-wire.md section 2, other mutating paths; 9.18).
// Invariant: only an active admin changes anything but the own membership; what others see of it they hear of in their polls.
import { badRequest, forbidden, notFound, refused, unauthorized } from '../api-error.js';
import { givenList, requiredText, textArgument } from '../arguments.js';
import { textsOf } from '../fields.js';
import { changeContact } from '../live/accounts/contacts.js';
import { manage } from '../live/conversations/managing.js';
import type { Posting } from '../live/messages/posting.js';
import { closeMember, closeOrganisation, expel, release } from '../live/organisations/org-closing.js';
import { decline, declineByMail, join, requireReminder } from '../live/organisations/org-invitations.js';
import { type OrgWork, record, tellHeader } from '../live/organisations/org-log.js';
import { beginOrganisation, invite, requireAdminBeside, setMember } from '../live/organisations/org-members.js';
import { isOpen, statusOf } from '../live/organisations/organisations.js';
import { requireTeamSay, tellTeam } from '../live/organisations/teaming.js';
import { idsIn } from '../view.js';
import { type Call, type Handler, listOf } from './call.js';
import { done, type OpenAnswer, type OpenCall, type OpenHandler } from './open-call.js';
import { getWork, headerText, membersAnswer } from './organisations.js';

export const organisationMemberCalls: Readonly<Record<string, Handler>> = {
  'business/create': create,
  'business/configure': configure,
  'business/join': (call) => {
    const work = getWork(call);
    const reminderId = requiredText(call.body, 'reminder_id');
    requireReminder(work, reminderId);
    join(work);
    const own = call.world.accounts.findContact(call.accountId, call.accountId)?.text ?? '{}';
    const reminder = JSON.stringify(call.world.reminders.find(reminderId, call.accountId));
    return listOf('stream', [headerText(work), own, reminder]);
  },
  'business/close': (call) => {
    const work = getAdminWork(call);
    closeOrganisation(work);
    return listOf('stream', [headerText(work)]);
  },
  'business/invite_team': inviteTeam,
  'business/reset_password': resetPassword,
};

export const openOrganisationCalls: Readonly<Record<string, OpenHandler>> = {
  'business/decline_invite': declineInvite,
};

/** Throws ApiError 430 for no organisation, 403 for one that the account is no active admin of. */
export function getAdminWork(call: Call): OrgWork {
  const work = getWork(call);
  if (!call.world.organisations.isAdmin(work.organisation, call.accountId)) throw forbidden();
  return work;
}

function create({ world, changes, accountId, body }: Call): string {
  const name = requiredText(body, 'organisation_name').trim();
  if (name === '') throw badRequest('organisation_name is empty.');
  const work = beginOrganisation(world, changes, accountId, name);
  return listOf('stream', [headerText(work), world.accounts.findContact(accountId, accountId)?.text ?? '{}']);
}

/** What can be done to accounts, in the order in which it is done. */
const LISTS = [
  'add_account_ids',
  'remove_account_ids',
  'kick_account_ids',
  'close_account_ids',
  'suspend_account_ids',
  'activate_account_ids',
  'add_admin_ids',
  'remove_admin_ids',
] as const;
type List = (typeof LISTS)[number];

function configure(call: Call): string {
  const work = getAdminWork(call);
  const name = textArgument(call.body, 'organisation_name')?.trim();
  if (name === '') throw badRequest('organisation_name is empty.');
  const lists = LISTS.map((list) => [list, givenList(call.body, list)] as const);
  const given = lists.flatMap(([list, ids]) => (ids === undefined ? [] : [[list, ids] as const]));
  checkMembers(work, new Map(given));
  record(work, 'configure_org', { organisation_name: name, ...Object.fromEntries(given) });
  if (name !== undefined) work.organisation.header = { ...work.organisation.header, organisation_name: name };
  for (const [list, ids] of given) for (const id of ids) EFFECTS[list](call, work, id);
  if (name !== undefined) for (const id of work.organisation.members.keys()) renew(work, id);
  tellHeader(
    work,
    given.flatMap(([, ids]) => ids),
  );
  return membersAnswer(work);
}

/** Everybody but who is invited has to be in it already, and somebody has to be left to look after it. */
function checkMembers(work: OrgWork, lists: ReadonlyMap<List, readonly string[]>): void {
  const { organisation, world } = work;
  const invited = lists.get('add_account_ids') ?? [];
  for (const id of invited) if (!world.accounts.exists(id)) throw refused('no_account', 'There is no such account!');
  for (const [list, ids] of lists) {
    const isKnown = (id: string) => organisation.members.has(id) || invited.includes(id);
    if (list !== 'add_account_ids' && !ids.every(isKnown)) throw refused('not_member', 'Not member of organisation!');
  }
  const going = LISTS.filter((list) => /^(?:remove|kick|close|suspend)_/.test(list)).flatMap(
    (list) => lists.get(list) ?? [],
  );
  requireAdminBeside(
    work,
    going.filter((id) => lists.get('add_admin_ids')?.includes(id) !== true),
  );
}

const EFFECTS: Readonly<Record<List, (call: Call, work: OrgWork, accountId: string) => void>> = {
  add_account_ids: (_call, work, id) => invite(work, [id]),
  remove_account_ids: (_call, work, id) => release(work, id),
  kick_account_ids: (_call, work, id) => expel(work, id),
  close_account_ids: ({ sessions }, work, id) => {
    closeMember(work, id);
    sessions.signOutEverywhere(id);
  },
  suspend_account_ids: ({ world, changes, sessions }, work, id) => {
    setMember(work, id, 'suspended');
    changeContact(world, changes, id, { mk_account_status: 'banned' });
    sessions.signOutEverywhere(id);
  },
  activate_account_ids: ({ world, changes }, work, id) => {
    setMember(work, id, 'active');
    changeContact(world, changes, id, { mk_account_status: 'active' });
  },
  add_admin_ids: (_call, work, id) => renew(work, id, true),
  remove_admin_ids: (_call, work, id) => renew(work, id, false),
};

/** The record and the contact say again what is so. */
function renew(work: OrgWork, accountId: string, is_admin?: boolean): void {
  const status = statusOf(work.organisation, accountId);
  if (status !== undefined) setMember(work, accountId, status, is_admin === undefined ? {} : { is_admin });
}

/** Everybody of a team is invited; the team and its conversations come under the organisation. */
function inviteTeam(call: Call): string {
  const { world } = call;
  const work = getAdminWork(call);
  const teamId = requiredText(call.body, 'team_id');
  requireTeamSay(work, teamId);
  const team = world.teams.fieldsOf(teamId);
  const ids = textsOf(team, 'members').filter((id) => statusOf(work.organisation, id) !== 'active');
  record(work, 'configure_org', { add_account_ids: ids });
  invite(work, ids);
  world.teams.change(teamId, { is_managed: true, organisation_id: work.organisation.id, admins: [call.accountId] });
  record(work, 'team.set_managed', { team_id: teamId, team_name: team.team_name });
  for (const posting of teamPostings(work, teamId)) manage(posting);
  tellTeam(work, teamId);
  tellHeader(work);
  return listOf('stream', [headerText(work), world.teams.find(teamId)?.text ?? '{}', ...memberRecords(work)]);
}

const memberRecords = ({ organisation }: OrgWork): string[] =>
  [...organisation.members.values()].map((fields) => JSON.stringify(fields));

/** Places to post to in the conversations that have a team and that the actor is in. */
function teamPostings({ world, changes, actorId }: OrgWork, teamId: string): Posting[] {
  const having = world.conversationsOf(actorId).filter((one) => idsIn(one, 'teams').includes(teamId));
  return having.map((conversation) => ({ world, changes, conversation, actorId }));
}

function resetPassword(call: Call): string {
  const { world, sessions, body } = call;
  const { organisation } = getAdminWork(call);
  const accountId = requiredText(body, 'profile_id');
  const password = requiredText(body, 'password');
  const account = world.accounts.find(accountId);
  if (account?.password === undefined || statusOf(organisation, accountId) !== 'active') {
    throw refused('not_member', 'Not member of organisation!');
  }
  if (password === '') throw refused('weak_password', 'Password is too short!');
  account.password = password;
  sessions.signOutEverywhere(accountId);
  const body_ = `${world.displayNameOf(call.accountId)} has reset the password of your Fleep account.`;
  world.outbox.send({
    kind: 'notice',
    to: account.email,
    accountId,
    subject: 'Your Fleep password has been reset',
    body: body_,
  });
  return '{}';
}

/** With a session and a reminder, or by the link of the mail. */
function declineInvite({ world, changes, session, id, body }: OpenCall): OpenAnswer {
  const notification = textArgument(body, 'notification_id');
  if (notification !== undefined) {
    declineByMail(world, changes, world.outbox.get(notification, 'decline'));
    return done;
  }
  if (session === undefined) throw unauthorized();
  const organisation = world.organisations.find(id);
  if (organisation === undefined || !isOpen(organisation)) throw notFound('Organisation');
  const work = { world, changes, organisation, actorId: session.accountId };
  const reminderId = textArgument(body, 'reminder_id');
  if (reminderId !== undefined) requireReminder(work, reminderId);
  decline(work);
  return done;
}
