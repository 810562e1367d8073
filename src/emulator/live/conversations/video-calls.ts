// emulator/live: video calls, which the service only brings people together for (fleep-wire.md 4.3: call, hangout).
// Invariant: everybody in the conversation gets the address in a system message. What its payload is called is not established.
import { randomUUID } from 'node:crypto';
import { shortId } from '../../../fleep/ids.js';
import { badRequest } from '../../api-error.js';
import { nameInAddress } from '../../content.js';
import { type Posting, postSystem } from '../messages/posting.js';

/** Where the rooms of a provider are. */
const ROOMS: ReadonlyMap<string, string> = new Map([['appear.in', 'https://appear.in/']]);

/** Gives the number of the message. Throws ApiError 400 for an unknown provider. */
export function createCall(posting: Posting, provider: string, roomName: string | undefined): number {
  const rooms = ROOMS.get(provider);
  if (rooms === undefined) throw badRequest('provider is unknown.');
  const room_name = roomName || `fleep-${shortId(randomUUID())}`;
  const call_url = rooms + nameInAddress(room_name);
  posting.changes.setHeader(posting.conversation, { default_call_room: call_url });
  const sysmsg_text = `{author} started a video call: ${call_url}`;
  return postSystem(posting, 'call', { provider, room_name, call_url, sysmsg_text });
}

/** The same in 2016. */
export function createHangout(posting: Posting): number {
  const hangout_id = shortId(randomUUID());
  const hangout_url = `https://hangouts.google.com/call/${hangout_id}`;
  const { conversation, changes, actorId } = posting;
  const activity = { conversation_id: conversation.id, hangout_id, hangout_url, participants: [actorId] };
  changes.addRecord(conversation, JSON.stringify({ mk_rec_type: 'hangout_activity', ...activity }));
  return postSystem(posting, 'hangout', {
    hangout_id,
    hangout_url,
    sysmsg_text: `{author} started a video call: ${hangout_url}`,
  });
}
