// emulator/live: who comes into a conversation and who leaves it (fleep-wire.md 3.6, 3.7).
// Invariant: the members of the header and the open seats name the same people; whoever comes begins the conversation anew, and
// whoever leaves keeps what was there.
import { isRecord, textOf, textsOf } from '../fields.js';
import { headerList } from '../view.js';
import type { LiveConversation } from './conversation.js';
import { type Posting, postSystem, revise } from './posting.js';
import { Seat } from './seat.js';

/** Ids of a list of the header. */
export const idsIn = (conversation: LiveConversation, list: string): string[] =>
  headerList(conversation, list).filter((id): id is string => typeof id === 'string');

/** Takes people in, those that are members already left out. Gives the ones who are new. */
export function addMembers(posting: Posting, accountIds: readonly string[]): string[] {
  const { conversation } = posting;
  const members = idsIn(conversation, 'members');
  const newcomers = [...new Set(accountIds)].filter((id) => !members.includes(id));
  if (newcomers.length === 0) return [];
  const joinNr = tellOfNewcomers(posting, newcomers);
  seatNewcomers(posting, newcomers, joinNr);
  return newcomers;
}

/** Seats people who are members from `joinNr` on; what tells of them is in the flow already. */
export function seatNewcomers(posting: Posting, accountIds: readonly string[], joinNr: number): void {
  const { world, conversation, changes } = posting;
  const members = idsIn(conversation, 'members');
  const leavers = idsIn(conversation, 'leavers');
  changes.setHeader(conversation, {
    members: [...members, ...accountIds.filter((id) => !members.includes(id))],
    leavers: leavers.filter((id) => !accountIds.includes(id)),
  });
  for (const id of accountIds) {
    const seat = conversation.findSeat(id) ?? conversation.addSeat(new Seat(id, []));
    seat.join(joinNr);
    world.noteSeat(conversation, id);
    changes.setOwn(conversation, id, { can_post: undefined, read_message_nr: joinNr - 1, read_inbox_nr: undefined });
    changes.beginAnew(conversation, id);
  }
  introduce(posting);
}

/** Lets members go. `type` is the system message: leave, kick, kickV2. */
export function removeMembers(
  posting: Posting,
  accountIds: readonly string[],
  type: 'leave' | 'kick' | 'kickV2',
): string[] {
  const { conversation, changes } = posting;
  const members = idsIn(conversation, 'members');
  const gone = [...new Set(accountIds)].filter((id) => members.includes(id) || conversation.findSeat(id)?.isMember);
  if (gone.length === 0) return [];
  const lastNr = postSystem(posting, type, type === 'leave' ? '' : kickPayload(type, gone));
  changes.setHeader(conversation, {
    members: members.filter((id) => !gone.includes(id)),
    guests: idsIn(conversation, 'guests').filter((id) => !gone.includes(id)),
    admins: idsIn(conversation, 'admins').filter((id) => !gone.includes(id)),
    leavers: [...new Set([...idsIn(conversation, 'leavers'), ...gone])],
  });
  for (const id of gone) {
    conversation.findSeat(id)?.leave(lastNr);
    changes.setOwn(conversation, id, { can_post: false });
    changes.addLeaver(conversation, id);
  }
  return gone;
}

/** Shows messages from a number on to members who came after it. */
export function disclose(
  posting: Posting,
  accountIds: readonly string[],
  from: number,
  payload: Readonly<Record<string, unknown>> = {},
): void {
  const { conversation, changes } = posting;
  const seats = [...new Set(accountIds)].flatMap((id) => conversation.findSeat(id) ?? []);
  if (seats.length === 0) return;
  const discloseNr = postSystem(
    posting,
    'discloseV2',
    {
      members: seats.map(({ accountId }) => accountId),
      team_ids: [],
      team_names: [],
      sysmsg_text: '{author} disclosed previous messages to {teamsAndMembers} starting from {disclose_time}.',
      ...payload,
    },
    { ref_message_nr: from },
  );
  for (const seat of seats) {
    seat.disclose(Math.max(1, from), discloseNr - 1);
    changes.setOwn(conversation, seat.accountId, { disclose_message_nr: from });
    changes.beginAnew(conversation, seat.accountId);
  }
}

/** Puts everybody in the conversation into everybody's contacts; who is new to somebody is told of. */
export function introduce({ world, conversation, changes }: Posting): void {
  const members = idsIn(conversation, 'members');
  for (const viewerId of members) {
    const met = members.filter((id) => world.accounts.meet(viewerId, id));
    changes.tell(viewerId, ...met.flatMap((id) => world.accounts.findContact(id, viewerId)?.text ?? []));
  }
}

/** Right after the beginning the create message names the newcomers too; later an add message does. Gives their first number. */
function tellOfNewcomers(posting: Posting, newcomers: readonly string[]): number {
  const { conversation } = posting;
  const first = conversation.facts.showNr === 1 ? conversation.findMessage(1) : undefined;
  if (first === undefined || textOf(first, 'mk_message_type') !== 'create') {
    return postSystem(posting, 'add', { members: newcomers });
  }
  const payload: unknown = JSON.parse(textOf(first, 'message') || '{}');
  const told = isRecord(payload) ? payload : {};
  revise(posting, 1, { message: JSON.stringify({ ...told, members: [...textsOf(told, 'members'), ...newcomers] }) });
  return 1;
}

function kickPayload(type: 'kick' | 'kickV2', members: readonly string[]) {
  if (type === 'kick') return { members };
  const sysmsg_text = "{author} removed {members} and their access to the conversation's content.";
  return { members, org_name: null, organisation_id: null, sysmsg_text };
}
