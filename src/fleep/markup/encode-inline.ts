// fleep/markup: one line of typed text → XML inside a paragraph (fleep-wire.md section 5.3, "Inline", "Links", "Emoticons").
// Invariant: what comes out is well-formed whatever comes in, and dropping the tags while writing `flp`, text and `fls`
// gives the typed line back. A line takes time in proportion to its length, whatever is typed: a server waits for it.

/** Finds the account that `@name` means; undefined leaves the text as it is. */
export type FindMention = (name: string) => string | undefined;

/** A recognised piece: its XML, and how many characters of the line it used. */
interface Piece {
  xml: string;
  length: number;
}

/** A part of a line: what is inside of an emphasis is read as if it were a line of its own. */
interface Part {
  line: Line;
  from: number;
  to: number;
  findMention: FindMention;
  /** Tags that are already open; none of them opens a second time inside itself. */
  open: string;
}

const LINK = /^(?:(?:https?|ftp|itms-services):\/\/|skype:|mailto:|www\.)[^\s<>"]+/i;
const MENTION = /^@([\p{L}\p{N}][\p{L}\p{N}._-]*)/u;
const NAMED_EMOTICON = /^\({1,2}([a-z]+)\){1,2}/;
const SYMBOL_EMOTICON = /^(?::=\)|:-\)|:\)|:-\(|:\(|;-\)|;\)|:-?[DPOS@/]|X\()(?=\s|$)/;
const CLOSER_FOLLOW = /[\s.,!?;]/;

const SYMBOLS: Readonly<Record<string, string>> = {
  ')': 'esmile',
  '(': 'esad',
  D: 'elaugh',
  P: 'etongue',
  O: 'esurprise',
  S: 'eworried',
  '@': 'eangry',
  '/': 'edontcare',
};

const NAMES = new Set(
  (
    'smile sad wink laugh tongue surprise worried angry dontcare heart up down idea flower coffee beer coctail cat bug ' +
    'clock party gift candy phone mobile sun umbrella snowman santa android poop work todo done'
  ).split(' '),
);

/** Escapes text for XML content and attribute values; control characters become numeric references. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** What comes next in a line. Everybody asks from left to right, so that what was found or passed over is not looked at again. */
class Line {
  readonly text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  /** Where a mark closes, from `from` on, in a part that ends at `to`; undefined when it does not. */
  findCloser(mark: string, from: number, to: number): number | undefined {
    const found = this.#first(mark, from, (at) => {
      const follow = this.text[at + 1];
      return this.#isBehindText(at) && (follow === undefined || CLOSER_FOLLOW.test(follow));
    });
    if (found < to) return found;
    // The end of a part is an end for what is in it.
    const last = to - 1;
    return last >= from && this.text[last] === mark && this.#isBehindText(last) ? last : undefined;
  }

  /** Where a text comes, wholly before `to`; undefined when it does not. */
  find(text: string, from: number, to: number): number | undefined {
    const found = this.#first(text, from, () => true);
    return found + text.length <= to ? found : undefined;
  }

  #first(text: string, from: number, isIt: (at: number) => boolean): number {
    const known = this.#next.get(text);
    if (known !== undefined && known >= from) return known;
    let at = this.text.indexOf(text, from);
    while (at !== -1 && !isIt(at)) at = this.text.indexOf(text, at + 1);
    const found = at === -1 ? Number.POSITIVE_INFINITY : at;
    this.#next.set(text, found);
    return found;
  }

  #isBehindText(at: number): boolean {
    return /\S/.test(this.text[at - 1] ?? ' ');
  }
}

/** Cuts the punctuation that a sentence puts after a link, and closing brackets that the link did not open. */
function trimLink(url: string): string {
  const count = (mark: string) => url.split(mark).length - 1;
  let unopened = count(')') - count('(');
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url.charAt(end - 1);
    const isUnopened = last === ')' && unopened > 0;
    if (isUnopened) unopened -= 1;
    else if (!'.!?;,-'.includes(last)) break;
  }
  return url.slice(0, end);
}

function link({ line, to }: Part, at: number, rest: string): Piece | undefined {
  const typed = LINK.exec(rest)?.[0];
  if (typed === undefined) return undefined;
  const url = trimLink(typed);
  const href = /^www\./i.test(url) ? `http://${url}` : url;
  const start = at + url.length + 2;
  const end = rest.startsWith('<<', url.length) ? line.find('>>', start, to) : undefined;
  if (end === undefined) return { xml: `<a href="${escapeXml(href)}">${escapeText(url)}</a>`, length: url.length };
  const shown = line.text.slice(start, end);
  const xml = `<a flp="${escapeXml(`${url}<<`)}" fls="&gt;&gt;" href="${escapeXml(href)}">${escapeText(shown)}</a>`;
  return { xml, length: end + 2 - at };
}

function emoticon(rest: string, isAfterSpace: boolean): Piece | undefined {
  const named = NAMED_EMOTICON.exec(rest);
  if (named !== null && NAMES.has(named[1] ?? '')) return emo(`e${named[1]}`, named[0]);
  const symbol = isAfterSpace ? SYMBOL_EMOTICON.exec(rest)?.[0] : undefined;
  if (symbol === undefined) return undefined;
  if (symbol.startsWith(';')) return emo('ewink', symbol);
  if (symbol === 'X(') return emo('eangry', symbol);
  return emo(SYMBOLS[symbol.at(-1) ?? ''] ?? 'esmile', symbol);
}

const emo = (kind: string, code: string): Piece => ({
  xml: `<emo kind="${kind}">${escapeText(code)}</emo>`,
  length: code.length,
});

function mention(rest: string, findMention: FindMention): Piece | undefined {
  const typed = MENTION.exec(rest)?.[1] ?? '';
  for (const name of new Set([typed, withoutPunctuation(typed)])) {
    const accountId = name === '' ? undefined : findMention(name);
    if (accountId === undefined) continue;
    const xml = `<mention account_id="${escapeXml(accountId)}">@${escapeText(name)}</mention>`;
    return { xml, length: name.length + 1 };
  }
  return undefined;
}

/** A name at the end of a sentence. */
function withoutPunctuation(name: string): string {
  let end = name.length;
  while (end > 0 && '._-'.includes(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

function emphasis(part: Part, at: number): Piece | undefined {
  const { line, to, open } = part;
  const mark = line.text[at] ?? '';
  const tag = mark === '*' ? 'b' : mark === '_' ? 'i' : undefined;
  if (tag === undefined || open.includes(tag) || at + 1 >= to || !/\S/.test(line.text[at + 1] ?? ' ')) return undefined;
  const end = line.findCloser(mark, at + 2, to);
  if (end === undefined) return undefined;
  const inner = encodePart({ ...part, from: at + 1, to: end, open: open + tag });
  return { xml: `<${tag} flp="${mark}" fls="${mark}">${inner}</${tag}>`, length: end + 1 - at };
}

function pieceAt(part: Part, at: number): Piece | undefined {
  const { line, from, to, findMention } = part;
  const rest = line.text.slice(at, to);
  const before = at === from ? ' ' : (line.text[at - 1] ?? ' ');
  const isAfterSpace = /\s/.test(before);
  const isAfterWord = /[\p{L}\p{N}]/u.test(before);
  return (
    (isAfterWord ? undefined : link(part, at, rest)) ??
    emoticon(rest, isAfterSpace) ??
    (isAfterWord ? undefined : mention(rest, findMention)) ??
    (isAfterSpace ? emphasis(part, at) : undefined)
  );
}

const MAY_START_PIECE = /[*_@(:;XhfismwHFISMW]/;

function encodePart(part: Part): string {
  const { line, from, to } = part;
  let out = '';
  let plainFrom = from;
  let at = from;
  while (at < to) {
    const piece = MAY_START_PIECE.test(line.text[at] ?? '') ? pieceAt(part, at) : undefined;
    if (piece === undefined) {
      at += 1;
      continue;
    }
    out += escapeText(line.text.slice(plainFrom, at)) + piece.xml;
    at += piece.length;
    plainFrom = at;
  }
  return out + escapeText(line.text.slice(plainFrom, to));
}

/** XML of one typed line, without a paragraph around it. */
export function encodeInline(text: string, findMention: FindMention): string {
  return encodePart({ line: new Line(text), from: 0, to: text.length, findMention, open: '' });
}

/** Plain text for XML content, as in a `pre` block: nothing is recognised in it. */
export const encodePlain = escapeText;
