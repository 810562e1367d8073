// fleep: branded identifiers, so that two kinds of id cannot be swapped, and the two written forms of a Fleep id.
// Source: fleep-wire.md section 6 (URLs carry the 16 bytes of a UUID as 22 characters of url-safe base64 without padding).

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type ConversationId = Branded<'ConversationId'>;
export type AccountId = Branded<'AccountId'>;
export type TeamId = Branded<'TeamId'>;
export type OrganisationId = Branded<'OrganisationId'>;

/** `d94f6ee3-0211-4a94-b1d2-e95b3f4be2df` → `2U9u4wIRSpSx0ulbP0vi3w`. */
export function shortId(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** `2U9u4wIRSpSx0ulbP0vi3w` → `d94f6ee3-0211-4a94-b1d2-e95b3f4be2df`. */
export function uuidFromShortId(short: string): string {
  const hex = Buffer.from(short, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
