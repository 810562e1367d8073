// `npm run demo` does the whole line and comes to an end by itself.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the demo archives, renders, reports and ends', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/demo.mjs'], { cwd: root, timeout: 100_000 });
  expect(stdout).toContain('3896 (+3896) messages in 43 (+43) conversations');
  expect(stdout).toContain('Messages by person');
  expect(existsSync(new URL('../../demo/site/index.html', import.meta.url))).toBe(true);
});
