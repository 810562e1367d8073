// npm run build: src/ → dist/.
import { runTool } from './steps.mjs';

runTool('tsc', ['-p', 'tsconfig.build.json']);
