// An organisation on a practice server, for tests: founding it, getting people into it, reading what it says.
import { expect } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { OrganisationId } from '../../src/fleep/ids.js';
import { id, type Name, ofType, type TypedScene } from './scene.js';
import { type Json, recordsIn } from './walk.js';

/** Anna's organisation. */
export async function found({ anna }: TypedScene, organisation_name = 'Acme'): Promise<OrganisationId> {
  const { body } = await anna.call('createOrganisation', { args: { organisation_name } });
  return ofType(body, 'org_header')[0]?.organisation_id as OrganisationId;
}

export const configure = (client: FleepClient, org: OrganisationId, args: Json) =>
  client.call('configureOrganisation', { id: org, args });

export const remindersOf = async (client: FleepClient) =>
  recordsIn((await client.call('synchronizeReminders')).body.stream);

export async function join(client: FleepClient, org: OrganisationId) {
  const reminders = await remindersOf(client);
  const reminder = reminders.find(({ organisation_id, is_active }) => organisation_id === org && is_active === true);
  const args = { reminder_id: String(reminder?.reminder_id) };
  return client.call('joinOrganisation', { id: org, args });
}

/** Invites people, who accept. */
export async function enlist(scene: TypedScene, org: OrganisationId, ...names: Exclude<Name, 'anna'>[]): Promise<void> {
  await configure(scene.anna, org, { add_account_ids: names.map(id) });
  for (const name of names) await join(scene[name], org);
}

export const sync = async (client: FleepClient, org: OrganisationId) =>
  (await client.call('synchronizeOrganisation', { id: org })).body;

/** Type and data of every event, oldest first. */
export async function logOf(client: FleepClient, org: OrganisationId): Promise<[unknown, unknown][]> {
  const { body } = await client.call('synchronizeOrganisationChangelog', { id: org });
  const events = ofType(body, 'org_changelog');
  expect(events.map(({ version_nr }) => version_nr)).toEqual(events.map((_event, index) => events.length - index));
  return events.reverse().map(({ event_type, event_data }) => [event_type, event_data]);
}

export const statusesIn = (answer: Json) =>
  Object.fromEntries(
    ofType(answer, 'org_member').map(({ account_id, mk_member_status }) => [account_id, mk_member_status]),
  );

export async function createConversation({ anna }: TypedScene, org: OrganisationId, args: Json): Promise<Json> {
  const { body } = await anna.call('createOrganisationConversation', { id: org, args });
  return ofType(body, 'org_conv')[0] ?? {};
}

export const storeConversation = (client: FleepClient, org: OrganisationId, args: Json) =>
  client.call('storeOrganisationConversation', { id: org, args });
