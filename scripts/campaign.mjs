// npm run campaign [-- NAME]: the long tests at full length, of which "npm test" runs a few turns each. SEED is passed on.
import { bringChromium } from './chromium.mjs';
import { build, fail, install, runTool } from './steps.mjs';

const CAMPAIGNS = {
  model: { files: ['emulator/model'], env: { MODEL_RUNS: '500' } },
  fuzz: { files: ['emulator/fuzz'], env: { FUZZ_REQUESTS: '20000' } },
  hostile: {
    files: ['browser/hostile', 'browser/hostile-files', 'browser/hostile-charts', 'browser/search-hostile'],
    env: { HOSTILE_PAYLOADS: '500', HOSTILE_BROWSERS: 'chromium,firefox,webkit' },
  },
  clicks: { files: ['browser/site'], env: { SEARCHED_MESSAGES: '100000' } },
  worlds: { files: ['conformance/random-worlds'], env: { RANDOM_WORLDS: '100' } },
  replay: { files: ['conformance/replay'], env: { RANDOM_WORLDS: '20' } },
  rebuild: { files: ['render/rebuild-worlds'], env: { REBUILD_WORLDS: '100' } },
  reports: { files: ['report/truth'], env: { REPORT_WORLDS: '100' } },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(CAMPAIGNS, name));
if (unknown !== undefined) fail(`There is no campaign "${unknown}": ${Object.keys(CAMPAIGNS).join(', ')}.`);

install();
build();
for (const [name, { files, env }] of Object.entries(CAMPAIGNS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(
    `Campaign ${name}: ${Object.entries(env)
      .map((pair) => pair.join('='))
      .join(' ')}`,
  );
  if (files.some((file) => file.startsWith('browser/'))) bringChromium();
  const tests = files.map((file) => `test/${file}.test.ts`);
  runTool('vitest', ['run', ...tests, '--testTimeout=7200000'], { env: { ...env, ...process.env } });
}
