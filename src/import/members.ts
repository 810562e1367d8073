// import: the members of an object that are not taken apart, put together again.
// Invariant: names and values are the bytes that came, in their order; only those that are JSON get in, so the whole is.
import { isUtf8 } from 'node:buffer';

/** A value with what it says. */
export interface Parsed {
  readonly bytes: Buffer;
  readonly value: unknown;
  /** The value, when it is an object. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** Undefined for what is no JSON or not UTF-8. */
export function parseJson(bytes: Buffer): Parsed | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? { bytes, value, record: value } : { bytes, value };
  } catch {
    // Brackets and quotes are in pairs, and something between them is wrong: the caller names it.
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const DECIDING: ReadonlySet<string> = new Set(['conversation_id', 'mk_rec_type', 'message_nr', 'topic', 'members']);

export class Members {
  readonly #mostBytes: number;
  readonly #parts: Buffer[] = [];
  readonly #notes = new Map<string, unknown>();
  #size = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** False when there is no room for it. */
  add(name: Buffer, value: Buffer): boolean {
    this.#size += name.length + value.length + 2;
    if (this.#size > this.#mostBytes || !isUtf8(name)) return false;
    // A copy: the chunk that they are parts of is not to be kept for them.
    this.#parts.push(Buffer.concat([name, COLON, value]));
    return true;
  }

  /** Remembers what a member says, when it is one of those that decide something. */
  note(name: string, value: unknown): void {
    if (DECIDING.has(name)) this.#notes.set(name, typeof value === 'object' ? value !== null || null : value);
  }

  has(name: string): boolean {
    return (this.#notes.get(name) ?? null) !== null;
  }

  find(name: string): unknown {
    return this.#notes.get(name);
  }

  toBytes(): Buffer {
    const inner = this.#parts.flatMap((part, index) => (index === 0 ? [part] : [COMMA, part]));
    return Buffer.concat([OPEN, ...inner, CLOSE]);
  }
}

const OPEN = Buffer.from('{');
const CLOSE = Buffer.from('}');
const COLON = Buffer.from(':');
const COMMA = Buffer.from(',');
