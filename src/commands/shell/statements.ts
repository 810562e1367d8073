// commands/shell: finds where statements end in text that comes line by line.
// Invariant: a semicolon inside a text, a quoted name or a remark ends nothing.

/** The statements that are complete, without their semicolons, and what is left. */
export interface Statements {
  readonly complete: readonly string[];
  readonly rest: string;
}

// In order: a text, a quoted name, a remark to the end of the line, a remark over several lines, a text between dollars, a semicolon.
// What is not closed runs to the end: more lines have to come.
const TOKEN =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|;/g;

export function statementsIn(text: string): Statements {
  const complete: string[] = [];
  let start = 0;
  for (const token of text.matchAll(TOKEN)) {
    if (token[0] !== ';') continue;
    const statement = text.slice(start, token.index).trim();
    if (!isBlank(statement)) complete.push(statement);
    start = token.index + 1;
  }
  const rest = text.slice(start);
  return { complete, rest: isBlank(rest) ? '' : rest.replace(/^\s*\n/, '') };
}

/** Whether there is nothing in it but white space and whole remarks. */
const isBlank = (text: string): boolean =>
  text.replace(TOKEN, (token) => (/^(--|\/\*[\s\S]*\*\/$)/.test(token) ? ' ' : token)).trim() === '';
