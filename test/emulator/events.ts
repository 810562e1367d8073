// What tests of event/store have in common: sending events, and reading what came of them.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { ofType } from './scene.js';
import { asRecord, type Json, recordsIn } from './walk.js';

interface Body {
  readonly body: Json;
}

/** The one request record of an answer. */
export function requestIn({ body }: Body): Json {
  const [request, ...more] = recordsIn(body.requests);
  expect(more).toEqual([]);
  expect(request).toMatchObject({ mk_rec_type: 'request', client_req_id: expect.any(String) });
  return asRecord(request);
}

/** Number of the message that an event made or changed. */
export function numberIn(answer: Body): number {
  const request = requestIn(answer);
  expect(request).toMatchObject({ status_code: 200 });
  return Number(asRecord(request.identifier).message_nr);
}

export const messagesIn = ({ body }: Body): Json[] => ofType(body, 'message');

export const failed = (status_code: number, error_id: string) =>
  expect.objectContaining({ status_code, error_id, error_message: expect.any(String) });

/** An event by its name, with an id of one's own. */
export const event = (name: string, params: Json, client_req_id: string = randomUUID()) => ({
  client_req_id,
  mk_event_type: `urn:fleep:client:${name}`,
  params,
});

export const storeAll = (client: FleepClient, stream: Json[]) => client.call('storeEvents', { args: { stream } });

export const store = (client: FleepClient, name: string, params: Json): Promise<Body> =>
  storeAll(client, [event(name, params)]);

export const addTodo = async (client: FleepClient, conversation_id: ConversationId, message: string, more: Json = {}) =>
  numberIn(await store(client, 'message:add_todo', { conversation_id, message, ...more }));

export const contactOf = ({ body }: Body): Json => asRecord(ofType(body, 'contact').at(-1));
