// What tests of methods look at: what somebody sees of people and conversations, and what the world says.
import type { FleepClient } from '../../../src/fleep/client.js';
import type { AccountId, ConversationId } from '../../../src/fleep/ids.js';
import { worldOf } from '../controlling.js';
import { email, type Name, numbersOf, ofType } from '../scene.js';
import { asRecord, type Json } from '../walk.js';

/** Somebody, as somebody else sees them. */
export const contactFor = async (client: FleepClient, contact_id: AccountId): Promise<Json> =>
  (await client.call('synchronizeContact', { args: { contact_id } })).body;

/** Everything that somebody sees of a conversation. */
export async function flowFor(client: FleepClient, id: ConversationId): Promise<Json> {
  return (await client.call('synchronizeStateForConversation', { id, args: { from_message_nr: 0 } })).body;
}

/** Numbers of the messages that somebody sees. */
export const numbersFor = async (client: FleepClient, id: ConversationId) => numbersOf(await flowFor(client, id));

/** Ids of the conversations on somebody's list. */
export const listOf = async (client: FleepClient): Promise<unknown[]> =>
  ((await client.call('getAllConversation')).body.conversations ?? []).map((header) => header.conversation_id);

/** Records of a type in the first poll. */
export async function firstPollOf(client: FleepClient, type: string): Promise<Json[]> {
  const args = { event_horizon: 0, wait: false };
  return ofType((await client.call('storingConnectionInformation', { args })).body, type);
}

/** Section ids of a conversation, by name. */
export async function sectionsOf(client: FleepClient, id: ConversationId): Promise<ReadonlyMap<unknown, string>> {
  const { body } = await client.call('synchronizeStateForConversation', { id, args: { mk_direction: 'ic_full' } });
  return new Map(ofType(body, 'section').map((section) => [section.name, String(section.section_id)]));
}

/** Who can sign in. */
export async function loginsOf(url: string): Promise<unknown[]> {
  const lines = (await worldOf(url)).filter(({ mk_rec_type }) => mk_rec_type === 'account');
  return lines.map((line) => line.email);
}

/** What the world says of an account that no record of Fleep says. */
export async function stateOf(url: string, name: Name): Promise<Json> {
  const lines = await worldOf(url);
  const line = lines.find((one) => one.mk_rec_type === 'account' && one.email === email(name));
  return asRecord(line?.world_state);
}
