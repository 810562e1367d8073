// npm test: installs, builds, brings Chromium, runs every test. Arguments go to vitest: npm test -- test/store
import { bringChromium } from './chromium.mjs';
import { build, install, runTool } from './steps.mjs';

install();
build();
bringChromium();
runTool('vitest', ['run', ...process.argv.slice(2)]);
