// How a client comes to know a conversation: by polls alone, forward alone, backward alone. Each gives number → record.
import { asRecord, type Client, type Json, recordsIn } from '../walk.js';

export type Known = Map<number, Json>;

const messagesOf = (records: readonly Json[], conversation: string): Json[] =>
  records.filter((record) => record.mk_rec_type === 'message' && record.conversation_id === conversation);

function take(known: Known, records: readonly Json[]): void {
  for (const record of records)
    known.set(Number(record.message_nr), { ...known.get(Number(record.message_nr)), ...record });
}

export interface Walk {
  readonly known: Known;
  readonly header: Json;
}

/** From nothing, until fw_message_nr meets last_message_nr (fleep-wire.md 3.5). */
export async function walkForward(client: Client, conversation: string): Promise<Walk> {
  const known: Known = new Map();
  let header: Json = { fw_message_nr: 0, last_message_nr: Number.POSITIVE_INFINITY };
  while (Number(header.fw_message_nr) < Number(header.last_message_nr)) {
    const before = Number(header.fw_message_nr);
    const answer = await client.call(`conversation/sync/${conversation}`, { from_message_nr: before });
    header = { ...header, ...asRecord(answer.header) };
    if (Number(header.fw_message_nr) <= before) throw new Error(`forward does not move from ${before}`);
    take(known, messagesOf(recordsIn(answer.stream), conversation));
  }
  return { known, header };
}

/** From the end, until bw_message_nr meets join_message_nr. */
export async function walkBackward(client: Client, conversation: string): Promise<Walk> {
  const known: Known = new Map();
  let header: Json = { bw_message_nr: Number.MAX_SAFE_INTEGER, join_message_nr: 0 };
  while (Number(header.bw_message_nr) > Number(header.join_message_nr)) {
    const before = Number(header.bw_message_nr);
    const answer = await client.call(`conversation/sync_backward/${conversation}`, { from_message_nr: before });
    header = { ...header, ...asRecord(answer.header) };
    if (Number(header.bw_message_nr) >= before) throw new Error(`backward does not move from ${before}`);
    take(known, messagesOf(recordsIn(answer.stream), conversation));
  }
  return { known, header };
}

/** What one person has heard in account/poll, kept as Fleep's own clients keep it. */
export class PollView {
  readonly #client: Client;
  readonly #conversations = new Map<string, { known: Known; header: Json; since: number }>();
  #horizon = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Polls until the horizon stops. */
  async catchUp(): Promise<void> {
    for (;;) {
      const answer = await this.#client.call('account/poll', { event_horizon: this.#horizon, wait: false });
      for (const record of recordsIn(answer.stream)) this.#take(record);
      const isEnd = answer.event_horizon === this.#horizon;
      this.#horizon = Number(answer.event_horizon);
      if (isEnd) return;
    }
  }

  /** `since`: the last number when the conversation was begun anew; what came later must be known. */
  find(conversation: string): { readonly known: Known; readonly header: Json; readonly since: number } | undefined {
    return this.#conversations.get(conversation);
  }

  #take(record: Json): void {
    const id = String(record.conversation_id);
    const kept = this.#conversations.get(id) ?? { known: new Map(), header: {}, since: 0 };
    this.#conversations.set(id, kept);
    if (record.mk_rec_type === 'message') take(kept.known, [record]);
    if (record.mk_rec_type !== 'conv') return;
    kept.header = { ...kept.header, ...record };
    // Both ends in one header: forget what is cached, then take what comes (fleep-wire.md 3.4).
    if (record.fw_message_nr === undefined || record.bw_message_nr === undefined) return;
    kept.known.clear();
    kept.since = Number(record.last_message_nr);
  }
}
