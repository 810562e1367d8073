import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArchiveError } from '../../src/lib/errors.js';
import { MARKER, replaceFolder } from '../../src/render/output-folder.js';

let parent: string;
let out: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'fleep-archive-output-'));
  out = join(parent, 'site');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const build = (text: string) => async (folder: string) => {
  await writeFile(join(folder, 'index.html'), text);
  return text.length;
};

test('an absent folder is made, with its parents and a marker', async () => {
  const deep = join(parent, 'a', 'b', 'site');
  expect(await replaceFolder(deep, build('one'))).toBe(3);
  expect((await readdir(deep)).sort()).toEqual([MARKER, 'index.html']);
});

test('an empty folder and an older site are replaced as a whole, and nothing stays beside them', async () => {
  await mkdir(out);
  await replaceFolder(out, build('one'));
  await writeFile(join(out, 'old.html'), 'old');
  await replaceFolder(out, build('two'));
  expect((await readdir(out)).sort()).toEqual([MARKER, 'index.html']);
  expect(await readFile(join(out, 'index.html'), 'utf8')).toBe('two');
  expect(await readdir(parent)).toEqual(['site']);
});

test('a folder with anything else in it is refused and left alone', async () => {
  await mkdir(out);
  await writeFile(join(out, 'thesis.txt'), 'years of work');
  await expect(replaceFolder(out, build('one'))).rejects.toMatchObject({ exitCode: 2 });
  expect(await readdir(out)).toEqual(['thesis.txt']);
});

test('a file is refused', async () => {
  await writeFile(out, 'x');
  await expect(replaceFolder(out, build('one'))).rejects.toBeInstanceOf(ArchiveError);
});

test('after a failure the old site is as it was', async () => {
  await replaceFolder(out, build('one'));
  const failing = replaceFolder(out, async (folder) => {
    await writeFile(join(folder, 'half.html'), 'half');
    throw new Error('no more room');
  });
  await expect(failing).rejects.toThrow('no more room');
  expect(await readFile(join(out, 'index.html'), 'utf8')).toBe('one');
  expect(await readdir(parent)).toEqual(['site']);
});

const ASIDE = 'site.old-0123456789ab';
const fails = async (): Promise<never> => {
  throw new Error('no more room');
};

test('a run that was killed while the old site stood aside loses nothing: the next one puts it back first', async () => {
  await replaceFolder(out, build('one'));
  await rename(out, join(parent, ASIDE));
  await expect(replaceFolder(out, fails)).rejects.toThrow('no more room');
  expect(await readFile(join(out, 'index.html'), 'utf8')).toBe('one');
  expect(await readdir(parent)).toEqual(['site']);
});

test('a run that was killed before the old site was gone leaves the new one, and the next run removes the old', async () => {
  await replaceFolder(out, build('one'));
  await rename(out, join(parent, ASIDE));
  await replaceFolder(join(parent, 'fresh'), build('two'));
  await rename(join(parent, 'fresh'), out);
  await expect(replaceFolder(out, fails)).rejects.toThrow('no more room');
  expect(await readFile(join(out, 'index.html'), 'utf8')).toBe('two');
  expect(await readdir(parent)).toEqual(['site']);
});

test('what only looks like a site that stands aside is left alone', async () => {
  const others = ['site.old-2019', 'site.old-0123456789ab', 'other.old-0123456789ab'];
  for (const name of others) await mkdir(join(parent, name));
  await writeFile(join(parent, 'site.old-2019', MARKER), '');
  await writeFile(join(parent, 'other.old-0123456789ab', MARKER), '');
  await writeFile(join(parent, 'site.old-0123456789ab', 'thesis.txt'), 'years of work');
  await replaceFolder(out, build('one'));
  expect((await readdir(parent)).sort()).toEqual([...others, 'site'].sort());
});

test('half a site whose maker was killed goes with the next run, that of a running one stays', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const makers = {
    'site.tmp-0123456789ab': dead.pid,
    'site.tmp-ba9876543210': process.pid,
    'other.tmp-0123456789ab': dead.pid,
  };
  for (const [name, pid] of Object.entries(makers)) {
    await mkdir(join(parent, name));
    const maker = { pid, host: hostname(), started: null };
    await writeFile(join(parent, name, 'maker.json'), JSON.stringify(maker));
  }
  await mkdir(join(parent, 'site.tmp-000000000000'));
  await writeFile(join(parent, 'site.tmp-000000000000', 'thesis.txt'), 'years of work');
  await replaceFolder(out, build('one'));
  const left = ['other.tmp-0123456789ab', 'site', 'site.tmp-000000000000', 'site.tmp-ba9876543210'];
  expect((await readdir(parent)).sort()).toEqual(left);
  expect((await readdir(out)).sort()).toEqual([MARKER, 'index.html']);
});
