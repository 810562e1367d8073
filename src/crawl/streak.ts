// crawl: whether one thing fails or the service as a whole. One that always answers with an error is a gap, and must not keep the rest of
// the archive from being fetched; where one after the other fails, nothing more is to be had and the run ends.
// Invariant: three in a row end it only when none of them was known to fail: however many fail for good, a few runs know them all.
import { FleepError } from '../fleep/errors.js';
import { LONGEST_WAIT_MS } from '../fleep/retry.js';
import { findGapCause, type GapCause } from './gaps.js';

const MOST_IN_A_ROW = 3;

/** Conversations, files and calls whose attempts were used up by errors of the service, with none in between that was had. */
export class Streak {
  #length = 0;

  /** One was had, or the service said no to it: it answers. */
  end(): void {
    this.#length = 0;
  }

  /**
   * The cause of the gap that the failure of one thing amounts to; undefined when it must end the run. `known`: the cause of its open gap
   * from an earlier run.
   */
  causeOf(error: unknown, known: string | undefined): GapCause | undefined {
    if (!(error instanceof FleepError)) return undefined;
    if (error.kind === 'refused') this.end();
    if (error.kind !== 'busy') return findGapCause(error);
    if ((error.retryAfterMs ?? 0) > LONGEST_WAIT_MS) return undefined;
    if (known !== 'fetch failed') this.#length += 1;
    return this.#length < MOST_IN_A_ROW ? 'fetch failed' : undefined;
  }
}
