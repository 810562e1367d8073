// Text and files that try to become more than text and files do nothing in the reader's browser, with the policy of the pages and without
// it, now and as the archive stood before they were changed; and the walk that says so is shown planted faults of each kind, so that it
// is known to see them. Chromium sees a few texts of each kind; `npm run campaign -- hostile` shows hundreds, to other browsers too.
/// <reference lib="dom" />
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { askedEngines, launchEngine } from './engines/index.js';
import type { Engine } from './engines/tab.js';
import { collapsed, squeezed } from './expected-text.js';
import { loosened, loosenSite, makeHostileSite } from './hostile-site.js';
import { BEFORE_CHANGES, MESSAGES_EACH, uuid } from './hostile-world.js';
import { readPage } from './page-facts.js';
import { askedPayloads, GROUPED_PAYLOADS } from './payloads.js';
import { WALK_TIMEOUT_MS, walkSite } from './walk.js';

/** All kinds in few conversations, or as many texts as the campaign asks for, each in its own. */
const texts = process.env.HOSTILE_PAYLOADS === undefined ? GROUPED_PAYLOADS : askedPayloads();
const TIMEOUT_MS = WALK_TIMEOUT_MS * Math.ceil(texts.length / 50);

let folder: TemporaryFolder;
let site: string;
let freeSite: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  site = await makeHostileSite(folder, texts);
  freeSite = loosenSite(site, folder.at('free'));
}, TIMEOUT_MS);
afterAll(() => folder[Symbol.asyncDispose]());

/** As archives keep a name: without the control characters that no XML can hold. */
const kept = (text: string): string => collapsed(text.replaceAll('\u0001', ''));

type Past = Readonly<Record<'edited' | 'subject' | 'deleted' | 'replaced' | 'person' | 'topic', string>>;

/** Runs in the page: what it says of a time, once it knows who was there. */
async function readAsOf(): Promise<Past> {
  const isThere = () => document.querySelector('.as-of-members li') !== null;
  for (let tries = 0; tries < 1000 && !isThere(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const seen = (selector: string) =>
    [...document.querySelectorAll<HTMLElement>(selector)]
      .filter((one) => one.offsetParent !== null)
      .map((one) => one.textContent ?? '')
      .join('|');
  return {
    edited: seen('#m1 > .as-of-text'),
    subject: seen('#m4 > .subject.as-of-text'),
    deleted: seen('#m11 > .body'),
    replaced: seen('#m12 > :is(.body, p[dir]:not([class]))'),
    person: seen('.as-of-members li:last-child bdi'),
    topic: seen('#as-of-people > p:first-child'),
  };
}

/** The pages of the conversations before their texts were changed: what is wrong with them, and what they say. */
async function readPast(engine: Engine, root: string) {
  const faults: string[] = [];
  const tab = await engine.open(root, faults);
  const past: Past[] = [];
  const time = new Date(BEFORE_CHANGES * 1000).toISOString().replace('.000', '');
  for (const index of texts.keys()) {
    const address = `${root}c/${uuid(2, index)}/0.html?asof=${time}`;
    await tab.goto(address);
    past.push(await tab.evaluate(readAsOf));
    const facts = await tab.evaluate(readPage);
    expect(facts.address).toBe(address);
    faults.push(...facts.faults.map((fault) => `${address}: ${fault}`));
  }
  await tab.close();
  return { faults, past };
}

function expectPast(past: Past | undefined, payload: string): void {
  const text = squeezed(kept(payload));
  const said = Object.entries(past ?? {}).map(([key, value]) => [key, squeezed(kept(value))]);
  expect(Object.fromEntries(said)).toEqual({
    // As a paragraph, a quotation and code.
    edited: text.repeat(3),
    subject: text,
    deleted: text,
    replaced: 'otherwords',
    person: text,
    topic: `Itwascalled“${text}”.`,
  });
}

/** What stands on one page together; what the look into the page says of each, and what else a browser tells of it. */
const PLANTED = [
  { html: '<script>alert(1)</script>', seen: 'forbidden SCRIPT', free: /dialog: 1/, held: /console: .*inline script/ },
  {
    html: '<img src="x" onerror="alert(2)">',
    seen: 'attribute onerror',
    free: /dialog: 2/,
    held: /console: .*event handler/,
  },
  { html: '<img src="gone.png">', seen: 'broken picture', free: /failed request.*gone/, held: /failed request.*gone/ },
  {
    html: '<img src="https://planted.invalid/x.png">',
    seen: 'loads https',
    free: /request: .*planted/,
    held: /console: .*planted/,
  },
  { html: '<img src="../outside.png">', seen: 'leads out', free: /request: file:/, held: /request: file:/ },
  { html: '<a href="nowhere.html">x</a>', seen: 'nothing at' },
  { html: '<a href="index.html#nowhere">x</a>', seen: 'no such place' },
  { html: '<a href="https://example.org/">x</a>', seen: 'link without rel' },
  { html: '<a href="javascript:alert(1)" rel="noopener noreferrer">x</a>', seen: 'link to javascript' },
  { html: '<h1>x</h1>', seen: '2 × h1' },
  { html: '<p id="content">x</p>', seen: 'id twice' },
];

describe.each(askedEngines())('in %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launchEngine(name);
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  // Once in the others: without the policy, which would only hide what got through.
  test.each(name === 'chromium' ? [false, true] : [true])(
    'hostile text runs nothing and asks for nothing (policy switched off: %s)',
    { timeout: TIMEOUT_MS },
    async (isFree) => {
      const shown = isFree ? freeSite : site;
      const walk = await walkSite(engine, shown);
      expect(walk.faults).toEqual([]);
      expect(walk.messages.size).toBe(texts.length * MESSAGES_EACH);
      for (const [index, payload] of texts.entries()) {
        const said = walk.messages.get(`c/${uuid(2, index)}/0.html#m2`)?.body ?? '';
        expect(collapsed(said)).toBe(collapsed(payload));
      }
      const { faults, past } = await readPast(engine, `${pathToFileURL(shown).href}/`);
      expect(faults).toEqual([]);
      for (const [index, payload] of texts.entries()) expectPast(past[index], payload);
      const how = isFree ? 'without policy' : 'with the policy';
      process.stdout.write(
        `${engine.version}, ${how}: ${texts.length} texts, ${walk.pages} pages and ${past.length} of a time, ${walk.links} links\n`,
      );
    },
  );

  test.each([false, true])(
    'planted faults are seen (policy switched off: %s)',
    { timeout: WALK_TIMEOUT_MS },
    async (isFree) => {
      // One page without links is enough of a site, and quick.
      const bad = folder.at('bad');
      cpSync(join(site, 'assets'), join(bad, 'assets'), { recursive: true });
      const held = readFileSync(join(site, 'people.html'), 'utf8').replaceAll(/ href="(?!assets)[^"]*"/g, '');
      const page = isFree ? loosened(held) : held;
      const faultsOf = async (html: string): Promise<string> => {
        writeFileSync(join(bad, 'index.html'), page.replace('</main>', `${html}</main>`));
        return (await walkSite(engine, bad)).faults.join('\n');
      };
      expect(await faultsOf('')).toBe('');
      const faults = await faultsOf(PLANTED.map(({ html }) => html).join('\n'));
      for (const { seen, free, held: stopped } of PLANTED) {
        expect(faults).toContain(seen);
        const told = isFree ? free : stopped;
        if (told !== undefined && engine.tells.some((kind) => told.source.startsWith(kind)))
          expect(faults).toMatch(told);
      }
      const away = await faultsOf('<script>history.pushState(0, "", "?elsewhere")</script>');
      expect(away.includes('went to ')).toBe(isFree);
    },
  );
});
