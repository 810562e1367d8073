// lib: cuts a JSON text of any length into the slices of its values as it comes, on the bytes, without parsing and re-writing them.
// Invariant: a slice is exactly the bytes that came; what is held at a time is one chunk and one value, and a value has a limit.
// Only the structure around the values is checked here: whether a slice itself is JSON is for whoever takes it to find out.

import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  endOfScalar,
  endOfToken,
  isSpace,
  type JsonLimit,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  type Token,
} from './json-token.js';

/** Keys and places on the way to a value; the values of a text that has several (NDJSON) all have the empty path. */
export type JsonPath = readonly (string | number)[];

export type JsonPiece =
  /** A list or an object that is taken apart: its values come one by one, then it closes. */
  | {
      readonly kind: 'open';
      readonly path: JsonPath;
      /** Offset in bytes. */
      readonly at: number;
      readonly isList: boolean;
      readonly name: Buffer;
    }
  | { readonly kind: 'close'; readonly path: JsonPath; readonly isList: boolean }
  | {
      readonly kind: 'value';
      readonly path: JsonPath;
      /** Offset in bytes. */
      readonly at: number;
      readonly bytes: Buffer;
      /** Its name in the object, as it came, with quotes; empty in a list. */
      readonly name: Buffer;
    }
  /** A value that is larger, or nested more deeply, than the limit. */
  | { readonly kind: 'beyond'; readonly path: JsonPath; readonly at: number; readonly limit: JsonLimit };

/** Where a text is no JSON any more. What came before it stands. */
export interface JsonDamage {
  /** Offset in bytes. */
  readonly at: number;
  readonly reason: string;
}

/** What begins at a bracket: an object, a list, or one whose first element is a text, a number or a truth value. */
export type JsonContainer = 'object' | 'list' | 'list of scalars';

export interface JsonCutterOptions {
  /** Whether what begins here is to be taken apart; else it is one value. */
  readonly enter: (path: JsonPath, container: JsonContainer) => boolean;
  readonly maxValueBytes: number;
  /** Lists and objects in each other, in a value that is not taken apart. */
  readonly maxValueDepth: number;
}

interface Frame {
  readonly isList: boolean;
  readonly path: JsonPath;
  count: number;
  key: string;
  name: Buffer;
}

/** What may come next. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'text';

export class JsonCutter {
  readonly #options: JsonCutterOptions;
  readonly #frames: Frame[] = [];
  #expected: Expected = 'text';
  #buffer: Buffer = Buffer.alloc(0);
  /** Place in the buffer, and the offset of the buffer in the text. */
  #at = 0;
  #base = 0;
  #token: Token | undefined;
  #pieces: JsonPiece[] = [];
  #damage: JsonDamage | undefined;

  constructor(options: JsonCutterOptions) {
    this.#options = options;
  }

  /** Set as soon as the text turns out to be no JSON; nothing more comes then. */
  get damage(): JsonDamage | undefined {
    return this.#damage;
  }

  push(chunk: Buffer): JsonPiece[] {
    const rest = this.#buffer.subarray(this.#token === undefined ? this.#at : this.#token.start);
    const dropped = this.#buffer.length - rest.length;
    this.#base += dropped;
    this.#at -= dropped;
    if (this.#token !== undefined) {
      this.#token.start -= dropped;
      this.#token.scanned -= dropped;
    }
    this.#buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (this.#damage === undefined && this.#step());
    return this.#taken();
  }

  /** The text has ended. */
  end(): JsonPiece[] {
    if (this.#damage === undefined && this.#token?.kind === 'scalar') this.#finish(this.#token, this.#buffer.length);
    const isOpen = this.#token !== undefined || this.#frames.length > 0 || this.#at < this.#buffer.length;
    if (this.#damage === undefined && isOpen) {
      this.#damage = { at: this.#base + this.#buffer.length, reason: 'it ends in the middle' };
    }
    return this.#taken();
  }

  #taken(): JsonPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** One token further; false when the buffer is at its end. */
  #step(): boolean {
    if (this.#token !== undefined) return this.#scanToken(this.#token);
    while (isSpace(this.#buffer[this.#at])) this.#at += 1;
    const byte = this.#buffer[this.#at];
    if (byte === undefined) return false;
    switch (this.#expected) {
      case 'text':
        // A byte order mark is no fault of what follows it.
        if (byte === 0xef && this.#base + this.#at === 0) return this.#skipMark();
        return this.#beginValue(byte);
      case 'value or end':
        return byte === CLOSE_BRACKET ? this.#close() : this.#beginValue(byte);
      case 'value':
        return this.#beginValue(byte);
      case 'key or end':
        return byte === CLOSE_BRACE ? this.#close() : this.#beginKey(byte);
      case 'key':
        return this.#beginKey(byte);
      case 'colon':
        return this.#punctuation(byte === COLON, 'value');
      case 'comma or end':
        return this.#beginNext(byte);
    }
  }

  #skipMark(): boolean {
    if (this.#buffer.length < 3) return false;
    const isMark = this.#buffer[1] === 0xbb && this.#buffer[2] === 0xbf;
    this.#at = isMark ? 3 : 0;
    return isMark || this.#fail('something that is no JSON stands there');
  }

  #beginNext(byte: number): boolean {
    const isList = this.#frames.at(-1)?.isList === true;
    if (byte === (isList ? CLOSE_BRACKET : CLOSE_BRACE)) return this.#close();
    return this.#punctuation(byte === COMMA, isList ? 'value' : 'key');
  }

  #punctuation(isRight: boolean, next: Expected): boolean {
    if (!isRight) return this.#fail('something that is no JSON stands there');
    this.#at += 1;
    this.#expected = next;
    return true;
  }

  #beginKey(byte: number): boolean {
    if (byte !== QUOTE) return this.#fail('something that is no JSON stands there');
    return this.#begin('key');
  }

  #beginValue(byte: number): boolean {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      const container = byte === OPEN_BRACE ? 'object' : this.#findKindOfList();
      if (container === undefined) return false;
      const path = this.#pathHere();
      if (this.#options.enter(path, container)) return this.#open(path, container !== 'object');
      return this.#begin('nested');
    }
    if (byte === QUOTE) return this.#begin('string');
    if (SCALAR_START.test(String.fromCharCode(byte))) return this.#begin('scalar');
    return this.#fail('something that is no JSON stands there');
  }

  /** Undefined while its first element is still to come. */
  #findKindOfList(): JsonContainer | undefined {
    let at = this.#at + 1;
    while (isSpace(this.#buffer[at])) at += 1;
    const first = this.#buffer[at];
    if (first === undefined && at - this.#at < MOST_SPACE) return undefined;
    return first !== undefined && SCALAR.test(String.fromCharCode(first)) ? 'list of scalars' : 'list';
  }

  #open(path: JsonPath, isList: boolean): boolean {
    this.#pieces.push({ kind: 'open', path, at: this.#base + this.#at, isList, name: this.#nameHere() });
    this.#frames.push({ isList, path, count: 0, key: '', name: NO_NAME });
    this.#at += 1;
    this.#expected = isList ? 'value or end' : 'key or end';
    return true;
  }

  #close(): boolean {
    const frame = this.#frames.pop();
    this.#at += 1;
    if (frame !== undefined) this.#pieces.push({ kind: 'close', path: frame.path, isList: frame.isList });
    this.#afterValue();
    return true;
  }

  #afterValue(): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.count += 1;
    this.#expected = frame === undefined ? 'text' : 'comma or end';
  }

  #pathHere(): JsonPath {
    const frame = this.#frames.at(-1);
    return frame === undefined ? [] : [...frame.path, frame.isList ? frame.count : frame.key];
  }

  #nameHere(): Buffer {
    return this.#frames.at(-1)?.name ?? NO_NAME;
  }

  #begin(kind: Token['kind']): boolean {
    const isNested = kind === 'nested';
    this.#token = {
      kind,
      offset: this.#base + this.#at,
      start: this.#at,
      scanned: this.#at + (kind === 'scalar' ? 0 : 1),
      depth: isNested ? 1 : 0,
      isInString: !isNested,
      deepest: 0,
      beyond: undefined,
    };
    return true;
  }

  #scanToken(token: Token): boolean {
    const end = token.kind === 'scalar' ? endOfScalar(this.#buffer, token) : endOfToken(this.#buffer, token);
    if ((end ?? this.#buffer.length) - token.start > this.#options.maxValueBytes) token.beyond ??= 'size';
    if (token.deepest > this.#options.maxValueDepth) token.beyond ??= 'depth';
    if (end !== undefined) return this.#finish(token, end);
    // Of what is beyond the limits anyway nothing is kept.
    if (token.beyond !== undefined) token.start = Math.min(token.scanned, this.#buffer.length);
    return false;
  }

  #finish(token: Token, end: number): boolean {
    const bytes = this.#buffer.subarray(token.start, end);
    this.#at = end;
    this.#token = undefined;
    if (token.kind === 'key') return this.#finishKey(token, bytes);
    const path = this.#pathHere();
    const at = token.offset;
    const name = this.#nameHere();
    const { beyond: limit } = token;
    this.#pieces.push(
      limit === undefined ? { kind: 'value', path, at, bytes, name } : { kind: 'beyond', path, at, limit },
    );
    this.#afterValue();
    return true;
  }

  #finishKey(token: Token, bytes: Buffer): boolean {
    const frame = this.#frames.at(-1);
    const key = token.beyond === undefined ? parseText(bytes) : undefined;
    if (frame === undefined || key === undefined) return this.#fail('a name cannot be read');
    frame.key = key;
    frame.name = bytes;
    this.#expected = 'colon';
    return true;
  }

  #fail(reason: string): false {
    this.#damage = { at: this.#base + this.#at, reason };
    return false;
  }
}

const NO_NAME = Buffer.alloc(0);
const SCALAR_START = /[-0-9tfn]/;
const SCALAR = /["\-0-9tf]/;
// What waits for the first element of a list is kept.
const MOST_SPACE = 1024;

function parseText(bytes: Buffer): string | undefined {
  try {
    return String(JSON.parse(bytes.toString('utf8')));
  } catch {
    // A name with a line break in it, say.
    return undefined;
  }
}
