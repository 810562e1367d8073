// lib: where a value or a name of a JSON text ends, when the text comes in pieces.
// Invariant: of a token nothing is kept here but where it stands and how deep it is; what is looked at is looked at once.

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;

/** What a value may be beyond. */
export type JsonLimit = 'size' | 'depth';

/** A value, or a name, that has begun. */
export interface Token {
  readonly kind: 'key' | 'string' | 'nested' | 'scalar';
  /** Of its first byte in the text. */
  readonly offset: number;
  start: number;
  /** How far it has been looked at; behind the buffer when an escape goes on there. */
  scanned: number;
  depth: number;
  isInString: boolean;
  /** Largest depth so far. */
  deepest: number;
  /** The limit that it is beyond. */
  beyond: JsonLimit | undefined;
}

/** The position after the token; undefined when it goes on behind the buffer. */
export function endOfToken(buffer: Buffer, token: Token): number | undefined {
  let { scanned: at, depth, deepest, isInString } = token;
  const { length } = buffer;
  let end: number | undefined;
  while (at < length) {
    const byte = buffer[at];
    at += 1;
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
      else continue;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    else continue;
    if (depth === 0 && !isInString) {
      end = at;
      break;
    }
  }
  Object.assign(token, { scanned: at, depth, deepest, isInString });
  return end;
}

export function endOfScalar(buffer: Buffer, token: Token): number | undefined {
  let at = token.scanned;
  for (; at < buffer.length; at += 1) {
    const byte = buffer[at];
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte)) return at;
  }
  token.scanned = at;
  return undefined;
}

export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
