// emulator: the ways in which the real service may differ from what the practice server does by default (fleep-wire.md 10 and 11).
// Invariant: a variant changes the shape, the order or the paging of answers and nothing of what there is to know.
import { usageError } from '../lib/errors.js';
import type { Batches } from './calls/call.js';
import type { Session } from './sessions.js';

export const VARIANTS = [
  'textV2',
  'inclusive-cursor',
  'revision-records',
  'ticket-rotation',
  'resync',
  'no-prev-number',
  'api-v4',
  'small-batches',
  'large-batches',
] as const;
export type Variant = (typeof VARIANTS)[number];
export type Variants = ReadonlySet<Variant>;

const DEFAULT_BATCHES: Batches = { forward: 10, backward: 30 };
const SMALL_BATCHES: Batches = { forward: 2, backward: 3 };
const LARGE_BATCHES: Batches = { forward: 1_000, backward: 1_000 };

/** Message numbers in an answer. Throws ArchiveError(usage) for variants that exclude each other. */
export function batchesOf(variants: Variants, batch: number | undefined): Batches {
  const isSmall = variants.has('small-batches');
  const isLarge = variants.has('large-batches');
  if ([isSmall, isLarge, batch !== undefined].filter(Boolean).length > 1) {
    throw usageError('Name one size of batches: small-batches, large-batches, or a number.');
  }
  if (batch !== undefined) return { forward: batch, backward: batch };
  if (isSmall) return SMALL_BATCHES;
  return isLarge ? LARGE_BATCHES : DEFAULT_BATCHES;
}

const CALLS_TO_RESYNC = 5;

/** Polls and flow answers by session. */
const counts = new WeakMap<Session, Map<string, number>>();

/**
 * Which of the times it is that a client is asked to start over, counted from 0, in a poll or in the flow of a conversation: every fifth
 * time in a session. Undefined when it is not time.
 */
export function findResync(variants: Variants, session: Session, what: 'poll' | 'flow'): number | undefined {
  if (!variants.has('resync')) return undefined;
  const ofSession = counts.get(session) ?? new Map<string, number>();
  counts.set(session, ofSession);
  const count = ofSession.get(what) ?? 0;
  ofSession.set(what, count + 1);
  return count % CALLS_TO_RESYNC === 0 ? count / CALLS_TO_RESYNC : undefined;
}
