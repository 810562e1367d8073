// emulator/calls: conversation/store: whatever is different about a conversation, in one call (fleep-wire.md section 2, row 44; the
// names of 2016 too).
// Invariant: everything that can be refused is refused before the first change. People come before teams, both before what is
// disclosed to them, and whoever leaves does so last.
import { notMember, refused } from '../api-error.js';
import { textArgument } from '../arguments.js';
import { deleteUpTo, hideUpTo, setAlerts, setSnooze } from '../live/accounts/own-settings.js';
import { deleteByAdmin } from '../live/conversations/deleting.js';
import { disclose } from '../live/conversations/disclosing.js';
import { accountsOf } from '../live/conversations/invited.js';
import {
  getOrganisationOf,
  isManaged,
  logChange,
  manage,
  requireSay,
  unmanage,
} from '../live/conversations/managing.js';
import { addMembers, newcomersAmong, removeMembers } from '../live/conversations/membership.js';
import { moveReadHorizon } from '../live/conversations/reading.js';
import { setAdmins, setShared } from '../live/conversations/settings.js';
import { requireLabels, requireNames, setLabelsById, setLabelsByName } from '../live/labels/label-changes.js';
import type { Posting } from '../live/messages/posting.js';
import { addTeamTo, removeTeamFrom, tellTeam } from '../live/organisations/teaming.js';
import { idsIn } from '../view.js';
import type { Call, Handler } from './call.js';
import { getPlace } from './conversation-state.js';
import { type Own, ownIn, type People, peopleIn, type Shared, sharedIn } from './store-arguments.js';
import { syncAnswer } from './sync-answer.js';

export const storeCalls: Readonly<Record<string, Handler>> = { 'conversation/store': store };

/** Who has left can take the conversation off the list, and nothing else. */
const FOR_LEAVERS = new Set([
  'is_deleted',
  'hide_message_nr',
  'from_message_nr',
  'client_req_id',
  'ticket',
  'api_version',
]);

function store(call: Call): string {
  const { body } = call;
  const posting = getPlace(call);
  if (posting.conversation.findSeat(posting.actorId)?.isMember !== true) {
    const others = Object.entries(body).filter(([name, value]) => !FOR_LEAVERS.has(name) && value !== null);
    if (others.length > 0) throw notMember();
    storeOwn(posting, ownIn(body));
    return syncAnswer(call, posting);
  }
  const people = peopleIn(call);
  const shared = sharedIn(body);
  const own = ownIn(body);
  requireAll(call, posting, people, shared, own);
  const added = [...people.added, ...accountsOf(call.world, textArgument(body, 'add_emails') ?? '')];
  newcomersAmong(posting, added);
  storeShared(posting, shared);
  storePeople(posting, { ...people, added });
  storeAdmins(posting, shared);
  storeOwn(posting, own);
  if (shared.isDeletedByAdmin) deleteByAdmin(posting);
  else if (people.isLeaving) removeMembers(posting, [posting.actorId], 'leave');
  return syncAnswer(call, posting);
}

/** Throws ApiError 400, 430, 431. */
function requireAll(call: Call, posting: Posting, people: People, shared: Shared, own: Own): void {
  const { isManaged: managing, addedAdmins, removedAdmins, isDeletedByAdmin, ...settings } = shared;
  const willBeManaged = managing ?? isManaged(posting.conversation);
  const { added, removed, kicked, addedTeams, removedTeams } = people;
  const isOfPeople = [added, removed, kicked, addedTeams, removedTeams].some((list) => list.length > 0);
  const isOfAdmins = addedAdmins.length + removedAdmins.length > 0;
  const isOfSettings = [...Object.values(settings), managing].some((value) => value !== undefined);
  if (isOfPeople || isOfSettings || isDeletedByAdmin || textArgument(call.body, 'add_emails')) requireSay(posting);
  if (managing && !isManaged(posting.conversation)) getOrganisationOf(posting);
  if (kicked.length > 0 && !willBeManaged) throw refused('not_managed', 'Can not kick from an unmanaged conv!');
  if ((isDeletedByAdmin || isOfAdmins) && !willBeManaged)
    throw refused('not_managed', 'The conversation is not managed.');
  if (isOfAdmins && isManaged(posting.conversation)) requireSay(posting);
  requireNames(posting, own.labels ?? []);
  requireLabels(posting, own.labelIds ?? []);
}

function storeShared(posting: Posting, shared: Shared): void {
  if (shared.isManaged === true) manage(posting);
  setShared(posting, shared);
  if (shared.topic !== undefined) logChange(posting, 'set_topic');
}

function storePeople(posting: Posting, people: People): void {
  logPeople(posting, 'add_members', addMembers(posting, people.added));
  for (const teamId of people.addedTeams) addTeamTo(posting, teamId);
  const teamIds = people.disclosedTeams.filter((id) => idsIn(posting.conversation, 'teams').includes(id));
  const { disclosed: accountIds } = people;
  const begin = posting.conversation.findSeat(posting.actorId)?.begin ?? 1;
  if (accountIds.length + teamIds.length > 0) disclose(posting, { accountIds, teamIds }, begin);
  for (const teamId of people.removedTeams) removeTeamFrom(posting, teamId);
  for (const teamId of [...people.addedTeams, ...people.removedTeams]) tellTeam(posting, teamId);
  logPeople(posting, 'remove_members', removeMembers(posting, people.removed, 'kick'));
  logPeople(posting, 'kick_members', removeMembers(posting, people.kicked, 'kickV2'));
}

function storeAdmins(
  posting: Posting,
  { addedAdmins, removedAdmins, isManaged: managing, isDeletedByAdmin }: Shared,
): void {
  setAdmins(posting, addedAdmins, removedAdmins);
  logPeople(posting, 'add_admins', addedAdmins);
  logPeople(posting, 'remove_admins', removedAdmins);
  if (managing === false) unmanage(posting);
  if (isDeletedByAdmin) logChange(posting, 'delete_conversation_by_admin');
}

const logPeople = (posting: Posting, type: string, member_ids: readonly string[]): void => {
  if (member_ids.length > 0) logChange(posting, type, { member_ids });
};

function storeOwn(posting: Posting, own: Own): void {
  const { conversation, changes, actorId } = posting;
  if (own.requestId !== undefined) changes.setOwn(conversation, actorId, { client_req_id: own.requestId });
  if (own.alertLevel !== undefined) setAlerts(posting, own.alertLevel);
  if (own.snooze !== undefined) setSnooze(posting, own.snooze);
  if (own.labels !== undefined) setLabelsByName(posting, own.labels);
  if (own.labelIds !== undefined) setLabelsById(posting, own.labelIds);
  if (own.readNr !== undefined) moveReadHorizon(posting, own.readNr);
  if (own.hideNr !== undefined) hideUpTo(posting, own.hideNr);
  if (own.isDeleted) deleteUpTo(posting, Number.MAX_SAFE_INTEGER);
}
