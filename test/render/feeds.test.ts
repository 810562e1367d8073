// Feeds and the sitemap of a site that is served from a known address: well-formed, of what the archive holds, and nothing without it.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { sitemapFiles } from '../../src/render/sitemap.js';
import { xmlText } from '../../src/render/xml.js';
import { launch, office } from './office.js';
import { makeArchive } from './small-archive.js';

const BASE = 'https://example.org/our%20talk/';

let archive: ArchiveFolder;
const at = (...parts: string[]) => join(dirname(archive.path), ...parts);
const read = (...parts: string[]) => readFile(at('served', ...parts), 'utf8');

beforeAll(async () => {
  archive = await makeArchive(office);
  await renderSite({ archive, out: at('served'), workers: 0, reports: false, baseUrl: BASE.slice(0, -1) });
});

afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

/** Texts of all elements of a name. Throws when the document is not well-formed. */
function textsOf(xml: string, name: string): string[] {
  const found: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  let isIn = false;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    isIn = tag.name === name;
    if (isIn) found.push('');
  });
  parser.on('text', (text) => {
    if (isIn) found.push((found.pop() ?? '') + text);
  });
  parser.on('closetag', () => {
    isIn = false;
  });
  parser.write(xml).close();
  return found;
}

test('a conversation has a feed of its latest messages, by permanent link', async () => {
  const feed = await read(`c/${launch}`, 'feed.xml');
  const [address, ...ids] = textsOf(feed, 'id');
  expect(address).toBe(`${BASE}c/${launch}/`);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    const [, page = '', anchor = ''] = /([^/]+\.html)#(m\d+)$/.exec(id) ?? [];
    expect(await read(`c/${launch}`, page)).toContain(`id="${anchor}"`);
  }
  expect(textsOf(feed, 'name')).toContain('Builder');
  const published = textsOf(feed, 'published');
  expect(published).toEqual([...published].sort().reverse());
  expect(published).toHaveLength(ids.length);
  const updated = textsOf(feed, 'updated');
  expect(updated[0]).toBe([...updated].sort().at(-1));
});

test('the feed of the site has the latest of all, and pages lead to it', async () => {
  const feed = await read('feed.xml');
  expect(textsOf(feed, 'id')[0]).toBe(BASE);
  expect(textsOf(feed, 'content').length).toBeGreaterThan(1);
  expect(await read('index.html')).toContain('<link rel="alternate" type="application/atom+xml"');
  expect(await read(`c/${launch}`, '0.html')).toMatch(/title="Launch" href="feed.xml">/);
});

test('the sitemap names every page once', async () => {
  const pages = (await readdir(at('served'), { recursive: true })).filter((name) => name.endsWith('.html'));
  expect(textsOf(await read('sitemap.xml'), 'loc')).toEqual(pages.sort().map((name) => BASE + name));
});

test('every page names the address that the sitemap has for it', async () => {
  const canonical = /<link rel="canonical" href="([^"]*)">/g;
  const pages = (await readdir(at('served'), { recursive: true })).filter((name) => name.endsWith('.html')).sort();
  const named = await Promise.all(
    pages.map(async (name) => [...(await read(name)).matchAll(canonical)].map(([, href]) => href)),
  );
  expect(named.flat()).toEqual(textsOf(await read('sitemap.xml'), 'loc'));
  expect(named.filter(({ length }) => length !== 1)).toEqual([]);
});

test('too many pages for one sitemap go into several, with an index', () => {
  const files = new Map(sitemapFiles(['a.html', 'b.html', 'c.html'], BASE, 2));
  expect([...files.keys()]).toEqual(['sitemap.xml', 'sitemap-1.xml', 'sitemap-2.xml']);
  expect(textsOf(files.get('sitemap.xml') ?? '', 'loc')).toEqual([`${BASE}sitemap-1.xml`, `${BASE}sitemap-2.xml`]);
  expect(textsOf(files.get('sitemap-2.xml') ?? '', 'loc')).toEqual([`${BASE}c.html`]);
});

test('whatever a text holds, the document is well-formed and says it', () => {
  const text = 'a <b> & "c" ]]> \u0001\uffff\ud800 é 𝄞';
  expect(textsOf(`<x>${xmlText(text)}</x>`, 'x')).toEqual(['a <b> & "c" ]]> \ufffd\ufffd\ufffd é 𝄞']);
});

test('without an address there is neither', async () => {
  await renderSite({ archive, out: at('plain'), workers: 0, reports: false });
  expect([existsSync(at('plain', 'feed.xml')), existsSync(at('plain', 'sitemap.xml'))]).toEqual([false, false]);
  expect(await readFile(at('plain', 'index.html'), 'utf8')).not.toContain('canonical');
  expect(await readFile(at('plain', 'index.html'), 'utf8')).not.toContain('atom+xml');
});
