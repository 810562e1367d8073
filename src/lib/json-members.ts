// lib: cuts the text of one JSON object into its members without a parse and a re-stringify.
// Invariant: every value keeps its exact bytes (numbers, escapes, key order inside it). The text must be valid JSON: callers
// have parsed it once before.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

interface Member {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** Name → JSON text of the value, in order; a repeated name keeps its last value, as `JSON.parse` does. */
export function membersOf(object: string): Map<string, string> {
  return new Map(scan(object).map((member) => [member.key, object.slice(member.valueStart, member.end)]));
}

/** The same, but a repeated name keeps its first value, as DuckDB's JSON functions do; in no particular order. */
export function firstMembersOf(object: string): Map<string, string> {
  const members = scan(object).reverse();
  return new Map(members.map((member) => [member.key, object.slice(member.valueStart, member.end)]));
}

/** The same object without the named members; the very same text when it has none of them. */
export function withoutMembers(object: string, names: ReadonlySet<string>): string {
  const members = scan(object);
  const kept = members.filter((member) => !names.has(member.key));
  if (kept.length === members.length) return object;
  return `{${kept.map((member) => object.slice(member.start, member.end)).join(',')}}`;
}

/** The same object with more members at its end. `tail` is `"name":value` pairs joined by commas, or ''. */
export function withTail(object: string, tail: string): string {
  if (tail === '') return object;
  const open = object.slice(0, object.lastIndexOf('}')).trimEnd();
  return `${open}${open.endsWith('{') ? '' : ','}${tail}}`;
}

function scan(object: string): Member[] {
  const members: Member[] = [];
  let at = skipSpace(object, object.indexOf('{') + 1);
  while (object.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(object, at);
    const valueStart = skipSpace(object, object.indexOf(':', keyEnd) + 1);
    const end = skipValue(object, valueStart);
    members.push({ key: String(JSON.parse(object.slice(at, keyEnd))), start: at, valueStart, end });
    at = skipSpace(object, end);
    if (object.charCodeAt(at) === COMMA) at = skipSpace(object, at + 1);
  }
  return members;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function skipString(text: string, openingQuote: number): number {
  let at = openingQuote + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return skipString(text, from);
  return first === '{' || first === '[' ? skipNested(text, from) : skipPlain(text, from);
}

function skipNested(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = skipString(text, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    at += 1;
    if (depth === 0) break;
  }
  return at;
}

function skipPlain(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) > 0x20 && !',}]'.includes(text[at] ?? ',')) at += 1;
  return at;
}
