// chaos: how much is done: a little in every run of the tests, more when CHAOS_RUNS says so (npm run chaos -- --runs N).

/** `each`: turns for one run. */
export const turnsOf = (inTests: number, each = 1): number =>
  process.env.CHAOS_RUNS === undefined ? inTests : Math.max(1, Math.round(Number(process.env.CHAOS_RUNS) * each));

/** What is prepared for many trials may take as long as some of them. */
export const PREPARING_MS = 600_000;
