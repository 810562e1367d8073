// render/language: words that go with a number.

/** What follows 1, and what follows any other number. */
export interface Plural {
  readonly one: string;
  readonly many: string;
}

export const plural = (one: string, many: string): Plural => ({ one, many });
