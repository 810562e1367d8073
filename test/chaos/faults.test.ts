// Bar 1: random schedules of faults over random worlds that change while they are archived. CHAOS_RUNS says how many (10 unless told, 40 in CI),
// SEED where they begin. A schedule that fails is shrunk and kept in kept/, where every run plays it again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { chooseSeed } from '../support/random.js';
import { describeTrial, runTrial } from './random-trial.js';
import { turnsOf } from './runs.js';
import { type Schedule, shrink } from './schedule.js';

const RUNS = turnsOf(process.env.CI ? 40 : 10);
const KEPT = fileURLToPath(new URL('kept/', import.meta.url));
const first = chooseSeed();

test.concurrent.each(Array.from({ length: RUNS }, (_unused, index) => first + index))('SEED=%i', async (seed) => {
  const outcome = await runTrial(seed);
  if (outcome.failures.length > 0) await keep(seed, outcome.schedule);
  expect(outcome.failures, describeTrial(seed, outcome)).toEqual([]);
});

async function keep(seed: number, schedule: Schedule): Promise<void> {
  const smallest = await shrink(schedule, async (smaller) => (await runTrial(seed, smaller)).failures.length > 0);
  const text = JSON.stringify({ world: seed, schedule: smallest }, undefined, 2);
  writeFileSync(`${KEPT}seed-${seed}.json`, `${text}\n`);
}

test.each(readdirSync(KEPT).filter((name) => name.endsWith('.json')))('kept: %s', async (name) => {
  const { world, schedule }: { world: number; schedule: Schedule } = JSON.parse(readFileSync(KEPT + name, 'utf8'));
  const outcome = await runTrial(world, schedule);
  expect(outcome.failures, describeTrial(world, outcome)).toEqual([]);
});
