// The bench itself works: on a tiny world it prints every figure with its bar. What the figures are is not for a test to judge.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));

test('the bench measures sync, load and render, and prints each beside its bar', async () => {
  const size = ['--messages', '800', '--conversations', '8', '--rounds', '1', '--large', '2000', '--watch', '3'];
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, ...size]);
  const figure = (name: string): number =>
    Number(new RegExp(`^${name.replace(/[()/]/g, '\\$&')}[^\\n]*?\\s([\\d.]+)\\s+[≤≥]`, 'm').exec(stdout)?.[1]);
  for (const name of ['(a) sync / bare loop', '(b) journal → DuckDB', '(c) render'])
    expect(figure(name)).toBeGreaterThan(0);
  expect(figure('(f) large first sync')).toBeGreaterThan(0);
  expect(figure('(g) watch')).toBeGreaterThan(0);
  for (const part of ['sync', 'load', 'render']) expect(figure(`(d) peak memory of ${part}`)).toBeGreaterThan(20);
});
