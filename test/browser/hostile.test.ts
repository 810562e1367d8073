// Text and files that try to run in the reader's browser do nothing there, with the policy of the pages and without it; and the walk
// that says so is shown planted faults of each kind, so that it is known to see them.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { launchChromium, openTab } from './browser.js';
import { collapsed } from './expected-text.js';
import { hostileWorld, MESSAGES_EACH, PAYLOADS } from './hostile-world.js';
import { makeSite } from './made-site.js';
import { MANY_PAYLOADS } from './payloads.js';
import { WALK_TIMEOUT_MS, walkSite } from './walk.js';

/** A few of each kind, or as many as the campaign asks for (`npm run campaign -- hostile`). */
const texts =
  process.env.HOSTILE_PAYLOADS === undefined ? PAYLOADS : MANY_PAYLOADS.slice(0, Number(process.env.HOSTILE_PAYLOADS));
const TIMEOUT_MS = WALK_TIMEOUT_MS * Math.ceil(texts.length / 50);

let browser: Browser;
let folder: TemporaryFolder;
let site: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const lines = hostileWorld(texts).map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(folder.at('world.ndjson'), lines.join(''));
  site = await makeSite(folder, '--world', folder.at('world.ndjson'));
  browser = await launchChromium();
}, TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await folder[Symbol.asyncDispose]();
});

test.each([false, true])(
  'hostile text runs nothing and asks for nothing (policy switched off: %s)',
  { timeout: TIMEOUT_MS },
  async (bypassCSP) => {
    await using context = await browser.newContext({ bypassCSP });
    const walk = await walkSite(context, site);
    expect(walk.faults).toEqual([]);
    expect(walk.messages.size).toBe(texts.length * MESSAGES_EACH);
    for (const [index, payload] of texts.entries()) {
      const id = `00000002-0000-4000-8000-${String(index).padStart(12, '0')}`;
      const shown = walk.messages.get(`c/${id}/0.html#m2`)?.body ?? '';
      expect(collapsed(shown)).toBe(collapsed(payload));
    }
  },
);

test('an attachment that is opened by itself runs nothing', async () => {
  await using context = await browser.newContext();
  const faults: string[] = [];
  const page = await openTab(context, `${pathToFileURL(site).href}/`, faults);
  const names = readdirSync(join(site, 'files'), { recursive: true }).map(String);
  expect(names.filter((name) => /\.(html?|xhtml|xml|svg|js|css)$/i.test(name))).toEqual([]);
  const texts = names.filter((name) => name.endsWith('.txt'));
  expect(texts).toHaveLength(2);
  for (const name of texts) {
    await page.goto(pathToFileURL(join(site, 'files', name)).href);
    expect(await page.evaluate('document.contentType')).toBe('text/plain');
    expect(await page.evaluate('document.body.textContent')).toContain('<script>alert(1)</script>');
  }
  expect(faults).toEqual([]);
});

const PLANTED = [
  { html: '<script>alert(1)</script>', seen: 'forbidden SCRIPT', seenFree: 'dialog: 1', seenHeld: 'console: ' },
  { html: '<img src="x" onerror="alert(1)">', seen: 'attribute onerror', seenFree: 'dialog: 1', seenHeld: 'console: ' },
  { html: '<img src="gone.png">', seen: 'broken picture', seenFree: 'failed request', seenHeld: 'failed request' },
  {
    html: '<img src="https://127.0.0.1:1/x.png">',
    seen: 'loads https',
    seenFree: 'request: https',
    seenHeld: 'console: ',
  },
  { html: '<img src="../outside.png">', seen: 'leads out', seenFree: 'request: file:', seenHeld: 'request: file:' },
  { html: '<a href="nowhere.html">x</a>', seen: 'nothing at' },
  { html: '<a href="index.html#nowhere">x</a>', seen: 'no such place' },
  { html: '<a href="https://example.org/">x</a>', seen: 'link without rel' },
  { html: '<a href="javascript:alert(1)" rel="noopener noreferrer">x</a>', seen: 'link to javascript' },
  { html: '<h1>x</h1>', seen: '2 × h1' },
  { html: '<p id="content">x</p>', seen: 'id twice' },
];

test.each([false, true])(
  'planted faults are seen (policy switched off: %s)',
  { timeout: WALK_TIMEOUT_MS },
  async (bypassCSP) => {
    await using context = await browser.newContext({ bypassCSP });
    // One page without links is enough of a site, and quick.
    const bad = folder.at('bad');
    cpSync(join(site, 'assets'), join(bad, 'assets'), { recursive: true });
    const page = readFileSync(join(site, 'people.html'), 'utf8').replaceAll(/ href="(?!assets)[^"]*"/g, '');
    const faultsOf = async (html: string): Promise<string> => {
      writeFileSync(join(bad, 'index.html'), page.replace('</main>', `${html}</main>`));
      return (await walkSite(context, bad)).faults.join('\n');
    };
    expect(await faultsOf('')).toBe('');
    for (const { html, seen, seenFree = seen, seenHeld = seen } of PLANTED) {
      const faults = await faultsOf(html);
      expect(faults).toContain(seen);
      expect(faults).toContain(bypassCSP ? seenFree : seenHeld);
    }
  },
);
