// search: what somebody types → what is asked for. The language is described in docs/search.md.
// Invariant: the same for the site and for the command line; a query that cannot be understood is refused in one sentence (query-error.ts).
import { type DayRange, dayRangeOf } from './days.js';
import { type Lexeme, lexemesOf } from './lexemes.js';
import { QueryError } from './query-error.js';
import { type Token, tokensOf } from './tokens.js';

/** Words that follow each other; of the last one only the beginning is given when `isPrefix`. */
export interface Words {
  readonly kind: 'words';
  readonly tokens: readonly Pick<Token, 'text' | 'isCjk'>[];
  readonly isPrefix: boolean;
}

export const FLAGS = ['has:file', 'has:link', 'is:pinned', 'is:task', 'is:deleted'] as const;
export type Flag = (typeof FLAGS)[number];

export type Query =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Query[] }
  | { readonly kind: 'not'; readonly item: Query }
  | Words
  | { readonly kind: 'flag'; readonly flag: Flag }
  /** `person` is who wrote it, `conversation` where it stands; by name, or by id. */
  | { readonly kind: 'person' | 'conversation'; readonly words: Words }
  | ({ readonly kind: 'days' } & DayRange);

const DEEPEST = 50;

/** Undefined for a query of nothing but spaces. Throws QueryError. */
export function parseQuery(text: string): Query | undefined {
  const lexemes = lexemesOf(text);
  if (lexemes.length === 0) return undefined;
  const parser = new Parser(lexemes);
  return parser.whole();
}

class Parser {
  readonly #lexemes: readonly Lexeme[];
  #at = 0;
  #depth = 0;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  whole(): Query {
    const query = this.#anyOf();
    if (this.#peek() !== undefined) throw new QueryError('unopenedBracket');
    return query;
  }

  #anyOf(): Query {
    const items = [this.#allOf()];
    while (this.#takes('OR')) items.push(this.#allOf());
    return joined('or', items);
  }

  #allOf(): Query {
    const items = [this.#one()];
    for (;;) {
      const isNamed = this.#takes('AND');
      const next = this.#peek();
      const isOver = next === undefined || next.kind === ')' || next.kind === 'OR';
      if (isOver && !isNamed) return joined('and', items);
      items.push(this.#one());
    }
  }

  #one(): Query {
    const lexeme = this.#peek();
    if (lexeme === undefined) throw new QueryError('unfinished');
    this.#at += 1;
    switch (lexeme.kind) {
      case 'NOT':
        return { kind: 'not', item: this.#deeper(() => this.#one()) };
      case '(':
        return this.#deeper(() => this.#group());
      case 'text':
        return lexeme.field === undefined ? wordsOf(lexeme) : filterOf(lexeme.field, lexeme);
      default:
        throw new QueryError('nothingBefore', { operator: lexeme.kind });
    }
  }

  #group(): Query {
    const query = this.#anyOf();
    if (!this.#takes(')')) throw new QueryError('unclosedBracket');
    return query;
  }

  #deeper(parse: () => Query): Query {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new QueryError('tooDeep', { most: DEEPEST });
    const query = parse();
    this.#depth -= 1;
    return query;
  }

  #peek(): Lexeme | undefined {
    return this.#lexemes[this.#at];
  }

  #takes(kind: Lexeme['kind']): boolean {
    const isNext = this.#peek()?.kind === kind;
    if (isNext) this.#at += 1;
    return isNext;
  }
}

function joined(kind: 'and' | 'or', items: readonly Query[]): Query {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : { kind, items };
}

type TextLexeme = Extract<Lexeme, { kind: 'text' }>;

function wordsOf({ text, isPrefix }: TextLexeme): Words {
  const tokens = tokensOf(text).map((token) => ({ text: token.text, isCjk: token.isCjk }));
  if (tokens.length === 0) throw new QueryError('noWord', { text });
  return { kind: 'words', tokens, isPrefix };
}

function filterOf(field: string, lexeme: TextLexeme): Query {
  const { text } = lexeme;
  switch (field) {
    case 'from':
      return { kind: 'person', words: wordsOf(lexeme) };
    case 'in':
      return { kind: 'conversation', words: wordsOf(lexeme) };
    case 'has':
    case 'is': {
      const flag = FLAGS.find((name) => name === `${field}:${text.toLowerCase()}`);
      const known = FLAGS.filter((name) => name.startsWith(`${field}:`)).join(', ');
      if (flag === undefined) throw new QueryError('unknownFlag', { asked: `${field}:${text}`, known });
      return { kind: 'flag', flag };
    }
    default: {
      const range = dayRangeOf(field, text);
      if (range === undefined) throw new QueryError('noDate', { asked: `${field}:${text}` });
      return { kind: 'days', ...range };
    }
  }
}
