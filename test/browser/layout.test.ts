// Each kind of page of the demo site fits a narrow screen, and its text is readable on light and on dark.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedSite } from '../support/shared.js';
import { launchChromium } from './browser.js';
import { readContrasts } from './contrast.js';
import { kinds, pagesOf } from './kinds.js';

const NARROW = { width: 320, height: 700 };
const WIDE = { width: 1280, height: 800 };

let browser: Browser;
let site: string;
beforeAll(async () => {
  site = await sharedSite('demo');
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** How many pixels a page is wider than its window. */
const excessWidth = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test.each(kinds)('a page of the kind %s fits and can be read', async (kind) => {
  await using page = await browser.newPage({ reducedMotion: 'reduce' });
  for (const address of pagesOf(site, kind)) {
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

test('the search page with results fits and can be read', async () => {
  await using page = await browser.newPage({ viewport: NARROW });
  for (const query of ['rendering OR file', 'has:file', '"no end']) {
    await page.goto('about:blank');
    await page.goto(`${pathToFileURL(join(site, 'search.html')).href}#${new URLSearchParams({ q: query })}`);
    await page.waitForSelector('body[data-search=done]');
    expect(await page.locator('.result').count()).toBe(query.startsWith('"') ? 0 : 10);
    await page.click('.search-help summary');
    await page.setViewportSize(NARROW);
    expect(await excessWidth(page), query).toBe(0);
    await page.setViewportSize(WIDE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect((await page.evaluate(readContrasts)).tooLow, `${query}, ${colorScheme}`).toEqual([]);
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
