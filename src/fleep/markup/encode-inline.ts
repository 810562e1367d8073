// fleep/markup: one line of typed text → XML inside a paragraph (fleep-wire.md section 5.3, "Inline", "Links", "Emoticons").
// Invariant: what comes out is well-formed whatever comes in, and dropping the tags while writing `flp`, text and `fls`
// gives the typed line back.

/** Finds the account that `@name` means; undefined leaves the text as it is. */
export type FindMention = (name: string) => string | undefined;

/** A recognised piece at the start of `rest`: its XML, and how many characters of the line it used. */
interface Piece {
  xml: string;
  length: number;
}

interface InlineContext {
  findMention: FindMention;
  /** Tags that are already open; none of them opens a second time inside itself. */
  open: string;
}

const LINK = /^(?:(?:https?|ftp|itms-services):\/\/|skype:|mailto:|www\.)[^\s<>"]+/i;
const DESCRIPTION = /^<<([^\n]*?)>>/;
const MENTION = /^@([\p{L}\p{N}][\p{L}\p{N}._-]*)/u;
const NAMED_EMOTICON = /^\({1,2}([a-z]+)\){1,2}/;
const SYMBOL_EMOTICON = /^(?::=\)|:-\)|:\)|:-\(|:\(|;-\)|;\)|:-?[DPOS@/]|X\()(?=\s|$)/;
const CLOSER_FOLLOW = /^(?:$|[\s.,!?;])/;

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

function unbalancedClosers(url: string): number {
  const count = (mark: string) => url.split(mark).length - 1;
  return count(')') - count('(');
}

/** Cuts the punctuation that a sentence puts after a link, and closing brackets that the link did not open. */
function trimLink(url: string): string {
  let end = url.length;
  for (;;) {
    const kept = url.slice(0, end);
    const last = kept.at(-1) ?? '';
    const isTail = '.!?;,-'.includes(last) || (last === ')' && unbalancedClosers(kept) > 0);
    if (last === '' || !isTail) return kept;
    end -= 1;
  }
}

function link(rest: string): Piece | undefined {
  const typed = LINK.exec(rest)?.[0];
  if (typed === undefined) return undefined;
  const url = trimLink(typed);
  const href = /^www\./i.test(url) ? `http://${url}` : url;
  const description = DESCRIPTION.exec(rest.slice(url.length));
  if (description === null) return { xml: `<a href="${escapeXml(href)}">${escapeText(url)}</a>`, length: url.length };
  const shown = description[1] ?? '';
  const xml = `<a flp="${escapeXml(`${url}<<`)}" fls="&gt;&gt;" href="${escapeXml(href)}">${escapeText(shown)}</a>`;
  return { xml, length: url.length + description[0].length };
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

function mention(rest: string, context: InlineContext): Piece | undefined {
  let name = MENTION.exec(rest)?.[1] ?? '';
  while (name !== '') {
    const accountId = context.findMention(name);
    if (accountId !== undefined) {
      const xml = `<mention account_id="${escapeXml(accountId)}">@${escapeText(name)}</mention>`;
      return { xml, length: name.length + 1 };
    }
    const shorter = name.replace(/[._-]+$/, '');
    if (shorter === name) return undefined;
    name = shorter;
  }
  return undefined;
}

function emphasis(rest: string, context: InlineContext): Piece | undefined {
  const mark = rest[0] ?? '';
  const tag = mark === '*' ? 'b' : mark === '_' ? 'i' : undefined;
  if (tag === undefined || context.open.includes(tag) || !/^\S/.test(rest.slice(1))) return undefined;
  for (let end = rest.indexOf(mark, 2); end !== -1; end = rest.indexOf(mark, end + 1)) {
    const closes = /\S/.test(rest[end - 1] ?? ' ') && CLOSER_FOLLOW.test(rest.slice(end + 1));
    if (!closes) continue;
    const inner = encodeLine(rest.slice(1, end), { ...context, open: context.open + tag });
    return { xml: `<${tag} flp="${mark}" fls="${mark}">${inner}</${tag}>`, length: end + 1 };
  }
  return undefined;
}

function pieceAt(line: string, at: number, context: InlineContext): Piece | undefined {
  const rest = line.slice(at);
  const before = at === 0 ? ' ' : (line[at - 1] ?? ' ');
  const isAfterSpace = /\s/.test(before);
  const isAfterWord = /[\p{L}\p{N}]/u.test(before);
  return (
    (isAfterWord ? undefined : link(rest)) ??
    emoticon(rest, isAfterSpace) ??
    (isAfterWord ? undefined : mention(rest, context)) ??
    (isAfterSpace ? emphasis(rest, context) : undefined)
  );
}

const MAY_START_PIECE = /[*_@(:;XhfismwHFISMW]/;

function encodeLine(line: string, context: InlineContext): string {
  let out = '';
  let plainFrom = 0;
  let at = 0;
  while (at < line.length) {
    const piece = MAY_START_PIECE.test(line[at] ?? '') ? pieceAt(line, at, context) : undefined;
    if (piece === undefined) {
      at += 1;
      continue;
    }
    out += escapeText(line.slice(plainFrom, at)) + piece.xml;
    at += piece.length;
    plainFrom = at;
  }
  return out + escapeText(line.slice(plainFrom));
}

/** XML of one typed line, without a paragraph around it. */
export function encodeInline(line: string, findMention: FindMention): string {
  return encodeLine(line, { findMention, open: '' });
}

/** Plain text for XML content, as in a `pre` block: nothing is recognised in it. */
export const encodePlain = escapeText;
