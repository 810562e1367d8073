// crawl: whether a list that goes on brings anything new, so that one without an end is left.
// Invariant: a record is known by what identifies it (fleep-wire.md, section 4.0); that it has changed, or names another cursor, is no news.
import { VAIN_ANSWERS, type WireRecord } from './answers.js';

const KEYS = [
  'mk_rec_type',
  'conversation_id',
  'message_nr',
  'attachment_id',
  'file_url',
  'section_id',
  'team_id',
  'organisation_id',
  'account_id',
  'version_nr',
] as const;

export class Novelty {
  readonly #met = new Set<string>();
  #vain = 0;

  /** Takes what an answer brought. True when it is one of so many in a row without anything new that the list is to be left. */
  isSpent(records: readonly WireRecord[]): boolean {
    const before = this.#met.size;
    for (const record of records) this.#met.add(JSON.stringify(KEYS.map((key) => record[key])));
    this.#vain = this.#met.size > before ? 0 : this.#vain + 1;
    return this.#vain >= VAIN_ANSWERS;
  }
}
