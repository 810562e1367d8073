// Every message is at most three clicks from the first page: its conversation, its day or its page, and itself.
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { office } from './office.js';
import { makeArchive } from './small-archive.js';

let archive: ArchiveFolder;
let site: string;
beforeAll(async () => {
  archive = await makeArchive(office);
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false });
});
afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

/** Where the links of a page lead, with their anchors. */
async function linksOf(name: string): Promise<string[]> {
  const html = await readFile(join(site, name), 'utf8');
  const found = [...html.matchAll(/<a [^>]*href="([^":]*)"/g)].map((match) => match[1] ?? '');
  return found.filter((href) => !href.startsWith('#')).map((href) => posix.join(dirname(name), href));
}

const isOverview = (name: string): boolean => /^c\/[^/]+\/index\.html$/.test(name);

test('by page and by day', async () => {
  const overviews = (await linksOf('index.html')).filter(isOverview);
  const targets = new Set((await Promise.all(overviews.map(linksOf))).flat());
  const pages = (await readdir(site, { recursive: true })).filter((name) => /^c\/[^/]+\/\d+\.html$/.test(name));
  expect(pages.length).toBeGreaterThan(2);
  let messages = 0;
  const days = new Map<string, boolean>();
  for (const page of pages) {
    expect([...targets], page).toContain(page);
    const html = await readFile(join(site, page), 'utf8');
    for (const day of html.split('<h2 id="').slice(1)) {
      const numbers = [...day.matchAll(/ id="(m\d+)"/g)].map((match) => match[1] ?? '');
      messages += numbers.length;
      if (day.startsWith('undated')) continue;
      // A calendar leads to the first message of a day, wherever in its conversation that is.
      const key = `${dirname(page)} ${day.slice(1, 11)}`;
      days.set(key, days.get(key) === true || numbers.some((number) => targets.has(`${page}#${number}`)));
    }
  }
  expect([...days].filter(([, isLed]) => !isLed)).toEqual([]);
  expect(days.size).toBeGreaterThan(3);
  expect(messages).toBeGreaterThan(15);
  expect(await linksOf('index.html')).toContain('search.html');
});
