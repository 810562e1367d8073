// search: the text of a query → its pieces: operators, brackets, words and quoted phrases with the filter before them.
// Invariant: operators are written in capitals, so that "or" and "not" can be searched for as words.
import { QueryError } from './query-error.js';

export type Lexeme =
  | { readonly kind: '(' | ')' | 'AND' | 'OR' | 'NOT' }
  | {
      readonly kind: 'text';
      /** `from` of `from:anna`. */
      readonly field: string | undefined;
      readonly text: string;
      /** A star came after it. */
      readonly isPrefix: boolean;
    };

const FIELD = /^(from|in|before|after|on|has|is):(?=\S)/i;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' };

/** Throws QueryError for a quotation mark without its partner. */
export function lexemesOf(query: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let rest = query.trimStart();
  while (rest !== '') {
    const [lexeme, length] = firstOf(rest);
    lexemes.push(lexeme);
    rest = rest.slice(length).trimStart();
  }
  return lexemes;
}

function firstOf(rest: string): [Lexeme, number] {
  const first = rest.charAt(0);
  if (first === '(' || first === ')') return [{ kind: first }, 1];
  // A minus says "not" where a word begins; within one it is a hyphen.
  if (/^-[^\s-]/.test(rest)) return [{ kind: 'NOT' }, 1];
  const operator = /^(AND|OR|NOT)(?=[\s()"]|$)/.exec(rest)?.[1];
  if (operator === 'AND' || operator === 'OR' || operator === 'NOT') return [{ kind: operator }, operator.length];
  const field = FIELD.exec(rest)?.[1]?.toLowerCase();
  const start = field === undefined ? 0 : field.length + 1;
  const [text, length] = textOf(rest.slice(start));
  const isPrefix = text.endsWith('*') || rest.charAt(start + length) === '*';
  const isStarAfter = !text.endsWith('*') && isPrefix;
  const lexeme = { kind: 'text', field, text: text.replace(/\*+$/, ''), isPrefix } as const;
  return [lexeme, start + length + (isStarAfter ? 1 : 0)];
}

/** A quoted text without its quotation marks, or everything up to a space, a bracket or a quotation mark. */
function textOf(rest: string): [string, number] {
  const closing = QUOTES[rest.charAt(0)];
  if (closing === undefined) {
    const text = /^[^\s()"“„«]+/.exec(rest)?.[0] ?? rest.charAt(0);
    return [text, text.length];
  }
  const end = rest.slice(1).search(closing === '“' ? /[“”"]/ : new RegExp(`[${closing}"]`));
  if (end < 0) throw new QueryError('unclosedQuote', { opening: rest.charAt(0), closing });
  return [rest.slice(1, end + 1), end + 2];
}
