// npm run build: src/ → dist/.
import { compile } from './steps.mjs';

compile();
