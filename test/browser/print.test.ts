// On paper: every sheet says what it is a sheet of, with the hash of the messages of its page; what only a screen needs is left out.
/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedSite } from '../support/shared.js';
import { launchChromium } from './browser.js';
import { kinds, pagesOf } from './kinds.js';

let browser: Browser;
let site: string;
beforeAll(async () => {
  site = await sharedSite('demo');
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** What is printed on every sheet, and what of the navigation would be printed. */
const onPaper = () => {
  const isShown = (element: Element) => element.checkVisibility();
  const sheet = document.querySelector<HTMLElement>('.sheet');
  return {
    sheet: sheet !== null && isShown(sheet) ? sheet.textContent : '',
    position: sheet === null ? '' : getComputedStyle(sheet).position,
    navigation: [...document.querySelectorAll('.site-nav, .pager, .tabs, .filter, .skip')].filter(isShown).length,
    room: Number.parseFloat(getComputedStyle(document.querySelector('main') ?? document.body).paddingTop),
    height: sheet?.offsetHeight ?? 0,
  };
};

test.each(kinds)('a sheet of the kind %s says what it is of', async (kind) => {
  await using page = await browser.newPage({ viewport: { width: 680, height: 960 } });
  await page.emulateMedia({ media: 'print' });
  await page.goto(pagesOf(site, kind)[0] ?? '');
  const { sheet, position, navigation, room, height } = await page.evaluate(onPaper);
  const [pageTitle = '', siteTitle = ''] = (await page.title()).split(' · ');
  expect(sheet).toContain(`${siteTitle} · ${pageTitle}`);
  expect([position, navigation]).toEqual(['fixed', 0]);
  expect(height).toBeGreaterThan(0);
  expect(room).toBeGreaterThan(height);
});

test('a sheet of messages names their range and their hash', async () => {
  await using page = await browser.newPage();
  for (const address of pagesOf(site, 'conversation', 5)) {
    await page.emulateMedia({ media: 'print' });
    await page.goto(address);
    const html = readFileSync(fileURLToPath(address), 'utf8');
    const start = html.indexOf('<div class="messages">\n') + '<div class="messages">\n'.length;
    const end = /<\/div>\n+(?:<nav class="pager"|<\/main>)/g;
    end.lastIndex = html.lastIndexOf(' id="m');
    const messages = html.slice(start, end.exec(html)?.index);
    const { sheet } = await page.evaluate(onPaper);
    expect(sheet).toMatch(/\d+ messages?, numbers \d+ to \d+/);
    expect(sheet).toContain(`SHA-256 ${createHash('sha256').update(messages).digest('hex')}`);
  }
});

test('on a screen there is no such line', async () => {
  await using page = await browser.newPage();
  await page.goto(pagesOf(site, 'conversation')[0] ?? '');
  expect((await page.evaluate(onPaper)).sheet).toBe('');
});
