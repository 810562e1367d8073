// Pages of names, titles and texts that are one long word, of quotes deep in quotes and of messages without any words fit the window,
// and nothing on them lies upon something else.
/// <reference lib="dom" />

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { launchChromium } from './browser.js';
import { makeHostileSite } from './hostile-site.js';
import { kinds, pagesOf } from './kinds.js';
import { WALK_TIMEOUT_MS } from './walk.js';

const EMPTY = '<msg><p/></msg>';
const TEXTS = [
  'margarita.kuznetsova-papadopoulou@longcompanyname.example.com',
  'https://docs.google.com/document/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789AbCdEf/edit?usp=sharing',
  'Wolfeschlegelsteinhausenbergerdorff'.repeat(3),
  'Donaudampfschifffahrtsgesellschaft'.repeat(25),
  `<msg><p>${'<q>'.repeat(30)}quoted${'</q>'.repeat(30)}</p></msg>`,
  EMPTY,
];

let folder: TemporaryFolder;
let browser: Browser;
let site: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  [site, browser] = await Promise.all([makeHostileSite(folder, TEXTS), launchChromium()]);
}, WALK_TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await folder[Symbol.asyncDispose]();
});

/** Runs in the page: what does not look as it should. */
function readFaults(): string[] {
  const faults: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px too wide`);
  const name = (element: Element) => `${element.className} ${element.textContent.trim().slice(0, 30)}`;
  const all = (selector: string) => [...document.querySelectorAll(selector)].filter((found) => found.checkVisibility());
  for (const avatar of all('.avatar')) {
    const { width, height } = avatar.getBoundingClientRect();
    if (Math.abs(width - height) > 0.5) faults.push(`an avatar is ${width} × ${height}`);
  }
  for (const time of all('.messages > div > a:first-child')) {
    const bottom = time.parentElement?.getBoundingClientRect().bottom ?? 0;
    if (time.getBoundingClientRect().bottom > bottom + 0.5)
      faults.push(`the time of ${time.parentElement?.id} lies below it`);
  }
  // A range has a rectangle for each line of its text.
  for (const cell of all('td.number, td.date, .avatar, thead th')) {
    const range = document.createRange();
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/\S+/g)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) faults.push(`${word} of ${name(cell)} is broken`);
      }
    }
  }
  return faults;
}

describe.each([320, 1000])('in a window of %d px', (width) => {
  test.each(kinds)(
    'a page of the kind %s fits',
    async (kind) => {
      await using page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
      const found: Record<string, string[]> = {};
      const addresses = pagesOf(site, kind, 2 * TEXTS.length);
      for (const address of addresses) {
        await page.goto(address);
        const faults = await page.evaluate(readFaults);
        if (faults.length > 0) found[address.slice(site.length)] = faults;
      }
      expect(found).toEqual({});
    },
    WALK_TIMEOUT_MS,
  );
});
