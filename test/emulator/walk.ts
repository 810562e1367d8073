// A client of its own for the tests: follows fleep-wire.md 3.3 to 3.8 by the letter and shares no code with src/.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export type Json = Record<string, unknown>;

export interface Client {
  readonly cookie: string;
  readonly ticket: string;
  call(method: string, body?: Json): Promise<Json>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export const credentials = { email: 'archivist@example.org', password: 'correct horse' };

export async function signIn(url: string, login: Json = credentials): Promise<Client> {
  const response = await post(url, 'account/login', login);
  const cookie = /token_id=[0-9a-f-]{36}(?=;)/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const ticket = String(asRecord(await response.json()).ticket);
  return {
    cookie,
    ticket,
    call: async (method, body = {}) => {
      const answer = await post(url, method, { ...body, ticket, api_version: 2 }, { cookie });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${text}`);
      return asRecord(JSON.parse(text));
    },
    get: (path, headers = {}) => fetch(url + path, { headers: { cookie, ...headers } }),
  };
}

export function post(url: string, method: string, body: Json, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function asRecord(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`no object: ${value}`);
  return Object.fromEntries(Object.entries(value));
}

export function recordsIn(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${value}`);
  return value.map(asRecord);
}

/** Everything that one account can fetch. */
export interface Walked {
  readonly conversations: Map<string, Json>;
  /** By `conversation_id message_nr`: the last one that came. */
  readonly messages: Map<string, Json>;
  readonly files: Map<string, Json>;
  readonly previews: Map<string, Json>;
  readonly others: Json[];
}

export async function walkAll(client: Client, { backwardFrom = 'ic_full' } = {}): Promise<Walked> {
  const walked: Walked = {
    conversations: new Map(),
    messages: new Map(),
    files: new Map(),
    previews: new Map(),
    others: [],
  };
  for (const id of await listConversations(client)) await walkConversation(client, id, walked, backwardFrom);
  return walked;
}

export async function listConversations(client: Client): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let horizon: unknown = 0; ; ) {
    const page = await client.call('conversation/list', { sync_horizon: horizon });
    const conversations = recordsIn(page.conversations);
    if (conversations.length === 0) return ids;
    for (const conversation of conversations) ids.add(String(conversation.conversation_id));
    horizon = page.sync_horizon;
  }
}

async function walkConversation(client: Client, id: string, walked: Walked, direction: string): Promise<void> {
  const state: Json = {};
  const step = async (method: string, body: Json) => {
    const { header, stream } = await client.call(method, body);
    Object.assign(state, header);
    for (const record of recordsIn(stream)) keep(record, walked);
    return asRecord(header);
  };
  await step(`conversation/sync/${id}`, { mk_direction: direction });
  state.bw_message_nr ??= Number(state.last_message_nr) + 1;
  state.fw_message_nr ??= state.last_message_nr;
  while (Number(state.fw_message_nr) < Number(state.last_message_nr)) {
    const before = Number(state.fw_message_nr);
    const header = await step(`conversation/sync/${id}`, { from_message_nr: before });
    if (Number(header.fw_message_nr) <= before || 'bw_message_nr' in header) throw new Error('bad forward header');
  }
  while (Number(state.bw_message_nr) > Number(state.join_message_nr)) {
    const before = Number(state.bw_message_nr);
    const header = await step(`conversation/sync_backward/${id}`, { from_message_nr: before });
    if (Number(header.bw_message_nr) >= before || 'fw_message_nr' in header) throw new Error('bad backward header');
  }
  state.file_horizon ??= Number.MAX_SAFE_INTEGER;
  while (state.file_horizon) await step(`conversation/sync_files/${id}`, { from_message_nr: state.file_horizon });
  while (state.pin_horizon) await step(`conversation/sync_pins/${id}`, { from_message_nr: state.pin_horizon });
  walked.conversations.set(id, state);
}

function keep(record: Json, walked: Walked): void {
  const at = `${record.conversation_id} ${record.message_nr}`;
  if (record.mk_rec_type === 'message') walked.messages.set(at, record);
  else if (record.mk_rec_type === 'file') walked.files.set(`${at} ${record.attachment_id}`, record);
  else if (record.mk_rec_type === 'preview') walked.previews.set(`${at} ${record.attachment_id}`, record);
  else walked.others.push(record);
}

export const houstonPath = new URL('../../../shared/corpora/houston.world.ndjson.gz', import.meta.url).pathname;

/** The lines of a world file, read without any of our code. */
export function readWorldLines(path: string): Json[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => asRecord(JSON.parse(line)));
}

/** The latest version of every message number, by `conversation_id message_nr`. */
export function latestMessages(lines: readonly Json[]): Map<string, Json> {
  const messages = lines.filter((line) => line.mk_rec_type === 'message');
  return new Map(messages.map((line) => [`${line.conversation_id} ${line.message_nr}`, line]));
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
