// commands: a kept session as it is written down.
// Invariant: what is read back is of this form, or an error that names the file and none of its content.
import type { SessionPair } from '../fleep/session.js';
import { isWireRecord } from '../fleep/wire-record.js';
import { signInError } from '../lib/errors.js';

export interface StoredSession {
  /** Origin of the service. */
  readonly server: string;
  /** What was signed in with. */
  readonly email: string;
  readonly account_id: string;
  /** Absent when the key store has it. */
  readonly pair?: SessionPair;
}

const FORMAT = 1;

export const encodeSession = ({ server, email, account_id, pair }: StoredSession): string =>
  `${JSON.stringify({ format: FORMAT, server, email, account_id, ...pair })}\n`;

/** Throws `signIn` for a file that is something else. */
export function decodeSession(path: string, text: string): StoredSession {
  const value = parseJson(text);
  if (isWireRecord(value) && value.format === FORMAT) {
    const { server, email, account_id } = value;
    const pair = pairIn(value);
    if (typeof server === 'string' && typeof email === 'string' && typeof account_id === 'string')
      return { server, email, account_id, ...(pair === undefined ? {} : { pair }) };
  }
  throw signInError(`${path} is not a session of this version: delete it, and run fleep-archive login.`);
}

/** What the key store has. */
export const parsePair = (text: string): SessionPair | undefined => pairIn(parseJson(text));

function pairIn(value: unknown): SessionPair | undefined {
  if (!isWireRecord(value)) return undefined;
  const { token, ticket } = value;
  return typeof token === 'string' && typeof ticket === 'string' ? { token, ticket } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would repeat a part of the text.
    return undefined;
  }
}
