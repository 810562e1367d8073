// Bar 1: every kind of fault alone, at the first, a middle and the last page of every call of a sync. CHAOS_RUNS says how many of all
// combinations (20 unless told), SEED which ones.
import { expect, test } from 'vitest';
import { chooseSeed, randomFrom } from '../support/random.js';
import { choose, planAll } from './each.js';
import { CALLS } from './kinds.js';
import { turnsOf } from './runs.js';
import { strike } from './struck.js';

const seed = chooseSeed();
const { calls, combinations } = await planAll();
const chosen = choose(combinations, turnsOf(20), randomFrom(seed));

test(`SEED=${seed}: ${chosen.length} of ${combinations.length}; the table of calls names all that a sync makes`, () => {
  expect([...calls].sort()).toEqual([...CALLS].sort());
});

// `each` would cut the names.
for (const combination of chosen)
  test.concurrent(combination.name, async () => {
    expect(await strike(combination)).toEqual([]);
  });
