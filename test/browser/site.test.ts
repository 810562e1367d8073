// Bar 3: the whole site, opened from disk in Chromium: nothing on the console, no request that leaves the folder, no broken link, and
// every text on the page that its permanent link names. What shows that the walk sees faults is in hostile.test.ts.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import type { CanonicalRow } from '../conformance/canonical.js';
import { simpleText } from '../conformance/simple-text.js';
import { readWorldFile, truthOf, type WorldLine } from '../conformance/truth.js';
import { temporaryFolder } from '../support/folder.js';
import { launchChromium, tabsOf } from './browser.js';
import { collapsed, expectedText, squeezed } from './expected-text.js';
import { makeSite } from './made-site.js';
import type { MessageFacts } from './page-facts.js';
import { WALK_TIMEOUT_MS, walkSite } from './walk.js';

const HOUSTON = fileURLToPath(new URL('../../../shared/corpora/houston.world.ndjson.gz', import.meta.url));
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

describe.each([
  { name: 'the houston corpus', world: ['--world', HOUSTON], lines: () => readWorldFile(HOUSTON), texts: 1000 },
  { name: 'the demo world', world: ['--demo'], lines: () => demoWorldRecords() as WorldLine[], texts: 1000 },
])('the site of $name', ({ world, lines, texts }) => {
  test('is whole, quiet and complete', { timeout: WALK_TIMEOUT_MS }, async () => {
    await using folder = await temporaryFolder();
    const site = await makeSite(folder, ...world);
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
  });
});

test('a message whose text, mark or place is wrong is seen', () => {
  const row = { mk_message_type: 'text', message: '<msg><p>one <b>two</b></p></msg>', is_deleted: false };
  const found = { id: 'm1', body: 'one two', text: 'one two', isMarkedDeleted: false, permalink: '' };
  expect(faultOf(row, found)).toBeUndefined();
  expect(faultOf(row, undefined)).toBe('is not there');
  expect(faultOf(row, { ...found, body: 'one two three' })).toContain('says');
  expect(faultOf(row, { ...found, body: 'onetwo' })).toContain('says');
  expect(faultOf(row, { ...found, isMarkedDeleted: true })).toContain('is_deleted');
  expect(faultOf({ ...row, subject: 'Offer' }, found)).toContain('lacks');
});
