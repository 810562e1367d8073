// fleep: the lexical half of the message parser: names, references, attributes, as XML 1.0 (fifth edition) defines them.
// Invariant: every scan moves forward and looks at a character a bounded number of times, so time is linear in the input.
// Positions are UTF-16 indexes; MALFORMED as a position, or undefined as a text, says that the input is not well-formed.
import type { MarkupAttributes } from './nodes.js';

export const MALFORMED = -1;

/** Where a tag ended, and the attributes that it carried. */
export interface ScannedAttributes {
  readonly attributes: MarkupAttributes;
  /** Index of the `>` or `/` that ended them, or MALFORMED. */
  readonly end: number;
}

// XML 1.0 section 2.2: what no document may hold, lone surrogates among it. The second expression is exact and slow, the
// first lets nearly every message pass without it.
const UNUSUAL = /[^\t\n\r -\ud7ff\ue000-\ufffd]/;
const FORBIDDEN = /[^\t\n\r -\ufffd\u{10000}-\u{10ffff}]|\p{Surrogate}/u;

const NAME_START =
  ':A-Z_a-z\\u{c0}-\\u{d6}\\u{d8}-\\u{f6}\\u{f8}-\\u{2ff}\\u{370}-\\u{37d}\\u{37f}-\\u{1fff}\\u{200c}\\u{200d}' +
  '\\u{2070}-\\u{218f}\\u{2c00}-\\u{2fef}\\u{3001}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{fffd}\\u{10000}-\\u{effff}';
const NAME = new RegExp(`[${NAME_START}][${NAME_START}\\-.0-9\\u{b7}\\u{300}-\\u{36f}\\u{203f}-\\u{2040}]*`, 'uy');

const WHITE_SPACE = /[\t\n]/;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

const NO_ATTRIBUTES: MarkupAttributes = new Map();

export const hasForbiddenCharacter = (xml: string): boolean => UNUSUAL.test(xml) && FORBIDDEN.test(xml);

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isNameCode = (code: number): boolean =>
  isLetter(code) || (code >= 48 && code <= 58) || code === 95 || code === 45 || code === 46;

export const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;

export function skipSpaces(xml: string, at: number): number {
  let end = at;
  while (isSpace(xml.charCodeAt(end))) end += 1;
  return end;
}

/** The index after the name that starts at `at`, or MALFORMED when none starts there. */
export function scanName(xml: string, at: number): number {
  if (!isLetter(xml.charCodeAt(at))) return scanRareName(xml, at);
  let end = at + 1;
  while (isNameCode(xml.charCodeAt(end))) end += 1;
  return xml.charCodeAt(end) < 128 || end === xml.length ? end : scanRareName(xml, at);
}

function scanRareName(xml: string, at: number): number {
  NAME.lastIndex = at;
  return NAME.test(xml) ? NAME.lastIndex : MALFORMED;
}

/** Text with its references replaced, or undefined when one is unknown or open. */
export function decodeReferences(raw: string): string | undefined {
  let ampersand = raw.indexOf('&');
  if (ampersand < 0) return raw;
  let text = '';
  let done = 0;
  while (ampersand >= 0) {
    const semicolon = raw.indexOf(';', ampersand);
    const value = semicolon < 0 ? undefined : referenceValue(raw.slice(ampersand + 1, semicolon));
    if (value === undefined) return undefined;
    text += raw.slice(done, ampersand) + value;
    done = semicolon + 1;
    ampersand = raw.indexOf('&', done);
  }
  return text + raw.slice(done);
}

function referenceValue(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES.get(name);
  const code = characterCode(name);
  if (!(code >= 0 && code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return hasForbiddenCharacter(character) ? undefined : character;
}

function characterCode(name: string): number {
  if (/^#x[0-9a-f]+$/i.test(name) && name[1] === 'x') return Number.parseInt(name.slice(2), 16);
  return /^#[0-9]+$/.test(name) ? Number.parseInt(name.slice(1), 10) : Number.NaN;
}

/** The attributes of an open tag whose name ended at `at`. */
export function scanAttributes(xml: string, at: number): ScannedAttributes {
  if (isTagEnd(xml.charCodeAt(at))) return { attributes: NO_ATTRIBUTES, end: at };
  const attributes = new Map<string, string>();
  let end = at;
  while (!isTagEnd(xml.charCodeAt(end))) {
    const start = skipSpaces(xml, end);
    if (start === end) return { attributes, end: MALFORMED };
    end = isTagEnd(xml.charCodeAt(start)) ? start : scanAttribute(xml, start, attributes);
    if (end === MALFORMED) break;
  }
  return { attributes, end };
}

const isTagEnd = (code: number): boolean => code === 62 || code === 47;

function scanAttribute(xml: string, at: number, attributes: Map<string, string>): number {
  const nameEnd = scanName(xml, at);
  if (nameEnd === MALFORMED) return MALFORMED;
  const equals = skipSpaces(xml, nameEnd);
  const opening = skipSpaces(xml, equals + 1);
  const quote = xml[opening];
  if (xml[equals] !== '=' || (quote !== '"' && quote !== "'")) return MALFORMED;
  const closing = xml.indexOf(quote, opening + 1);
  const value = closing < 0 ? undefined : decodeAttribute(xml.slice(opening + 1, closing));
  const name = xml.slice(at, nameEnd);
  if (value === undefined || attributes.has(name)) return MALFORMED;
  attributes.set(name, value);
  return closing + 1;
}

// White space becomes a space before references are decoded, so `&#10;` stays a newline (XML 1.0 section 3.3.3).
const decodeAttribute = (raw: string): string | undefined =>
  raw.includes('<') ? undefined : decodeReferences(WHITE_SPACE.test(raw) ? raw.replace(/[\t\n]/g, ' ') : raw);
