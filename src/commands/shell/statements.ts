// commands/shell: finds where statements end in text that comes line by line.
// Invariant: a semicolon inside a text, a quoted name or a remark ends nothing.

/** The statements that are complete, without their semicolons, and what is left. */
export interface Statements {
  readonly complete: readonly string[];
  readonly rest: string;
}

// In order: a text with escapes, a text, a quoted name, a remark to the end of the line, the beginning of a remark over several lines, a
// text between dollars, a semicolon. What is not closed runs to the end: more lines have to come.
const TOKEN =
  /(?<![\p{L}\p{N}_$])[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|\\?$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|;/gu;

interface Token {
  readonly kind: 'semicolon' | 'remark' | 'text';
  readonly start: number;
  /** Where what comes after it starts. */
  readonly end: number;
}

export function statementsIn(text: string): Statements {
  const complete: string[] = [];
  let start = 0;
  for (const { kind, ...token } of tokensOf(text)) {
    if (kind !== 'semicolon') continue;
    const statement = text.slice(start, token.start).trim();
    if (!isBlank(statement)) complete.push(statement);
    start = token.end;
  }
  const rest = text.slice(start);
  return { complete, rest: isBlank(rest) ? '' : rest.replace(/^\s*\n/, '') };
}

function* tokensOf(text: string): Generator<Token> {
  const pattern = new RegExp(TOKEN);
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [token] = found;
    const end = token === '/*' ? findRemarkEnd(text, pattern.lastIndex) : pattern.lastIndex;
    pattern.lastIndex = end ?? text.length;
    const isRemark = token.startsWith('--') || (token === '/*' && end !== undefined);
    yield {
      kind: token === ';' ? 'semicolon' : isRemark ? 'remark' : 'text',
      start: found.index,
      end: pattern.lastIndex,
    };
  }
}

/** Where the remark ends in which `from` is; undefined for one that is not closed. There may be remarks in it, as DuckDB takes them. */
function findRemarkEnd(text: string, from: number): number | undefined {
  let depth = 1;
  for (const { 0: mark, index } of text.slice(from).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return from + index + mark.length;
  }
  return undefined;
}

/** Whether there is nothing in it but white space and whole remarks. */
function isBlank(text: string): boolean {
  let start = 0;
  let left = '';
  for (const { kind, ...token } of tokensOf(text)) {
    if (kind !== 'remark') continue;
    left += text.slice(start, token.start);
    start = token.end;
  }
  return `${left}${text.slice(start)}`.trim() === '';
}
