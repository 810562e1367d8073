// The search page in Chromium from disk: on the demo world and the houston corpus it finds what a plain look through the world's own
// lines finds; by keyboard alone; hostile text stays text; without script it says what it needs.
/// <reference lib="dom" />
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import type { CanonicalRow } from '../conformance/canonical.js';
import { readWorldFile, truthOf, type WorldLine } from '../conformance/truth.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { HOUSTON, type SharedWorld, sharedSite } from '../support/shared.js';
import { ANNA, conv, message } from '../support/tiny-world.js';
import { launchChromium, openTab } from './browser.js';
import { expectedText } from './expected-text.js';
import { hostileWorld, PAYLOADS } from './hostile-world.js';
import { makeSite } from './made-site.js';

const TIMEOUT_MS = 300_000;
const TEXT_TYPES = new Set(['text', 'email', 'textV2', 'emailV2', 'separator']);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function openSearch(site: string, faults: string[], query = ''): Promise<Page> {
  const context = await browser.newContext();
  const root = `${pathToFileURL(site).href}/`;
  const page = await openTab(context, root, faults);
  await page.goto(`${root}search.html${query}`);
  return page;
}

/** Permanent links of everything that a query finds, all of them shown. */
async function linksFor(page: Page, query: string): Promise<string[]> {
  await page.fill('#search-query', query);
  await page.evaluate(() => {
    document.body.dataset.search = 'asked';
  });
  await page.press('#search-query', 'Enter');
  await page.waitForSelector('body[data-search=done]');
  while (await page.isVisible('#search-more')) {
    const shown = await page.locator('.result').count();
    await page.click('#search-more');
    await page.waitForFunction((least) => document.querySelectorAll('.result').length > least, shown);
  }
  const links = await page.$$eval('.result-link', (all) => all.map((link) => link.getAttribute('href') ?? ''));
  return links.sort();
}

/** What is looked through: a text of letters and digits with a space around each word. */
interface Plain {
  readonly link: string;
  readonly fields: readonly string[];
  readonly row: CanonicalRow | undefined;
}

const spaced = (text: string): string =>
  ` ${text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

function plainWorld(lines: readonly WorldLine[]): Plain[] {
  const truth = truthOf(lines);
  const names = new Map<string, string[]>();
  for (const file of truth.files?.values() ?? []) {
    const key = `${file.conversation_id} ${file.message_nr}`;
    names.set(key, [...(names.get(key) ?? []), String(file.file_name ?? '')]);
  }
  const messages = [...(truth.messages?.values() ?? [])].filter((row) => TEXT_TYPES.has(String(row.mk_message_type)));
  return messages.map((row) => {
    const { conversation_id, message_nr, subject, is_deleted } = row;
    // Paragraphs and lines stand apart.
    const markup = String(row.message).replaceAll(/<br ?\/>|<hr ?\/>|<\/p>/g, ' $&');
    const text = is_deleted ? '' : expectedText(String(row.mk_message_type), markup);
    return {
      link: `c/${conversation_id}/${Math.floor(Number(message_nr) / 500)}.html#m${message_nr}`,
      fields: [text, String(subject ?? ''), ...(names.get(`${conversation_id} ${message_nr}`) ?? [])].map(spaced),
      row,
    };
  });
}

const has = (part: string) => (plain: Plain) => plain.fields.some((field) => field.includes(part));

/** The boards show nothing that is deleted. */
const isPinned = ({ row }: Plain) => row?.is_pinned === true && !row.is_deleted;

/** Queries that leave titles out by a filter that only messages pass, and what each stands for. */
const QUERIES: readonly (readonly [string, (plain: Plain) => boolean])[] = [
  ['the', has(' the ')],
  ['"of the"', has(' of the ')],
  ['"in the mo*"', has(' in the mo')],
  ['th*', has(' th')],
  ['yes OR no', (plain) => has(' yes ')(plain) || has(' no ')(plain)],
  ['we -the', (plain) => has(' we ')(plain) && !has(' the ')(plain)],
  [
    '(can OR will) you NOT "you can"',
    (plain) => (has(' can ')(plain) || has(' will ')(plain)) && has(' you ')(plain) && !has(' you can ')(plain),
  ],
  ['qqqzzz', () => false],
  ['is:task', ({ row }) => row?.task_state != null && !row.is_deleted],
  ['is:pinned', isPinned],
  ['is:pinned the', (plain) => isPinned(plain) && has(' the ')(plain)],
];

/** AND binds closer than OR. */
const bracketed = (query: string): string => (query.includes(' OR ') ? `(${query})` : query);

describe.each<{ name: string; world: SharedWorld; lines: () => WorldLine[]; before: string }>([
  // All that is found is opened, which takes long: of the demo world the first months are enough.
  { name: 'the demo world', world: 'demo', lines: () => demoWorldRecords() as WorldLine[], before: '2023-06' },
  { name: 'the houston corpus', world: 'houston', lines: () => readWorldFile(HOUSTON), before: '2100' },
])('search of $name', ({ world, lines, before }) => {
  test('finds what looking through it finds', { timeout: TIMEOUT_MS }, async () => {
    const site = await sharedSite(world);
    const faults: string[] = [];
    const page = await openSearch(site, faults);
    const plain = plainWorld(lines());
    // What a deleted message said is known only where its versions are; the look through the world leaves those out.
    const deleted = new Set(plain.filter(({ row }) => row?.is_deleted === true).map(({ link }) => link));
    const end = new Date(before).getTime() / 1000;
    const isLooked = ({ link, row }: Plain): boolean => !deleted.has(link) && Number(row?.posted_time) < end;
    let found = 0;
    for (const [query, isAskedFor] of QUERIES) {
      const expected = plain.filter((one) => isLooked(one) && isAskedFor(one)).map(({ link }) => link);
      const links = (await linksFor(page, `${bracketed(query)} -is:deleted before:${before}`)).filter(
        (link) => !link.endsWith('index.html'),
      );
      expect(links, query).toEqual(expected.sort());
      found += links.length;
    }
    expect(found).toBeGreaterThan(100);
    expect(new Set(await linksFor(page, 'is:deleted'))).toEqual(deleted);
    expect(faults).toEqual([]);
  });
});

/** A conversation whose topic has no letter. */
const PARTY = '00000002-0000-4000-8000-0000000000ff';

describe('the search page', () => {
  let folder: TemporaryFolder;
  let site: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const party = [conv(PARTY, { topic: '🎉' }), message(PARTY, 1, { message: '<msg><p>other confetti</p></msg>' })];
    const lines = [...hostileWorld(), ...party].map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(folder.at('world.ndjson'), lines.join(''));
    site = await makeSite(folder, '--world', folder.at('world.ndjson'));
  }, TIMEOUT_MS);
  afterAll(() => folder[Symbol.asyncDispose]());

  test('shows hostile text as text', { timeout: TIMEOUT_MS }, async () => {
    const faults: string[] = [];
    const page = await openSearch(site, faults);
    const links = await linksFor(page, 'alert OR message OR etc OR example OR gnp');
    expect(links.length).toBeGreaterThan(PAYLOADS.length);
    expect(
      await page.$$eval(
        '.results :is(script, img, svg, iframe, meta, base, object, style, [onerror])',
        (all) => all.length,
      ),
    ).toBe(0);
    const texts = await page.locator('.results').textContent();
    expect(texts).toContain('<script>alert(1)</script>');
    const hrefs = await page.$$eval('.results a', (all) => all.map((link) => link.getAttribute('href')));
    expect(hrefs.filter((href) => !/^c\/[\w-]+\/(\d+\.html#m\d+|index\.html)$/.test(href ?? ''))).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('is used by keyboard alone, and its address says what was asked', { timeout: TIMEOUT_MS }, async () => {
    const faults: string[] = [];
    const page = await openSearch(site, faults);
    await page.waitForFunction(() => document.activeElement?.id === 'search-query');
    await page.keyboard.type('files');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.result mark');
    expect(page.url()).toMatch(/search\.html#q=files$/);
    expect(await page.getAttribute('#search-status', 'role')).toBe('status');
    expect(await page.textContent('#search-status')).toMatch(/^15 messages, the first 10 shown$/);
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.id);
    await page.keyboard.press('ArrowDown');
    const first = await focused();
    expect(first).toMatch(/^c\//);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).not.toBe(first);
    await page.keyboard.press('/');
    expect(await focused()).toBe('search-query');
    await page.focus('#search-more');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.result').length === 15);
    await page.waitForFunction(() => document.activeElement?.classList.contains('result-link'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/#m7$/);
    await page.goBack();
    await page.waitForSelector('.result');
    expect(await page.inputValue('#search-query')).toBe('files');
    await page.waitForSelector('body[data-search=done]');
    expect(await page.locator('.result').count()).toBe(15);
    expect(faults).toEqual([]);
  });

  test('is skipped to without losing the search', { timeout: TIMEOUT_MS }, async () => {
    const faults: string[] = [];
    const page = await openSearch(site, faults, '#q=files&order=oldest&shown=30');
    await page.waitForSelector('body[data-search=done]');
    expect(await page.locator('.result').count()).toBe(15);
    const address = page.url();
    await page.focus('a.skip');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'content');
    // Time for a search that must not begin.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(page.url()).toBe(address);
    expect(await page.inputValue('#search-query')).toBe('files');
    expect(await page.locator('.result').count()).toBe(15);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search-query');
    expect(faults).toEqual([]);
  });

  test.each(['9', '-30', '1e9', '100000'])('begins with ten results for shown=%s', async (shown) => {
    const faults: string[] = [];
    const page = await openSearch(site, faults, `#q=files&shown=${shown}`);
    await page.waitForSelector('body[data-search=done]');
    expect(await page.locator('.result').count()).toBe(10);
    expect(faults).toEqual([]);
  });

  test('can be linked, and says what is wrong with a query', { timeout: TIMEOUT_MS }, async () => {
    const faults: string[] = [];
    const page = await openSearch(site, faults, '#q=files&order=oldest');
    await page.waitForSelector('.result');
    expect(await page.inputValue('#search-order')).toBe('oldest');
    await page.fill('#search-query', '"files');
    await page.press('#search-query', 'Enter');
    await page.waitForSelector('.search-status.error');
    expect(await page.textContent('#search-status')).toBe('There is a " without a " after it.');
    expect(await page.locator('.result').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('is reached from the field in the head of other pages', { timeout: TIMEOUT_MS }, async () => {
    const faults: string[] = [];
    const page = await openSearch(site, faults);
    const go = async (path: string, asked: string): Promise<string> => {
      await page.goto(pathToFileURL(`${site}/${path}`).href);
      await page.keyboard.press('/');
      await page.keyboard.type(asked);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.result');
      return page.inputValue('#search-query');
    };
    expect(await go('index.html', 'files')).toBe('files');
    const everywhere = await linksFor(page, 'files');
    const [first = ''] = await linksFor(page, 'by an integration');
    const path = first.replace(/#.*/, '');
    expect(await go(path, 'files')).toMatch(/^in:[0-9a-f-]{36} files$/);
    const here = await linksFor(page, await page.inputValue('#search-query'));
    expect(here).toContain(`${path}#m7`);
    expect(here.length).toBeLessThan(everywhere.length);
    expect(await go(`c/${PARTY}/0.html`, 'other OR files')).toBe(`in:${PARTY} (other OR files)`);
    expect(await linksFor(page, await page.inputValue('#search-query'))).toEqual([`c/${PARTY}/0.html#m1`]);
    expect(await go(path, 'files OR integration')).toMatch(/^in:[0-9a-f-]{36} \(files OR integration\)$/);
    await page.goto(pathToFileURL(`${site}/p/${ANNA}.html`).href);
    await page.fill('#site-search', 'files');
    await page.click('#site-search-go');
    await page.waitForURL(/search\.html#q=files$/);
    expect(faults).toEqual([]);
  });

  test('without script says that it needs it', async () => {
    await using context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(`${site}/search.html`).href);
    expect(await page.textContent('noscript')).toContain('Search needs JavaScript');
    expect(await page.isVisible('#search-form')).toBe(false);
    await page.goto(pathToFileURL(`${site}/index.html`).href);
    expect(await page.isVisible('#site-search')).toBe(false);
    await page.click('.site-nav a[href="search.html"]');
    await page.waitForURL(/search\.html$/);
  });
});
