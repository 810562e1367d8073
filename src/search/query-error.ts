// search: why a query cannot be understood, as a code with what belongs to it, so that whoever shows it can word it in their language.
// Invariant: `message` is the whole sentence in English, for callers that speak nothing else.

/** What stands in braces is put in. */
export const QUERY_ERRORS = {
  unopenedBracket: 'There is a ")" without a "(" before it.',
  unclosedBracket: 'There is a "(" without a ")" after it.',
  unclosedQuote: 'There is a {opening} without a {closing} after it.',
  unfinished: 'The query ends where something more must come.',
  nothingBefore: 'There is nothing to search for before "{operator}".',
  tooDeep: 'The query has more than {most} brackets in each other.',
  noWord: '"{text}" has no letter and no digit to search for.',
  unknownFlag: '"{asked}" is not known: there is {known}.',
  noDate: '"{asked}" is no date: write 2015, 2015-07 or 2015-07-14.',
} as const;

export type QueryErrorCode = keyof typeof QUERY_ERRORS;
export type Blanks = Readonly<Record<string, string | number>>;

/** A text with its `{blanks}` filled in; one that has no value stays. */
export const filled = (text: string, blanks: Blanks): string =>
  text.replace(/\{(\w+)\}/g, (blank, key: string) => String(blanks[key] ?? blank));

export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code: QueryErrorCode;
  readonly blanks: Blanks;

  constructor(code: QueryErrorCode, blanks: Blanks = {}) {
    super(filled(QUERY_ERRORS[code], blanks));
    this.code = code;
    this.blanks = blanks;
  }
}
