// emulator/live: who has which e-mail address, as the world states it.
// Invariant: the index is made again when the world has come to state more.
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { WorldSource } from '../../world.js';

export class StatedEmails {
  readonly #base: WorldSource;
  #index: { readonly revision: number; readonly ids: ReadonlyMap<string, string> } | undefined;

  constructor(base: WorldSource) {
    this.#base = base;
  }

  /** `email` is in lower case. */
  findId(email: string): string | undefined {
    const { revision, contacts } = this.#base;
    if (this.#index?.revision !== revision) {
      const ids = contacts.map(({ accountId, text }) => [emailOf(parseRecord(text)), accountId] as const);
      this.#index = { revision, ids: new Map(ids) };
    }
    return this.#index.ids.get(email);
  }
}

/** In lower case; '' for who has none. */
export const emailOf = (fields: WireRecord): string => textOf(fields, 'email').toLowerCase();
