// emulator/live: who may fetch what (fleep-wire.md 3.7, 6).
// Invariant: a file is had by those who see its message: members by their history or, for pins and tasks, by being members; those
// who have left by what they saw while they were there.
import { maySee, type View, viewOf } from '../../view.js';
import type { PlacedContent } from '../../world.js';
import type { LiveWorld } from '../world.js';
import type { Place } from './served-paths.js';

/** Where a content that the world came with belongs. */
export function placeOf({ conversationId, messageNr }: PlacedContent): Place {
  return conversationId === undefined ? { kind: 'all' } : { kind: 'message', conversationId, messageNr, sinceNr: 0 };
}

export function mayFetch(world: LiveWorld, place: Place, accountId: string): boolean {
  switch (place.kind) {
    case 'all':
      return true;
    case 'account':
      return place.accountId === accountId;
    case 'message':
      return mayFetchOf(world, place, accountId);
  }
}

function mayFetchOf(world: LiveWorld, place: Place & { kind: 'message' }, accountId: string): boolean {
  const conversation = world.findConversation(place.conversationId, accountId);
  if (conversation === undefined) return false;
  const view = viewOf(conversation, accountId);
  return place.sinceNr <= view.asOf && seesFilesOf(view, place.messageNr);
}

/** Whether the files of a number are to be had; 0 stands for those that belong to none, which are for everybody in a conversation. */
export function seesFilesOf(view: View, messageNr: number): boolean {
  if (view.seat.fields.get('is_deleted') === 'true') return false;
  return messageNr === 0 || maySee(view, messageNr);
}
