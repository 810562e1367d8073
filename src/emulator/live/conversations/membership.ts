// emulator/live: who comes into a conversation and who leaves it (fleep-wire.md 3.6, 3.7).
// Invariant: the members of the header and the open seats name the same people; whoever comes begins the conversation anew, and
// whoever leaves keeps what was there, save what is confiscated.
import { refused } from '../../api-error.js';
import { parseRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import { lastingHeader } from '../../headers.js';
import { idsIn, viewOf } from '../../view.js';
import { relabel } from '../labels/labelling.js';
import { editedBy, type Posting, postSystem, revise } from '../messages/posting.js';
import { managedNumbers, organisationFields } from './managing.js';
import { renewNames } from './naming.js';
import { tellJoin } from './reading.js';
import { Seat } from './seat.js';

/** fleep-wire.md 1.5. */
const MOST_MEMBERS = 200;

/** The team that brings people along. */
export interface Bringing {
  readonly team_id: string;
  readonly team_name: string;
}

/**
 * Takes people in, those that are members already and closed accounts left out. Gives the ones who are new. Throws ApiError 431, and
 * changes nothing, when they are too many.
 */
export function addMembers(posting: Posting, accountIds: readonly string[], team?: Bringing): string[] {
  const newcomers = newcomersAmong(posting, accountIds);
  if (newcomers.length === 0) return [];
  const joinNr = team === undefined ? tellOfNewcomers(posting, newcomers) : tellOfTeam(posting, newcomers, team);
  seatNewcomers(posting, newcomers, joinNr, team !== undefined);
  for (const id of newcomers) tellJoin(posting, id);
  return newcomers;
}

/** Throws ApiError 431 when they are too many. */
export function newcomersAmong({ world, conversation }: Posting, accountIds: readonly string[]): string[] {
  const members = idsIn(conversation, 'members');
  const newcomers = [...new Set(accountIds)].filter((id) => {
    return !members.includes(id) && world.accounts.statusOf(id) !== 'closed';
  });
  if (newcomers.length > 0 && members.length + newcomers.length > MOST_MEMBERS) {
    throw refused('member_limit', 'member limit exceeded');
  }
  return newcomers;
}

/** Seats people who are members from `joinNr` on; what tells of them is in the flow already. */
export function seatNewcomers(posting: Posting, accountIds: readonly string[], joinNr: number, withTeam = false): void {
  const { world, conversation, changes } = posting;
  const members = idsIn(conversation, 'members');
  const without = (list: string) => idsIn(conversation, list).filter((id) => !accountIds.includes(id));
  changes.setHeader(conversation, {
    members: [...members, ...accountIds.filter((id) => !members.includes(id))],
    leavers: without('leavers'),
    guests: without('guests'),
  });
  const isDisclosed = conversation.header.get('is_disclose') === 'true';
  for (const id of accountIds) {
    const seat = conversation.findSeat(id) ?? newSeat(posting, id);
    seat.join(joinNr);
    seat.cameWithTeam = withTeam;
    if (isDisclosed) seat.disclose(1, joinNr - 1);
    world.noteSeat(conversation, id);
    seat.derive(...OF_MEMBERSHIP);
    changes.setOwn(conversation, id, { ...AT_JOIN, read_message_nr: joinNr - 1 });
    if (seat.fields.get('is_deleted') === 'true') changes.setOwn(conversation, id, { is_deleted: false });
    if (isDisclosed) changes.setOwn(conversation, id, { disclose_message_nr: 1 });
    changes.beginAnew(conversation, id);
  }
  introduce(posting);
  renewPeople(posting);
  for (const id of accountIds) relabel(posting, id);
}

const AT_JOIN = { can_post: undefined, send_message_nr: undefined, is_mark_unread: undefined, teams: undefined };

/** What a world states of these is out of date once somebody has come. */
const OF_MEMBERSHIP = `join_message_nr begin_message_nr send_message_nr last_message_nr read_inbox_nr unread_count
  inbox_message_nr can_post`.split(/\s+/);

/** What a world states of these it states of those whom it names, and of nobody else. */
const OF_OTHERS =
  `profile_id read_message_nr my_message_nr hide_message_nr delete_message_nr disclose_message_nr is_mark_unread
  is_deleted label_ids labels mk_alert_level snooze_interval snooze_time is_muted is_automute default_topic default_members
  export_files export_progress`.split(/\s+/);

function newSeat({ conversation }: Posting, accountId: string): Seat {
  const seat = conversation.addSeat(new Seat(accountId, []));
  seat.derive(...OF_OTHERS);
  return seat;
}

/** Lets members go. `payload` is what the system message says when it is not the usual. Gives those who were any. */
export function removeMembers(
  posting: Posting,
  accountIds: readonly string[],
  type: 'leave' | 'kick' | 'kickV2' | 'closeV2',
  payload: WireRecord | '' = goingPayload(posting, type, membersAmong(posting, accountIds)),
): string[] {
  const gone = membersAmong(posting, accountIds);
  if (gone.length === 0) return [];
  unseat(posting, gone, postSystem(posting, type, payload), { isConfiscated: type === 'kickV2' });
  return gone;
}

export function membersAmong({ conversation }: Posting, accountIds: readonly string[]): string[] {
  const members = idsIn(conversation, 'members');
  return [...new Set(accountIds)].filter((id) => members.includes(id) || conversation.findSeat(id)?.isMember);
}

interface Leaving {
  /** They lose what the conversation had while it was managed. */
  readonly isConfiscated?: boolean;
  /** They came with a team and go with it. */
  readonly withTeam?: boolean;
}

/** Ends memberships; what tells of that is in the flow under the number, which is the last that those gone see. */
export function unseat(posting: Posting, gone: readonly string[], lastNr: number, leaving: Leaving = {}): void {
  const { conversation, changes } = posting;
  const without = (list: string) => idsIn(conversation, list).filter((id) => !gone.includes(id));
  changes.setHeader(conversation, {
    members: without('members'),
    guests: without('guests'),
    admins: without('admins'),
    passive: without('passive'),
    leavers: [...without('leavers'), ...gone],
  });
  renewPeople(posting);
  for (const id of gone) endSeat(posting, id, lastNr, leaving);
}

function endSeat(posting: Posting, id: string, lastNr: number, { isConfiscated, withTeam }: Leaving): void {
  const { conversation, changes } = posting;
  const seat = conversation.findSeat(id);
  if (seat === undefined) return;
  seat.leave(lastNr);
  if (isConfiscated) seat.confiscate(managedNumbers(conversation), lastNr);
  changes.setOwn(conversation, id, { can_post: false, ...(withTeam ? { teams: [], label_ids: [] } : {}) });
  seat.freeze(lastingHeader(viewOf(conversation, id)));
  if (isConfiscated || withTeam) changes.beginAnew(conversation, id, true);
  else changes.addLeaver(conversation, id);
}

/** Puts everybody in the conversation into everybody's contacts; who is new to somebody is told of. */
function introduce({ world, conversation, changes }: Posting): void {
  const members = idsIn(conversation, 'members');
  for (const viewerId of members) {
    const met = members.filter((id) => world.accounts.meet(viewerId, id));
    changes.introduce(viewerId, ...met.flatMap((id) => world.accounts.findContact(id, viewerId)?.text ?? []));
  }
}

/** What of the header follows from who is in it: default names, and a subject line once somebody gets e-mail. */
function renewPeople(posting: Posting): void {
  const { world, conversation, changes } = posting;
  const getsEmail = idsIn(conversation, 'members').some((id) => world.accounts.statusOf(id) === 'new');
  if (getsEmail) changes.setHeader(conversation, { has_email_subject: true });
  renewNames(posting);
}

/** Right after the beginning the create message names the newcomers too; later an add message does. Gives their first number. */
function tellOfNewcomers(posting: Posting, newcomers: readonly string[]): number {
  const payload = freshPayload(posting);
  if (payload === undefined) return postSystem(posting, 'add', { members: newcomers });
  reviseCreate(posting, { ...payload, members: [...textsOf(payload, 'members'), ...newcomers] });
  return 1;
}

/** What the create message says, as long as it is all there is; undefined later. */
export function freshPayload({ conversation }: Posting): WireRecord | undefined {
  const first = conversation.facts.showNr === 1 ? conversation.findMessage(1) : undefined;
  if (first === undefined || textOf(first, 'mk_message_type') !== 'create') return undefined;
  return parseRecord(textOf(first, 'message') || '{}');
}

/** Gives the number of the event. */
export function reviseCreate(posting: Posting, payload: WireRecord): number {
  return revise(posting, 1, { message: JSON.stringify(payload), ...editedBy(posting) });
}

function tellOfTeam(posting: Posting, members: readonly string[], team: Bringing): number {
  const sysmsg_text = '{author} added {members} using {team_name}';
  return postSystem(posting, 'add_teamV2', { members, ...team, sysmsg_text });
}

function goingPayload(posting: Posting, type: string, members: readonly string[]): WireRecord | '' {
  if (type === 'leave') return '';
  if (type !== 'kickV2') return { members };
  const sysmsg_text = "{author} removed {members} and their access to the conversation's content.";
  return { members, ...organisationFields(posting), sysmsg_text };
}
