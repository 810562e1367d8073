// Everything that one account of a practice server can fetch, in a form in which two servers can be compared.
import { asRecord, type Client, type Json, recordsIn, sha256, walkAll } from './walk.js';

/** These tell of the moment, not of the world. */
const OF_THE_MOMENT = new Set(['event_horizon', 'activity_time', 'last_flow_nr']);

export async function allSeenBy(client: Client): Promise<Json> {
  const walked = await walkAll(client);
  const lists: Json = {};
  for (const [name, body] of LISTS) lists[name] = (await client.call(name, body)) as unknown;
  const poll = await firstPoll(client);
  const conversations = [...walked.conversations.keys()];
  const hooks = await Promise.all(conversations.map((id) => client.call(`conversation/show_hooks/${id}`)));
  return tidy({
    ...lists,
    poll,
    hooks,
    state: await client.call('account/sync'),
    own: await client.call('contact/sync', { contact_id: (await client.call('account/sync')).account_id }),
    conversations: Object.fromEntries(walked.conversations),
    messages: Object.fromEntries(walked.messages),
    files: Object.fromEntries(walked.files),
    previews: Object.fromEntries(walked.previews),
    contents: await contentsOf(client, [...walked.files.values(), ...walked.previews.values()]),
    organisations: await organisationsOf(client, poll),
  });
}

const LISTS: readonly (readonly [string, Json])[] = [
  ['account/sync_teams', {}],
  ['account/sync_reminders', {}],
  ['alias/sync', {}],
  ['contact/sync/all', {}],
  ['conversation/list', {}],
  ['mail/list', {}],
  ['account/smtp/list', {}],
  ['account/external/account/list', {}],
];

async function firstPoll(client: Client): Promise<Json[]> {
  const records: Json[] = [];
  for (let event_horizon: unknown = 0; ; ) {
    const page = await client.call('account/poll', { event_horizon, wait: false });
    records.push(...recordsIn(page.stream));
    if (Number(page.event_horizon) > 0) return records;
    event_horizon = page.event_horizon;
  }
}

/** By address, the SHA-256 of what is there, or the status of the refusal. */
async function contentsOf(client: Client, records: readonly Json[]): Promise<Json> {
  const contents = records.map(async ({ file_url }) => {
    const response = await client.get(String(file_url));
    const bytes = new Uint8Array(await response.arrayBuffer());
    return [file_url, response.status === 200 ? sha256(bytes) : response.status] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

async function organisationsOf(client: Client, poll: readonly Json[]): Promise<Json[]> {
  const ids = poll.filter(({ mk_rec_type }) => mk_rec_type === 'org_header').map((header) => header.organisation_id);
  const calls = ['sync', 'sync_conversations', 'sync_teams', 'sync_changelog', 'sync_billing'];
  return Promise.all(ids.flatMap((id) => calls.map((call) => client.call(`business/${call}/${id}`))));
}

/** Without what is of the moment, and with lists of records in one order. */
function tidy(value: Json): Json {
  return asRecord(tidied(value));
}

function tidied(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(tidied);
    const isOfRecords = items.some((item) => typeof item === 'object' && item !== null);
    return isOfRecords ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !OF_THE_MOMENT.has(name));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, tidied(item)]));
}
