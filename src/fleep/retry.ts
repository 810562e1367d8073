// fleep: trying again. undici's own retry leaves POST out, and every call of Fleep is a POST; so the decision is made here, from
// the error's kind. Full-jitter back-off; nothing is asked for again before its Retry-After is over.
import { type Clock, realClock } from '../lib/clock.js';
import { FleepError } from './errors.js';

export interface RetryPolicy {
  /** Attempts in all for an answer that may be better next time. */
  readonly attempts: number;
  /** Attempts in all for a body that is not what it should be: twice more, then it is a gap. */
  readonly bodyAttempts: number;
  /** Attempts in all when nothing listens at the address: more likely a wrong address than an outage. */
  readonly refusedAttempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

export const defaultRetry: RetryPolicy = {
  attempts: 9,
  bodyAttempts: 3,
  refusedAttempts: 4,
  baseMs: 250,
  maxMs: 60_000,
};

/** Runs `attempt` until it succeeds, fails for good, or the policy is exhausted; then throws the last error. */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  {
    policy = defaultRetry,
    signal,
    clock = realClock,
  }: { policy?: RetryPolicy; signal?: AbortSignal; clock?: Clock } = {},
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof FleepError) || !error.isRetryable || tried >= attemptsFor(error, policy)) throw error;
      const ceiling = Math.min(policy.maxMs, policy.baseMs * 2 ** (tried - 1));
      const { retryAfterMs = 0 } = error;
      if (retryAfterMs > LONGEST_WAIT_MS) throw askedToWait(error, retryAfterMs, clock.now());
      await clock.sleep(Math.max(retryAfterMs, clock.random() * ceiling), signal);
    }
  }
}

/** A run does not wait longer than this; it ends, and says when to come back. Asking sooner is no way out. */
export const LONGEST_WAIT_MS = 3_600_000;

function askedToWait(cause: FleepError, retryAfterMs: number, now: Date): FleepError {
  const { kind, call, status } = cause;
  const message = `${cause.message}, and asks to be left alone ${untilWhen(now.getTime() + retryAfterMs)}`;
  return new FleepError(message, { kind, call, retryAfterMs, cause, ...(status === undefined ? {} : { status }) });
}

/** Beyond the year 275760 there is no date. */
const untilWhen = (timeMs: number): string =>
  timeMs > 8.64e15 ? 'for good' : `until ${new Date(timeMs).toISOString().slice(0, 16)}Z`;

function attemptsFor(error: FleepError, policy: RetryPolicy): number {
  if (error.kind === 'body') return policy.bodyAttempts;
  return isNobodyThere(error) ? policy.refusedAttempts : policy.attempts;
}

const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** True when no connection was made at all. */
function isNobodyThere(error: FleepError): boolean {
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && NOBODY_THERE.has(String(cause.code));
}

/** Retry-After in milliseconds: seconds or an HTTP date; undefined when absent or not readable. */
export function parseRetryAfter(value: unknown, now: Date): number | undefined {
  if (typeof value !== 'string') return undefined;
  const waitMs = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isNaN(waitMs) ? undefined : Math.max(waitMs, 0);
}
