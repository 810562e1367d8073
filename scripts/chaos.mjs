// npm run chaos -- --seed S --runs N --only PART: faults of every kind, as many as asked for. docs/reliability.md says what they are.
import { build, fail, install, runTool } from './steps.mjs';

const PARTS = {
  faults: ['chaos/faults'],
  each: ['chaos/each-fault'],
  kill: ['chaos/kill-sync', 'chaos/kill-load', 'chaos/kill-import', 'chaos/kill-watch', 'chaos/kill-rebuild'],
  files: ['crash-states', 'operations', 'disk-full', 'contests', 'damaged-tables', 'damaged-journal'].map(
    (name) => `chaos/${name}`,
  ),
  holes: ['chaos/holes'],
};

const options = { seed: undefined, runs: '40', only: undefined };
const given = process.argv.slice(2);
for (let at = 0; at < given.length; at += 2) {
  const name = given[at].replace(/^--/, '');
  if (!Object.hasOwn(options, name) || given[at + 1] === undefined) fail('Options: --seed S --runs N --only PART.');
  options[name] = given[at + 1];
}
const { seed, runs, only } = options;
if (only !== undefined && !Object.hasOwn(PARTS, only))
  fail(`There is no part "${only}": ${Object.keys(PARTS).join(', ')}.`);
if (!/^[1-9]\d*$/.test(runs) || (seed !== undefined && !/^\d+$/.test(seed)))
  fail('--seed and --runs are whole numbers.');

install();
build();
const files = Object.entries(PARTS).flatMap(([part, names]) => (only === undefined || only === part ? names : []));
runTool('vitest', ['run', ...files.map((name) => `test/${name}.test.ts`), '--testTimeout=86400000'], {
  env: { ...process.env, CHAOS_RUNS: runs, ...(seed === undefined ? {} : { SEED: seed }) },
});
