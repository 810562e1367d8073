// fleep: what can go wrong between us and the service. Whether to try again is decided here, once, from the kind.
// Source: fleep-wire.md, section 1.4 (430 and 431 are answers of the service, not outages) and section 8.

export type FleepErrorKind =
  /** No answer: refused, reset, timed out. */
  | 'network'
  /** An answer that is no JSON object, or larger than allowed. */
  | 'body'
  /** 5xx, 408, 425, 429. */
  | 'busy'
  /** 401: the session is gone. */
  | 'session'
  /** 3xx: never followed. */
  | 'redirect'
  /** Every other 4xx: the service has understood and says no. */
  | 'refused';

export interface FleepErrorDetails {
  readonly kind: FleepErrorKind;
  readonly call: string;
  readonly status?: number;
  /** `error_id` of the error body, where there was one. */
  readonly errorId?: string;
  readonly retryAfterMs?: number;
  /** Of a body that cannot be read: the body, without the ticket. */
  readonly bytes?: Buffer;
  /** Of a file: what came is another content than was promised. */
  readonly isOtherContent?: boolean;
  readonly cause?: unknown;
}

export class FleepError extends Error {
  override readonly name = 'FleepError';
  readonly kind: FleepErrorKind;
  readonly call: string;
  readonly status: number | undefined;
  readonly errorId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly bytes: Buffer | undefined;
  readonly isOtherContent: boolean;

  constructor(message: string, details: FleepErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.call = details.call;
    this.status = details.status;
    this.errorId = details.errorId;
    this.retryAfterMs = details.retryAfterMs;
    this.bytes = details.bytes;
    this.isOtherContent = details.isOtherContent === true;
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return this.kind === 'network' || this.kind === 'busy' || this.kind === 'body';
  }
}

const BUSY = new Set([408, 425, 429]);

export function kindOfStatus(status: number): FleepErrorKind {
  if (status === 401) return 'session';
  if (status >= 300 && status < 400) return 'redirect';
  return status >= 500 || BUSY.has(status) ? 'busy' : 'refused';
}
