// Bar 4: every kind of page of the demo site, on light and on dark: no violation that axe-core knows, HTML that a validator accepts, no
// layout that shifts, and every link, button and field reached by the keyboard alone with a mark that shows where one is.
/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedSite } from '../support/shared.js';
import { launchChromium } from './browser.js';
import { kinds, pagesOf, pagesOfNoKind } from './kinds.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ALL: axe.RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

const COLOURS: axe.RunOnly = { type: 'rule', values: ['color-contrast'] };

let browser: Browser;
let site: string;
beforeAll(async () => {
  site = await sharedSite('demo');
  browser = await launchChromium();
});
afterAll(() => browser.close());

test('every page is of a kind that is looked at', () => {
  expect(pagesOfNoKind(site)).toEqual([]);
});

/** What axe-core objects to in an open page, one line an element. The page's own policy would refuse the script: it is put in beside it. */
async function violations(page: Page, runOnly: axe.RunOnly = ALL): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const found = await page.evaluate<axe.AxeResults, axe.RunOptions>((options) => window.axe.run(document, options), {
    runOnly,
    resultTypes: ['violations'],
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

describe('axe-core', () => {
  test.each(kinds)('has nothing against a page of the kind %s', async (kind) => {
    await using page = await browser.newPage({ reducedMotion: 'reduce' });
    // One page of each kind: axe-core takes seconds for one with five hundred messages. On dark only the colours are others.
    for (const address of pagesOf(site, kind, 1)) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(address);
      expect(await violations(page), address).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, COLOURS), `${address}, dark`).toEqual([]);
    }
  });

  test('would object to a picture without words and to a link without a name', async () => {
    await using page = await browser.newPage();
    await page.goto(pagesOf(site, 'home')[0] ?? '');
    await page.evaluate(
      `document.querySelector('main').innerHTML += '<img src="assets/icon.svg"><a href="x.html"></a>'`,
    );
    expect((await violations(page)).map((line) => line.split(':')[0])).toEqual(['image-alt', 'link-name']);
  });
});

describe('a validator', () => {
  // Presets of html-validate; what is off is a matter of taste and no rule of HTML.
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: {
      'long-title': 'off',
      'no-trailing-whitespace': 'off',
      'void-style': 'off',
      'valid-id': 'off',
      'aria-label-misuse': ['error', { allowAnyNamable: true }],
      'prefer-native-element': ['error', { exclude: ['group'] }],
    },
  });
  const faultsOf = async (html: string): Promise<string[]> => {
    const { results } = await validator.validateString(html);
    return results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
    );
  };

  test.each(kinds)('accepts pages of the kind %s', async (kind) => {
    for (const address of pagesOf(site, kind)) {
      expect(await faultsOf(readFileSync(fileURLToPath(address), 'utf8')), address).toEqual([]);
    }
  });

  test('would refuse a block in a paragraph and an id that is there twice', async () => {
    const html = readFileSync(fileURLToPath(pagesOf(site, 'home')[0] ?? ''), 'utf8');
    const broken = html.replace('</main>', '<p id="content"><span><ul><li>x</li></ul></span></p></main>');
    expect((await faultsOf(broken)).length).toBeGreaterThan(0);
  });
});

describe('a reader with a keyboard', () => {
  /** Marks what has the focus and says what it is; undefined back at the body. */
  const focused = () => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return undefined;
    const isNew = element.dataset.reached === undefined;
    element.dataset.reached = '';
    const style = getComputedStyle(element);
    const isMarked = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0;
    return { isNew, isMarked, html: element.outerHTML.slice(0, 120) };
  };

  /** What a pointer could use and the keyboard did not reach. */
  const unreached = () =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary, [tabindex="0"]')]
      .filter(
        (element) => element.dataset.reached === undefined && element.checkVisibility({ visibilityProperty: true }),
      )
      .map((element) => element.outerHTML.slice(0, 120));

  test.each(kinds)('gets everywhere on a page of the kind %s and sees where', async (kind) => {
    await using page = await browser.newPage({ reducedMotion: 'reduce' });
    const smallest = pagesOf(site, kind, Number.POSITIVE_INFINITY).at(-1) ?? '';
    await page.goto(smallest);
    const unmarked: string[] = [];
    // Some pages begin in the middle, with the focus in a field: the way round ends where something comes again.
    for (let ends = 0; ends < 2; ) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(focused);
      if (here?.isNew === false) break;
      if (here === undefined) ends += 1;
      else if (!here.isMarked) unmarked.push(here.html);
    }
    expect(unmarked).toEqual([]);
    expect(await page.evaluate(unreached)).toEqual([]);
  });

  test('first meets the way past the navigation, and it leads to the content', async () => {
    await using page = await browser.newPage();
    await page.goto(pagesOf(site, 'conversation')[0] ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
  });
});

describe('a layout', () => {
  /** The sum of layout shifts so far, as browsers reckon them. */
  const shifts = () =>
    new Promise<number>((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += Number(Reflect.get(entry, 'value'));
      }).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 200);
    });

  test.each(kinds)('of the kind %s does not move while it comes', async (kind) => {
    await using page = await browser.newPage();
    // On a machine so slow that what comes in pieces is shown in pieces.
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    for (const address of pagesOf(site, kind, 1)) {
      await page.goto(address, { waitUntil: 'load' });
      await page.evaluate('scrollTo(0, document.body.scrollHeight / 2)');
      expect(await page.evaluate(shifts), address).toBe(0);
    }
  });

  test('that moves is seen', async () => {
    await using page = await browser.newPage();
    await page.goto(pagesOf(site, 'people')[0] ?? '');
    await page.evaluate(`setTimeout(() => document.querySelector('main').style.marginTop = '200px', 50)`);
    await expect.poll(() => page.evaluate(shifts), { timeout: 20_000 }).toBeGreaterThan(0);
  });
});
