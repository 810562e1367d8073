/// <reference lib="dom" />
// Bar 3: the whole site, opened from disk in Chromium: nothing on the console, no request that leaves the folder, no broken link, and
// every text on the page that its permanent link names, three
// clicks from the first page. What shows that the walk sees faults is in hostile.test.ts.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import type { CanonicalRow } from '../conformance/canonical.js';
import { simpleText } from '../conformance/simple-text.js';
import { readWorldFile, truthOf, type WorldLine } from '../conformance/truth.js';
import { HOUSTON, type SharedWorld, sharedSite } from '../support/shared.js';
import { launchChromium, openTab, tabsOf } from './browser.js';
import { collapsed, expectedText, squeezed } from './expected-text.js';
import type { MessageFacts } from './page-facts.js';
import { type SiteWalk, WALK_TIMEOUT_MS, walkSite } from './walk.js';

/** Numbers on one page; the address of a message follows from it and never changes (templates/README.md). */
const PAGE_NUMBERS = 500;
const TEXT_TYPES = new Set(['text', 'email', 'textV2', 'emailV2', 'separator']);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const placeOf = ({ conversation_id, message_nr }: CanonicalRow): string =>
  `c/${conversation_id}/${Math.floor(Number(message_nr) / PAGE_NUMBERS)}.html#m${message_nr}`;

const isText = ({ mk_message_type }: CanonicalRow): boolean => TEXT_TYPES.has(String(mk_message_type));

/** What is wrong with a message on its page, or undefined. */
function faultOf(row: CanonicalRow, found: MessageFacts | undefined): string | undefined {
  if (found === undefined) return 'is not there';
  if (!isText(row)) return collapsed(found.text) === '' ? 'says nothing' : undefined;
  if (found.isMarkedDeleted !== row.is_deleted) return `is_deleted is ${row.is_deleted}`;
  if (row.is_deleted) return undefined;
  const body = found.body ?? '';
  const text = expectedText(String(row.mk_message_type), String(row.message));
  if (squeezed(body) !== squeezed(text)) return `says ${body} and not ${text}`;
  const simple = simpleText(String(row.message));
  if (simple !== undefined && collapsed(body) !== collapsed(simple)) return `says ${body} and not ${simple}`;
  if (row.subject && !squeezed(found.text).includes(squeezed(String(row.subject)))) return `lacks ${row.subject}`;
  return undefined;
}

/**
 * Messages that are more than three clicks from the first page by date: their conversation, their day, their own link. A calendar leads
 * to the first message of a day, wherever in its conversation that is.
 */
function farByDate({ messages, linksOf }: SiteWalk): string[] {
  const overviews = (linksOf.get('index.html') ?? []).filter((path) => /^c\/[^/]+\/index\.html$/.test(path));
  const near = new Set(overviews.flatMap((path) => linksOf.get(path) ?? []));
  const dayOf = (place: string, { day }: MessageFacts): string => `${dirname(place)} ${day}`;
  const days = new Set([...messages].filter(([place]) => near.has(place)).map(([place, facts]) => dayOf(place, facts)));
  return [...messages].filter(([place, facts]) => !days.has(dayOf(place, facts))).map(([place]) => place);
}

/** How many messages of each site are searched for: some, or as many as the campaign asks for (`npm run campaign -- clicks`). */
const SEARCHED = Number(process.env.SEARCHED_MESSAGES ?? 20);
/** What one search may take on a machine that does much else. */
const SEARCH_TIMEOUT_MS = 250;
const everyNth = <One>(all: readonly One[], most: number): One[] =>
  all.filter((_one, index) => index % Math.ceil(all.length / most) === 0);

const wordsOf = ({ mk_message_type, message }: CanonicalRow): string[] =>
  expectedText(String(mk_message_type), String(message).replaceAll(/<br ?\/>|<hr ?\/>|<\/p>/g, ' $&')).match(
    /[\p{L}\p{N}]+/gu,
  ) ?? [];
const hasWords = (row: CanonicalRow): boolean => isText(row) && !row.is_deleted && wordsOf(row).length > 0;

/** Runs in the page: where the results of its query lead that are shown at once. */
async function firstResults(): Promise<string[]> {
  while (document.body.dataset.search !== 'done') await new Promise((resolve) => setTimeout(resolve, 2));
  document.body.dataset.search = 'read';
  return [...document.querySelectorAll('.result-link')].map((link) => link.getAttribute('href') ?? '');
}

/** Messages that are not among the results shown at once for the first of their words on their day in their conversation. */
async function farBySearch(page: Page, site: string, rows: readonly CanonicalRow[]): Promise<string[]> {
  const address = pathToFileURL(join(site, 'search.html')).href;
  const far: string[] = [];
  for (const row of rows) {
    const day = new Date(Number(row.posted_time) * 1000).toISOString().slice(0, 10);
    const query = `"${wordsOf(row).slice(0, 12).join(' ')}" in:${row.conversation_id} on:${day}`;
    await page.goto(`${address}#${new URLSearchParams({ q: query, order: 'newest' })}`);
    if (!(await page.evaluate(firstResults)).includes(placeOf(row))) far.push(`${placeOf(row)}: ${query}`);
  }
  return far;
}

describe.each<{ name: string; world: SharedWorld; lines: () => WorldLine[]; texts: number }>([
  { name: 'the houston corpus', world: 'houston', lines: () => readWorldFile(HOUSTON), texts: 1000 },
  { name: 'the demo world', world: 'demo', lines: () => demoWorldRecords() as WorldLine[], texts: 1000 },
])('the site of $name', ({ name, world, lines, texts }) => {
  test('is whole, quiet and complete', { timeout: WALK_TIMEOUT_MS + SEARCHED * SEARCH_TIMEOUT_MS }, async () => {
    const site = await sharedSite(world);
    const context = await browser.newContext();
    const walk = await walkSite(tabsOf(context), site);
    await context.close();
    expect(walk.faults).toEqual([]);
    const names = readdirSync(site, { recursive: true }).map(String);
    expect(walk.pages).toBe(names.filter((name) => name.endsWith('.html')).length);

    const rows = [...(truthOf(lines()).messages?.values() ?? [])];
    const faults = rows.flatMap((row) => {
      const fault = faultOf(row, walk.messages.get(placeOf(row)));
      return fault === undefined ? [] : [`${placeOf(row)} ${fault}`];
    });
    expect(faults).toEqual([]);
    expect(walk.messages.size).toBe(rows.length);
    expect(rows.filter(isText).length).toBeGreaterThan(texts);
    expect(farByDate(walk)).toEqual([]);

    const searched = everyNth(rows.filter(hasWords), SEARCHED);
    await using searching = await browser.newContext();
    const noted: string[] = [];
    expect(await farBySearch(await openTab(searching, `${pathToFileURL(site).href}/`, noted), site, searched)).toEqual(
      [],
    );
    expect(noted).toEqual([]);
    process.stdout.write(
      `${name}: ${walk.pages} pages, ${walk.links} links, ${rows.length} messages by date, ${searched.length} by search\n`,
    );
  });
});

test('a message that no day leads to is seen', () => {
  const facts = { id: 'm1', body: 'x', text: 'x', isMarkedDeleted: false, permalink: '', day: 'd2020-01-01' };
  const messages = new Map([['c/1/0.html#m1', facts]]);
  const walk = { pages: 3, links: 2, faults: [], messages };
  const home: readonly [string, string[]] = ['index.html', ['c/1/index.html']];
  expect(farByDate({ ...walk, linksOf: new Map([home, ['c/1/index.html', ['c/1/0.html#m1']]]) })).toEqual([]);
  expect(farByDate({ ...walk, linksOf: new Map([home, ['c/1/index.html', ['c/1/0.html#m2']]]) })).toEqual([
    'c/1/0.html#m1',
  ]);
  expect(farByDate({ ...walk, linksOf: new Map([['c/1/index.html', ['c/1/0.html#m1']]]) })).toEqual(['c/1/0.html#m1']);
});

test('a message whose text, mark or place is wrong is seen', () => {
  const row = { mk_message_type: 'text', message: '<msg><p>one <b>two</b></p></msg>', is_deleted: false };
  const found = { id: 'm1', body: 'one two', text: 'one two', isMarkedDeleted: false, permalink: '', day: '' };
  expect(faultOf(row, found)).toBeUndefined();
  expect(faultOf(row, undefined)).toBe('is not there');
  expect(faultOf(row, { ...found, body: 'one two three' })).toContain('says');
  expect(faultOf(row, { ...found, body: 'onetwo' })).toContain('says');
  expect(faultOf(row, { ...found, isMarkedDeleted: true })).toContain('is_deleted');
  expect(faultOf({ ...row, subject: 'Offer' }, found)).toContain('lacks');
});
