// npm run campaign [-- NAME]: the random tests at full length, of which "npm test" runs a few turns each. SEED is passed on.
import { build, fail, install, runTool } from './steps.mjs';

const CAMPAIGNS = {
  model: { file: 'test/emulator/model.test.ts', env: { MODEL_RUNS: '500' } },
  fuzz: { file: 'test/emulator/fuzz.test.ts', env: { FUZZ_REQUESTS: '20000' } },
  hostile: { file: 'test/browser/hostile.test.ts', env: { HOSTILE_PAYLOADS: '500' } },
  worlds: { file: 'test/conformance/random-worlds.test.ts', env: { RANDOM_WORLDS: '100' } },
  replay: { file: 'test/conformance/replay.test.ts', env: { RANDOM_WORLDS: '20' } },
  reports: { file: 'test/report/truth.test.ts', env: { REPORT_WORLDS: '100' } },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(CAMPAIGNS, name));
if (unknown !== undefined) fail(`There is no campaign "${unknown}": ${Object.keys(CAMPAIGNS).join(', ')}.`);

install();
build();
for (const [name, { file, env }] of Object.entries(CAMPAIGNS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(
    `Campaign ${name}: ${Object.entries(env)
      .map((pair) => pair.join('='))
      .join(' ')}`,
  );
  runTool('vitest', ['run', file, '--testTimeout=7200000'], { env: { ...env, ...process.env } });
}
