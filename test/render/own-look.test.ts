// How a site looks and what goes into it, as its owner has it: title, templates, styles, assets, files.
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { EVIL, launch, NOTES, office, PIXEL } from './office.js';
import { makeArchive, storeContent } from './small-archive.js';

let archive: ArchiveFolder;

beforeAll(async () => {
  archive = await makeArchive(office);
  for (const bytes of [PIXEL, NOTES, EVIL]) await storeContent(archive, bytes);
  await renderSite({ archive, out: at('plain'), workers: 0, reports: false });
});

afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

const at = (...parts: string[]) => join(dirname(archive.path), ...parts);
const read = (folder: string, name: string) => readFile(at(folder, name), 'utf8');

test('a title stands on every page', async () => {
  await renderSite({ archive, out: at('titled'), workers: 0, reports: false, title: 'Our <b>talk</b>' });
  expect(await read('titled', 'index.html')).toContain('<h1>Our &lt;b&gt;talk&lt;/b&gt;</h1>');
  expect(await read('titled', `c/${launch}/0.html`)).toContain('Our &lt;b&gt;talk&lt;/b&gt;</title>');
});

test('a logo stands beside the title, and only a picture can be one', async () => {
  const file = at('logo.jpeg');
  await writeFile(file, PIXEL);
  await renderSite({ archive, out: at('logo'), workers: 0, reports: false, logo: file });
  expect(await read('logo', `c/${launch}/0.html`)).toContain('<img class="logo" src="../../assets/logo.png" alt=""');
  expect(await readFile(at('logo', 'assets', 'logo.png'))).toEqual(Buffer.from(PIXEL));
  expect(await read('plain', 'index.html')).not.toContain('class="logo"');
  const refused = async (content: Uint8Array | string, reason: RegExp) => {
    await writeFile(file, content);
    await expect(renderSite({ archive, out: at('none'), workers: 0, logo: file })).rejects.toThrow(reason);
  };
  await refused('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', /is no PNG, JPEG, GIF or WebP/);
  await refused(Buffer.concat([Buffer.from(PIXEL), Buffer.alloc(1_000_000)]), /smaller than 1 MB/);
  await rm(file);
  await expect(renderSite({ archive, out: at('none'), workers: 0, logo: file })).rejects.toThrow(/cannot be read/);
});

test('a style behind a link is followed when it changes', async () => {
  const [own, elsewhere] = [at('linked'), at('elsewhere')];
  await mkdir(own);
  await mkdir(elsewhere);
  await symlink(elsewhere, join(own, 'styles'));
  await symlink(own, join(elsewhere, 'itself'));
  const styleOf = async (rule: string) => {
    await writeFile(join(elsewhere, '999-own.css'), rule);
    await renderSite({ archive, out: at('follows'), workers: 0, reports: false, templates: own });
    return read('follows', 'assets/style.css');
  };
  expect(await styleOf(':root { --accent: #a00; }')).toContain('#a00; }');
  expect(await styleOf(':root { --accent: #0a0; }')).toContain('#0a0; }');
});

test('a template, a style and an asset come before those of the package', async () => {
  const own = at('own');
  await mkdir(join(own, 'partials'), { recursive: true });
  await mkdir(join(own, 'styles'));
  await mkdir(join(own, 'assets'));
  await writeFile(join(own, 'pins.hbs'), '{{#> layout}}<main id="content">Our own pins of {{title}}</main>{{/layout}}');
  await writeFile(join(own, 'partials', 'pager.hbs'), '<nav>Our own pager</nav>');
  await writeFile(join(own, 'styles', '999-own.css'), ':root { --accent: #a00; }');
  await writeFile(join(own, 'assets', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await renderSite({ archive, out: at('styled'), workers: 0, reports: false, templates: own });
  expect(await read('styled', `c/${launch}/pins.html`)).toContain('Our own pins of Launch');
  expect(await read('styled', `c/${launch}/0.html`)).toContain('Our own pager');
  expect(await read('styled', 'assets/style.css')).toMatch(/--accent: #0b5d66[\s\S]*--accent: #a00; }$/);
  expect(await read('styled', 'assets/icon.svg')).toBe('<svg xmlns="http://www.w3.org/2000/svg"/>');
  expect(await read('styled', 'assets/list.js')).toBe(await read('plain', 'assets/list.js'));
});

test('a template that does not parse is named, and the site of before stays', async () => {
  const own = at('broken');
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'pins.hbs'), '{{#if}');
  await renderSite({ archive, out: at('kept'), workers: 0, reports: false });
  const broken = renderSite({ archive, out: at('kept'), workers: 0, reports: false, templates: own });
  await expect(broken).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('pins.hbs is no template'),
  });
  expect(await read('kept', `c/${launch}/pins.html`)).toContain('Launch');
});

test('contents of files are shared with the archive, copied, or left out', async () => {
  const linksOf = async (out: string) => {
    const entries = await readdir(at(out, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile());
    return Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).nlink));
  };
  for (const files of ['link', 'copy', 'none'] as const)
    await renderSite({ archive, out: at(files), workers: 0, reports: false, files });
  expect(Math.min(...(await linksOf('link')))).toBeGreaterThan(1);
  expect(new Set(await linksOf('copy'))).toEqual(new Set([1]));
  expect(await linksOf('none')).toEqual([]);
  expect(await read('none', `c/${launch}/files.html`)).toContain('not part of this site');
});
