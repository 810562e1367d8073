// fleep: trying again. undici's own retry leaves POST out, and every call of Fleep is a POST; so the decision is made here, from
// the error's kind. Full-jitter back-off; a Retry-After is honoured in full.
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
      await clock.sleep(Math.max(error.retryAfterMs ?? 0, clock.random() * ceiling), signal);
    }
  }
}

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

/** Retry-After in milliseconds: seconds or an HTTP date; undefined when absent or not readable. At most one hour. */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  const waitMs = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), 3_600_000) : undefined;
}
