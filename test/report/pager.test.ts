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

async function textOf(pieces: AsyncGenerator<string> | undefined): Promise<string> {
  let text = '';
  for await (const piece of pieces ?? []) text += piece;
  return text;
}

describe('the pager', () => {
  it('gets everything, and is a line of shell', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.at('pager'), '#!/bin/sh\ncat > "$1"\n');
    await chmod(folder.at('pager'), 0o755);
    vi.stubEnv('PAGER', `'${folder.at('pager')}' '${folder.at('read')}'`);
    expect(await page('first\n', linesOf(5000), () => {})).toBeUndefined();
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
    expect(await page('first\n', pieces, left)).toBeUndefined();
    expect([isLeft, (await pieces.next()).done]).toEqual([true, true]);
  });

  it.each(['no-such-program', 'no-such-program -R', '/dev/null'])(
    'may be missing (%s): then all is still to be shown',
    async (pager) => {
      vi.stubEnv('PAGER', pager);
      const left = vi.fn();
      expect(await textOf(await page('first\n', linesOf(3), left))).toBe('first\n1\n2\n3\n');
      const many = await page('first\n', linesOf(200_000), left);
      expect((await textOf(many)).split('\n')).toHaveLength(200_002);
      await expect(page('first\n', failing(), left).then(textOf)).rejects.toThrow('no more');
      expect(left).not.toHaveBeenCalled();
    },
  );
});
