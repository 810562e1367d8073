// Each kind of page of the demo site fits a narrow screen, and its text is readable on light and on dark.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { launchChromium } from './browser.js';
import { readContrasts } from './contrast.js';
import { makeSite } from './made-site.js';

const KINDS: Readonly<Record<string, RegExp>> = {
  home: /^index\.html$/,
  people: /^people\.html$/,
  person: /^p\/[^/]+\.html$/,
  conversation: /^c\/[^/]+\/\d+\.html$/,
  overview: /^c\/[^/]+\/index\.html$/,
  pins: /^c\/[^/]+\/pins\.html$/,
  tasks: /^c\/[^/]+\/tasks\.html$/,
  files: /^c\/[^/]+\/files\.html$/,
  gallery: /^files\.html$/,
  teams: /^teams\.html$/,
  labels: /^labels\.html$/,
  integrations: /^integrations\.html$/,
  reports: /^reports\/index\.html$/,
  report: /^reports\/(?!index\.)[^/]+\.html$/,
};
const NARROW = { width: 320, height: 700 };
const WIDE = { width: 1280, height: 800 };

let browser: Browser;
let folder: TemporaryFolder;
let site: string;
let names: string[];
beforeAll(async () => {
  folder = await temporaryFolder();
  site = await makeSite(folder, '--demo');
  names = readdirSync(site, { recursive: true }).map(String);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await folder[Symbol.asyncDispose]();
});

/** Addresses of the largest pages of a kind, which have most on them. */
function pagesOf(kind: RegExp): string[] {
  const sizeOf = (name: string) => statSync(join(site, name)).size;
  const found = names.filter((name) => kind.test(name)).sort((a, b) => sizeOf(b) - sizeOf(a));
  expect(found.length).toBeGreaterThan(0);
  return found.slice(0, 2).map((name) => pathToFileURL(join(site, name)).href);
}

/** How many pixels a page is wider than its window. */
const excessWidth = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test.each(Object.entries(KINDS))('a page of the kind %s fits and can be read', async (_name, kind) => {
  await using page = await browser.newPage({ reducedMotion: 'reduce' });
  for (const address of pagesOf(kind)) {
    await page.setViewportSize(NARROW);
    await page.goto(address);
    expect(await excessWidth(page), address).toBe(0);
    await page.setViewportSize(WIDE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { texts, tooLow } = await page.evaluate(readContrasts);
      expect(tooLow, `${address}, ${colorScheme}`).toEqual([]);
      expect(texts).toBeGreaterThan(5);
    }
  }
});

test('a page that is too wide or too faint is seen', async () => {
  await using page = await browser.newPage({ viewport: NARROW, colorScheme: 'dark' });
  await page.goto(pathToFileURL(join(site, 'people.html')).href);
  await page.evaluate(`document.querySelector('h1').style.width = '400px'`);
  expect(await excessWidth(page)).toBeGreaterThan(0);
  await page.evaluate(
    `document.querySelector('.lead').style.color = 'color-mix(in srgb, currentColor 40%, transparent)'`,
  );
  expect((await page.evaluate(readContrasts)).tooLow).toEqual([expect.stringContaining('p.lead')]);
});
