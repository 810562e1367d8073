// npm run setup: packages and build, for people who want neither tests nor the demo.
import { build, install } from './steps.mjs';

install();
build();
