// More than five hundred hostile texts in each place of a result of the search page, all of them on one page: what they say is shown,
// nothing runs, nothing is asked for; and the same look at the page sees what is planted.
/// <reference lib="dom" />
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import type { Line } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';
import { launchChromium, openTab } from './browser.js';
import { collapsed } from './expected-text.js';
import { makeSite } from './made-site.js';
import { MANY_PAYLOADS } from './payloads.js';

const TIMEOUT_MS = 300_000;
/** In the body, the subject and the file's name of each message, so that a query finds them all. */
const WORD = 'needle';
const RESULT_TAGS = ['LI', 'P', 'A', 'BDI', 'TIME', 'MARK', 'UL'];
const RESULT_ATTRIBUTES = ['class', 'href', 'dir', 'datetime'];

const uuid = (kind: number, index: number): string =>
  `0000000${kind}-0000-4000-8000-${String(index).padStart(12, '0')}`;
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\u0001', '');

function linesOf(payload: string, index: number): Line[] {
  const [account_id, conversation_id] = [uuid(1, index + 100), uuid(2, index)];
  const posted_time = 1_500_000_000 + index * 60;
  return [
    { mk_rec_type: 'contact', account_id, display_name: payload, email: 'x@example.org' },
    conv(conversation_id, { topic: payload, members: [ANNA, account_id] }),
    message(conversation_id, 1, {
      account_id,
      mk_message_type: 'email',
      message: `<msg><p>${xml(payload)} ${WORD}</p></msg>`,
      subject: `${payload} ${WORD}`,
      posted_time,
    }),
    {
      mk_rec_type: 'file',
      conversation_id,
      account_id,
      attachment_id: `a${index}`,
      file_url: `/file/hostile/1/a${index}/n`,
      message_nr: 1,
      posted_time,
      file_name: `${payload} ${WORD}`,
      content: { text: 'x' },
    },
  ];
}

let browser: Browser;
let folder: TemporaryFolder;
let site: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const lines = [...people, ...MANY_PAYLOADS.flatMap(linesOf)].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(folder.at('world.ndjson'), lines.join(''));
  site = await makeSite(folder, '--world', folder.at('world.ndjson'));
  browser = await launchChromium();
}, TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await folder[Symbol.asyncDispose]();
});

/** The search page with all results of a query, from the oldest on. */
async function openResults(context: BrowserContext, query: string, faults: string[]): Promise<Page> {
  const root = `${pathToFileURL(site).href}/`;
  const page = await openTab(context, root, faults);
  await page.goto(`${root}search.html#${new URLSearchParams({ q: query, order: 'oldest' })}`);
  await page.waitForSelector('body[data-search=done] .result');
  while (await page.isVisible('#search-more')) {
    const shown = await page.locator('.result').count();
    await page.click('#search-more');
    await page.waitForFunction((least) => document.querySelectorAll('.result').length > least, shown);
    await page.waitForSelector('body[data-search=done]');
  }
  return page;
}

/** What stands in the list that no result is made of. */
const strangersIn = (page: Page): Promise<string[]> =>
  page.$$eval(
    '#search-results *',
    (all, [tags, attributes]) =>
      all.flatMap(({ tagName, attributes: own }) => [
        ...(tags?.includes(tagName) ? [] : [tagName]),
        ...[...own].flatMap(({ name }) => (attributes?.includes(name) ? [] : [`${tagName} ${name}`])),
      ]),
    [RESULT_TAGS, RESULT_ATTRIBUTES],
  );

const textsOf = async (page: Page, selector: string): Promise<string[]> =>
  (await page.$$eval(`.result ${selector}`, (all) => all.map((one) => one.textContent ?? ''))).map(collapsed);

/** As archives keep a text: without the control characters that no XML can hold. */
const kept = (text: string): string => collapsed(text.replaceAll('\u0001', ''));

test.each([false, true])(
  'hostile text in results stays text (policy switched off: %s)',
  { timeout: TIMEOUT_MS },
  async (bypassCSP) => {
    expect(MANY_PAYLOADS.length).toBeGreaterThanOrEqual(500);
    await using context = await browser.newContext({ bypassCSP });
    const faults: string[] = [];
    const page = await openResults(context, WORD, faults);
    const with_word = MANY_PAYLOADS.map((payload) => kept(`${payload} ${WORD}`));
    expect(await textsOf(page, '.result-text')).toEqual(with_word);
    expect((await textsOf(page, '.result-subject')).map(kept)).toEqual(with_word);
    expect((await textsOf(page, '.result-files li bdi')).map(kept)).toEqual(with_word);
    const plain = MANY_PAYLOADS.map(kept);
    expect((await textsOf(page, '.result-link')).map(kept)).toEqual(plain);
    expect((await textsOf(page, '.result-meta bdi')).map(kept)).toEqual(plain);
    expect(await page.locator('.result mark').count()).toBe(3 * MANY_PAYLOADS.length);
    expect(await strangersIn(page)).toEqual([]);
    const hrefs = await page.$$eval('#search-results a', (all) => all.map((link) => link.getAttribute('href')));
    expect(hrefs).toEqual(MANY_PAYLOADS.map((_payload, index) => `c/${uuid(2, index)}/0.html#m1`));
    await page.close();
    const marked = await openResults(context, 'alert OR script OR example', faults);
    expect(await marked.locator('.result mark').count()).toBeGreaterThan(3 * MANY_PAYLOADS.length);
    expect(await strangersIn(marked)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test.each([false, true])(
  'what is planted is seen (policy switched off: %s)',
  { timeout: TIMEOUT_MS },
  async (bypassCSP) => {
    await using context = await browser.newContext({ bypassCSP });
    const faults: string[] = [];
    const root = `${pathToFileURL(site).href}/`;
    const page = await openTab(context, root, faults);
    await page.goto(`${root}search.html#q=${WORD}`);
    await page.waitForSelector('body[data-search=done] .result');
    await page.evaluate(() => {
      const text = document.querySelector('.result-text');
      if (text !== null) text.innerHTML = '<img src="gone.png" onerror="alert(1)">';
    });
    await expect.poll(() => faults.join('\n')).toContain(bypassCSP ? 'dialog: 1' : 'console: ');
    expect(await strangersIn(page)).toEqual(['IMG', 'IMG src', 'IMG onerror']);
  },
);
