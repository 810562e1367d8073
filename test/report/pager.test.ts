// The pager of the shell: it begins with the first screen, and what is not read is not fetched.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { firstScreen, page } from '../../src/commands/shell/pager.js';
import { temporaryFolder } from '../support/folder.js';

afterEach(() => vi.unstubAllEnvs());

async function* linesOf(count: number): AsyncGenerator<string> {
  for (let line = 1; line <= count; line += 1) yield `${line}\n`;
}

async function* failing(): AsyncGenerator<string> {
  yield 'one line\n';
  throw new Error('no more');
}

describe('the first screen', () => {
  it('is all when all fits', async () => {
    expect(await firstScreen(linesOf(3), { rows: 24 })).toEqual({ text: '1\n2\n3\n', isWhole: true });
    expect((await firstScreen(linesOf(3000), {})).isWhole).toBe(true);
  });

  it('takes no more than it needs', async () => {
    const pieces = linesOf(1_000_000);
    expect(await firstScreen(pieces, { rows: 2 })).toEqual({ text: '1\n2\n', isWhole: false });
    expect((await pieces.next()).value).toBe('3\n');
  });
});

describe('the pager', () => {
  it('gets everything', async () => {
    await using folder = await temporaryFolder();
    const program = folder.at('pager');
    await writeFile(program, `#!/bin/sh\ncat > '${folder.at('read')}'\n`);
    await chmod(program, 0o755);
    vi.stubEnv('PAGER', program);
    expect(await page('first\n', linesOf(5000), () => {})).toBe(true);
    const lines = (await readFile(folder.at('read'), 'utf8')).split('\n');
    expect([lines.length, lines[0], lines[5000]]).toEqual([5002, 'first', '5000']);
    await expect(page('first\n', failing(), () => {})).rejects.toThrow('no more');
    expect(await readFile(folder.at('read'), 'utf8')).toBe('first\none line\n');
  });

  it('may be left before it has read everything', async () => {
    vi.stubEnv('PAGER', 'true');
    let isLeft = false;
    const pieces = linesOf(1e9);
    const left = () => {
      isLeft = true;
    };
    expect(await page('first\n', pieces, left)).toBe(true);
    expect([isLeft, (await pieces.next()).done]).toEqual([true, true]);
  });

  it('may be missing: then nothing was taken', async () => {
    vi.stubEnv('PAGER', 'no-such-program');
    const pieces = linesOf(2);
    expect(await page('first\n', pieces, () => {})).toBe(false);
    expect((await pieces.next()).value).toBe('1\n');
  });
});
