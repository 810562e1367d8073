// How the clients that Fleep itself published keep what they hear and page on (fleep-wire.md 3.2, 3.4, 3.5, 3.8, section 8), written
// down from that description: the Python library and its cache, and the library for iOS and Mac. Shares no code with src/.
import { asRecord, type Client, type Json, recordsIn } from './walk.js';

const MOST_TURNS = 10_000;

async function loop(goesOn: () => boolean, turn: () => Promise<void>): Promise<void> {
  for (let turns = 0; goesOn(); turns += 1) {
    if (turns === MOST_TURNS) throw new Error('a client of Fleep would never end here');
    await turn();
  }
}

const number = (value: unknown): number => Number(value ?? 0);

/** A field that the Python library reads without asking whether it is there. */
function fieldOf(record: Json, name: string): unknown {
  if (record[name] === undefined) throw new Error(`the Python library breaks: no ${name} in ${JSON.stringify(record)}`);
  return record[name];
}

const textField = (record: Json, name: string): string => String(fieldOf(record, name));
const tagsOf = ({ tags }: Json): readonly unknown[] => (Array.isArray(tags) ? tags : []);

/** One conversation in the cache of the Python library. */
export class PythonConversation {
  readonly id: string;
  readonly header: Json = {};
  readonly messages = new Map<number, Json>();
  readonly files = new Map<string, Json>();
  /** Number → weight. */
  readonly pinboard = new Map<number, unknown>();
  readonly activity = new Map<string, Json>();
  pokedNr: unknown = null;
  readonly #client: Client;

  constructor(client: Client, id: string) {
    this.#client = client;
    this.id = id;
  }

  /** A header with both ends resets the cache; pin_cursor is null where a header has none. */
  takeHeader(header: Json): void {
    if (header.fw_message_nr !== undefined && header.bw_message_nr !== undefined) {
      for (const kept of [this.messages, this.pinboard, this.activity]) kept.clear();
    }
    Object.assign(this.header, { pin_cursor: null }, header);
  }

  /** The library keeps only what it has a base record for; a version pushes the forward end to its event. */
  takeMessage(record: Json): void {
    const nr = number(fieldOf(record, 'message_nr'));
    const known = this.messages.get(nr);
    if (known === undefined && record.mk_message_type === undefined) return;
    const message: Json = { ...known, ...record, lock_account_id: record.lock_account_id ?? null };
    this.messages.set(nr, message);
    const flowNr = number(message.flow_message_nr ?? nr);
    if (flowNr === number(fieldOf(this.header, 'fw_message_nr')) + 1) this.header.fw_message_nr = flowNr;
    if (tagsOf(message).includes('unpin')) this.pinboard.delete(number(message.ref_message_nr));
    else if (tagsOf(message).includes('pin')) this.pinboard.set(nr, message.pin_weight);
  }

  /** As long as nothing but a header has come. */
  async sync(): Promise<void> {
    if (this.header.fw_message_nr === undefined) await this.#sync('conversation/sync', forward(null));
  }

  async syncToFirst(): Promise<void> {
    await loop(
      () => number(this.header.join_message_nr) < number(this.header.bw_message_nr),
      () => this.#sync('conversation/sync', { from_message_nr: this.header.bw_message_nr, mk_direction: 'backward' }),
    );
  }

  /** One sync in any case: what the library has thrown away comes with it. */
  async syncToLast(): Promise<void> {
    await this.sync();
    await this.#sync('conversation/sync', forward(this.header.fw_message_nr));
    await loop(
      () => number(this.header.fw_message_nr) < number(this.header.last_message_nr),
      () => this.#sync('conversation/sync', forward(this.header.fw_message_nr)),
    );
    await loop(
      () => number(this.header.file_horizon) > 0,
      () => this.#sync('conversation/sync_files', { from_message_nr: this.header.file_horizon }),
    );
  }

  async syncPins(): Promise<void> {
    await loop(
      () => number(this.header.pin_horizon) > 0,
      () => this.#sync('conversation/sync_pins', { from_message_nr: this.header.pin_horizon }),
    );
  }

  /** The newer way, by a cursor that is JSON text. */
  async syncPinboard(): Promise<void> {
    await loop(
      () => Boolean(this.header.pin_cursor),
      async () => {
        const { pin_weight } = asRecord(JSON.parse(String(this.header.pin_cursor)));
        const body = { conversation_id: this.id, pin_weight, pin_limit: 5 };
        this.take(await this.#client.call('account/sync_pinboard', body));
      },
    );
  }

  take(answer: Json): void {
    this.takeHeader(asRecord(answer.header));
    for (const record of recordsIn(answer.stream)) this.takeRecord(record);
  }

  takeRecord(record: Json): void {
    const { mk_rec_type: type } = record;
    if (type === 'message') this.takeMessage(record);
    if (type === 'lock') this.#takeLock(record);
    if (type === 'file') this.files.set(`${record.message_nr} ${fieldOf(record, 'attachment_id')}`, record);
    if (type === 'poke') this.pokedNr = record.message_nr;
    if (type === 'activity') this.#takeActivity(record);
  }

  #takeLock({ message_nr, lock_account_id = null }: Json): void {
    const known = this.messages.get(number(message_nr));
    if (known) known.lock_account_id = lock_account_id;
  }

  #takeActivity(record: Json): void {
    const id = textField(record, 'account_id');
    const activity = { ...this.activity.get(id), ...record };
    this.activity.set(id, activity);
    if (activity.message_nr && this.messages.has(number(activity.message_nr))) fieldOf(activity, 'is_writing');
  }

  async #sync(method: string, body: Json): Promise<void> {
    this.take(await this.#client.call(`${method}/${this.id}`, body));
  }
}

const OF_CONVERSATIONS: ReadonlySet<unknown> = new Set(['message', 'file', 'lock', 'poke', 'activity']);
const forward = (from_message_nr: unknown): Json => ({ from_message_nr, mk_direction: 'forward' });

/** The cache of the Python library: the initial sync by polls, then one conversation after the other. */
export class PythonCache {
  readonly contacts = new Map<string, Json>();
  readonly teams = new Map<string, Json>();
  readonly hooks = new Map<string, Json>();
  readonly conversations = new Map<string, PythonConversation>();
  /** Requests that have been heard of. */
  readonly requests = new Set<unknown>();
  readonly client: Client;
  #horizon = 0;

  constructor(client: Client) {
    this.client = client;
  }

  /** Until the horizon is above 0. */
  async start(): Promise<void> {
    await loop(
      () => this.#horizon <= 0,
      () => this.poll(['skip_hidden']),
    );
  }

  async poll(poll_flags: readonly string[] | null = null): Promise<void> {
    const answer = await this.client.call('account/poll', { event_horizon: this.#horizon, wait: false, poll_flags });
    for (const record of recordsIn(answer.stream)) {
      this.#take(record);
      if (record.mk_rec_type === 'conv') await this.conversations.get(String(record.conversation_id))?.sync();
    }
    this.#horizon = number(fieldOf(answer, 'event_horizon'));
  }

  async loadContacts(): Promise<void> {
    const { contacts } = await this.client.call('contact/sync/all', { ignore: [...this.contacts.keys()] });
    for (const contact of recordsIn(contacts)) this.#take(contact);
  }

  /** The conversation that an answer to a change is about; taken in. */
  takeAnswer(answer: Json): PythonConversation {
    const conversation = this.#of(String(asRecord(answer.header).conversation_id));
    conversation.takeHeader(asRecord(answer.header));
    for (const record of recordsIn(answer.stream)) this.#take(record);
    return conversation;
  }

  #take(record: Json): void {
    const { mk_rec_type: type } = record;
    if (type === 'contact') this.#takeContact(record);
    else if (type === 'team') this.#takeTeam(record);
    else if (type === 'request') this.requests.add(fieldOf(record, 'client_req_id'));
    else if (type === 'hook') this.hooks.set(String(record.hook_key), record);
    else if (type === 'conv') this.#of(String(record.conversation_id)).takeHeader(record);
    else if (OF_CONVERSATIONS.has(type)) this.#of(textField(record, 'conversation_id')).takeRecord(record);
  }

  #takeContact(record: Json): void {
    fieldOf(record, 'email');
    this.contacts.set(textField(record, 'account_id'), record);
  }

  #takeTeam(record: Json): void {
    fieldOf(record, 'is_deleted');
    this.teams.set(textField(record, 'team_id'), record);
  }

  #of(id: string): PythonConversation {
    const known = this.conversations.get(id) ?? new PythonConversation(this.client, id);
    this.conversations.set(id, known);
    return known;
  }
}

/** The library for iOS and Mac, as far as it pages: forward until it has caught up, then backward, one request at a time. */
export async function syncAsIos(client: Client, id: string): Promise<Map<number, Json>> {
  const messages = new Map<number, Json>();
  const header: Json = { file_horizon: 0, pin_horizon: 0 };
  const step = async (method: string, body: Json) => {
    const answer = await client.call(`${method}/${id}`, body);
    Object.assign(header, answer.header);
    for (const record of recordsIn(answer.stream)) {
      if (record.mk_rec_type !== 'message' || record.conversation_id !== id) continue;
      messages.set(number(record.message_nr), { ...messages.get(number(record.message_nr)), ...record });
    }
  };
  await step('conversation/sync', {});
  await loop(
    () => number(header.fw_message_nr) < number(header.last_message_nr),
    () => step('conversation/sync', { from_message_nr: header.fw_message_nr }),
  );
  await loop(
    () => number(header.bw_message_nr) > number(header.join_message_nr),
    () => step('conversation/sync_backward', { from_message_nr: header.bw_message_nr }),
  );
  await loop(
    () => number(header.file_horizon) !== 0,
    () => step('conversation/sync_files', { from_message_nr: header.file_horizon }),
  );
  return messages;
}
