// emulator/live: which requests of a client have been done, so that one that is sent again does nothing twice (fleep-wire.md 3.9).
// Invariant: a client_req_id belongs to one account; the first outcome under it is the one that stays.
import type { WireRecord } from '../fields.js';

/** What a request came to, and what an answer to it shows. */
export interface Outcome {
  /** What the request made or changed: conversation_id and message_nr, section_id or account_id. */
  readonly identifier?: WireRecord;
  readonly conversationId?: string;
  /** Messages that the answer shows in any case. */
  readonly messageNrs?: readonly number[];
  /** The answer is to be a forward sync of the conversation from there. */
  readonly fromMessageNr?: number | undefined;
  /** Further records for the answer, as JSON texts. */
  readonly records?: readonly string[];
  /** It changed nothing, so that no other client needs to hear of it. */
  readonly isRead?: true;
}

export interface DoneRequest {
  /** The `request` record. */
  readonly record: WireRecord;
  readonly outcome: Outcome;
}

const KEPT_AN_ACCOUNT = 10_000;

export class Requests {
  readonly #byAccount = new Map<string, Map<string, DoneRequest>>();

  find(accountId: string, clientReqId: string): DoneRequest | undefined {
    return this.#byAccount.get(accountId)?.get(clientReqId);
  }

  keep(accountId: string, clientReqId: string, done: DoneRequest): void {
    const known = this.#byAccount.get(accountId) ?? new Map<string, DoneRequest>();
    this.#byAccount.set(accountId, known);
    known.set(clientReqId, done);
    const [oldest] = known.keys();
    if (known.size > KEPT_AN_ACCOUNT && oldest !== undefined) known.delete(oldest);
  }
}
