// npm run check: all that CI does: types, lint and format, unused code and dependencies, and every test (architecture and docs among them).
import { install, run, runTool } from './steps.mjs';

install();
runTool('tsc', ['-p', 'tsconfig.json']);
runTool('biome', ['check', '--error-on-warnings', '.']);
runTool('knip', []);
run(process.execPath, ['scripts/test.mjs']);
