import { expect, test } from 'vitest';
import { realClock } from '../../src/lib/clock.js';

test.each([2 ** 31, 1e15, Number.POSITIVE_INFINITY])(
  'a wait that is longer than any timer of Node is still a wait: %i ms',
  async (delayMs) => {
    const controller = new AbortController();
    const first = await Promise.race([
      realClock.sleep(delayMs, controller.signal).then(() => 'over'),
      realClock.sleep(50).then(() => 'waiting'),
    ]);
    controller.abort();
    expect(first).toBe('waiting');
  },
);
