// What tests of messages, tasks and events have in common: beginning a conversation, and what somebody hears and sees of it.
import { expect } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { accountId, conversationIdIn, headerOf, type Name, ofType, type TypedScene } from './scene.js';
import type { Json } from './walk.js';

export const STATE = 'urn:fleep:message:mk_message_state';
/** The weight of the first pin, and of the first task of a section. */
export const FULL = 4_294_967_296;
export const STEP = 65_536;

/** A conversation that anna began with some others. */
export async function begin({ anna }: TypedScene, ...others: Name[]): Promise<ConversationId> {
  const args = { topic: 'talk', account_ids: others.map(accountId) };
  return conversationIdIn(await anna.call('createConversation', { args }));
}

/** What comes up for a client while something is done. */
export async function heardBy(client: FleepClient, act: () => Promise<unknown>): Promise<Json> {
  const { body } = await client.call('synchronizeAccount');
  await act();
  const args = { event_horizon: Number(body.event_horizon), wait: false };
  return (await client.call('storingConnectionInformation', { args })).body;
}

/** The latest version of a message, as somebody has it. */
export async function messageOf(client: FleepClient, id: ConversationId, messageNr: number): Promise<Json> {
  const args = { from_message_nr: messageNr + 1 };
  const { body } = await client.call('synchronizeBackwardForConversation', { id, args });
  const found = ofType(body, 'message').find((message) => message.message_nr === messageNr);
  if (found === undefined) throw new Error(`no message ${messageNr}`);
  return found;
}

export async function headerFor(client: FleepClient, id: ConversationId): Promise<Json> {
  const args = { mk_direction: 'ic_header' as const };
  return headerOf((await client.call('synchronizeStateForConversation', { id, args })).body);
}

export const send = async (client: FleepClient, id: ConversationId, message: string): Promise<number> =>
  Number((await client.call('sendMessage', { id, args: { message } })).body.result_message_nr);

/** What a refused call throws. */
export const fails = (status: number, errorId?: string): unknown =>
  expect.objectContaining({ status, ...(errorId === undefined ? {} : { errorId }) });

/** The address under which a file of this name can be attached. */
export async function upload(client: FleepClient, name: string): Promise<string> {
  const files = [{ name, bytes: Buffer.from(`content of ${name}`) }] as const;
  const { body } = await client.call('uploadFile', { files });
  const [file] = Array.isArray(body.files) ? body.files : [];
  return String(file?.upload_url);
}

/** Number, name and whether deleted of every file in the drawer. */
export async function drawerOf(client: FleepClient, id: ConversationId): Promise<unknown[]> {
  const { body } = await client.call('synchronizeFilesForConversation', { id });
  return ofType(body, 'file').map((file) => [file.message_nr, file.file_name, file.is_deleted]);
}

/** Lets time pass on the server. */
export async function advance(url: string, advance_s: number): Promise<void> {
  const response = await fetch(`${url}/_emulator/clock`, { method: 'POST', body: JSON.stringify({ advance_s }) });
  expect(response.status).toBe(200);
}
