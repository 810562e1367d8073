// npm run bench: installs, builds, measures. Options are those of bench/run.mjs.
import { build, install, run } from './steps.mjs';

install();
build();
run(process.execPath, ['bench/run.mjs', ...process.argv.slice(2)]);
