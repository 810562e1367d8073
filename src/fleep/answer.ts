// fleep: what comes back of a call: an answer, or the error that it amounts to.
// Invariant: an answer exists only when its body is a whole JSON object in UTF-8; its bytes are exactly those that came.
import { isUtf8 } from 'node:buffer';
import { FleepError, kindOfStatus } from './errors.js';
import type { HttpAnswer } from './http.js';
import { parseRetryAfter } from './retry.js';
import { unticketed } from './session.js';
import { isWireRecord, type WireRecord } from './wire-record.js';

/** One answer of the service. */
export interface Answer<Body extends WireRecord = WireRecord> {
  /** Path below /api/, with the id: `conversation/sync/<id>`. */
  readonly call: string;
  readonly args: WireRecord;
  readonly status: number;
  /** The exact bytes, decompressed. */
  readonly bytes: Buffer;
  /** The same, parsed; fields that the table of methods names are of its types or absent. */
  readonly body: Body;
}

/** Throws FleepError of kind `body`. */
export function parseObject(call: string, bytes: Buffer): WireRecord {
  if (isUtf8(bytes)) {
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      if (isWireRecord(value)) return value;
    } catch (cause) {
      throw new FleepError(`${call}: the answer is not JSON`, { kind: 'body', call, cause, bytes: unticketed(bytes) });
    }
  }
  const message = `${call}: the answer is not a JSON object in UTF-8`;
  throw new FleepError(message, { kind: 'body', call, bytes: unticketed(bytes) });
}

/** The error that an answer with a status other than 2xx stands for. What it says may repeat the request: `hide` takes secrets out. */
export function refusal(call: string, answer: HttpAnswer, now: Date, hide: (text: string) => string): FleepError {
  const { error_id: errorId, error_message: text } = errorBody(answer, hide);
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now);
  return new FleepError(`${call}: ${text ?? 'refused'} (${answer.status})`, {
    kind: kindOfStatus(answer.status),
    call,
    status: answer.status,
    ...(errorId === undefined ? {} : { errorId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The error body is JSON or, from a proxy, anything (fleep-wire.md, section 1.4). */
function errorBody(answer: HttpAnswer, hide: (text: string) => string): { error_id?: string; error_message?: string } {
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    if (!isWireRecord(value)) return {};
    return {
      ...(typeof value.error_id === 'string' ? { error_id: hide(value.error_id) } : {}),
      ...(typeof value.error_message === 'string' ? { error_message: hide(value.error_message) } : {}),
    };
  } catch {
    // Not JSON: the status says enough.
    return {};
  }
}
