// emulator/live: which labels a conversation carries for an account (fleep-wire.md 4.1, 4.7).
// Invariant: label_ids are the labels that the account gave by hand, those of its teams that the conversation has, and the one for
// conversations of two; `labels` are the names of those given by hand. Other system labels follow from the conversation's state.
import { parseRecord, textOf } from '../../fields.js';
import { headerValue } from '../../headers.js';
import { idsIn, viewOf } from '../../view.js';
import type { LabelRecord } from '../../world.js';
import type { Posting } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';
import { isGivenByHand } from './labels.js';

type Place = Omit<Posting, 'actorId'>;

/** Works the labels out anew. `byHand` are the ids of those that the account gives; without it they stay. */
export function relabel(place: Place, accountId: string, byHand?: readonly string[]): void {
  const { world, conversation, changes } = place;
  const seat = conversation.findSeat(accountId);
  if (seat?.isMember !== true) return;
  const view = viewOf(conversation, accountId);
  const known = idsOf(headerValue(view, 'label_ids'));
  const given = byHand ?? known.filter((id) => isByHand(world.labels.find(accountId, id)));
  const following = [
    ...idsIn(conversation, 'teams').map((teamId) => world.labels.findOfTeam(accountId, teamId)),
    isDialog(world, accountId, conversation.id, idsIn(conversation, 'members'))
      ? world.labels.findBySubtype(accountId, '1:1 conversations')
      : undefined,
  ];
  const label_ids = [...new Set([...given, ...following.flatMap((label) => label?.labelId ?? [])])];
  const names = given.map((id) => nameOf(world.labels.find(accountId, id))).filter((name) => name !== '');
  const hadNames = headerValue(view, 'labels') !== undefined;
  if (label_ids.length > 0 || known.length > 0) changes.setOwn(conversation, accountId, { label_ids });
  if (names.length > 0 || hadNames) changes.setOwn(conversation, accountId, { labels: names });
}

/** Whether a conversation is the one between an account and one contact. */
export function isDialog(world: LiveWorld, accountId: string, id: string, memberIds: readonly string[]): boolean {
  return memberIds.some((memberId) => {
    const contact = memberId === accountId ? undefined : world.accounts.findContact(memberId, accountId);
    return contact !== undefined && textOf(parseRecord(contact.text), 'dialog_id') === id;
  });
}

/** Ids of labels that nobody has a record of are kept as they are. */
const isByHand = (label: LabelRecord | undefined): boolean => label === undefined || isGivenByHand(label);

export const nameOf = (label: LabelRecord | undefined): string => textOf(parseRecord(label?.text ?? '{}'), 'label');

const idsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
