// Hostile texts in each place of a result of the search page, all of them on one page: what they say is shown, nothing runs, nothing is
// asked for; and the same look at the page sees what is planted. Chromium sees a few of each kind; `npm run campaign -- hostile` shows
// hundreds, to other browsers too.
/// <reference lib="dom" />
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import type { Line } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';
import { askedEngines, launchEngine } from './engines/index.js';
import type { Engine, Tab } from './engines/tab.js';
import { collapsed } from './expected-text.js';
import { loosenSite } from './hostile-site.js';
import { uuid, xml } from './hostile-world.js';
import { makeSite } from './made-site.js';
import { askedPayloads } from './payloads.js';

const TIMEOUT_MS = 600_000;
/** In the body, the subject and the file's name of each message, so that a query finds them all. */
const WORD = 'needle';
const RESULT_TAGS = ['LI', 'P', 'A', 'BDI', 'TIME', 'MARK', 'UL'];
const RESULT_ATTRIBUTES = ['class', 'href', 'dir', 'datetime'];
const texts = askedPayloads();

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

let folder: TemporaryFolder;
let site: string;
let freeSite: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const lines = [...people, ...texts.flatMap(linesOf)].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(folder.at('world.ndjson'), lines.join(''));
  site = await makeSite(folder, '--world', folder.at('world.ndjson'));
  freeSite = loosenSite(site, folder.at('free'));
}, TIMEOUT_MS);
afterAll(() => folder[Symbol.asyncDispose]());

/** What stands in the results, each with its element's classes. */
interface Results {
  /** Elements and attributes. */
  readonly parts: readonly string[];
  /** Texts by selector. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly marks: number;
  readonly hrefs: readonly (string | null)[];
}

/** Runs in the search page: asks for more until all results are shown, and reads them. */
async function readResults(): Promise<Results> {
  const more = document.getElementById('search-more');
  const isDone = () => document.body.dataset.search === 'done' && document.querySelector('.result') !== null;
  const done = async () => {
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await done();
  while (more !== null && !more.hidden) {
    document.body.dataset.search = 'asked';
    more.click();
    await done();
  }
  const textsOf = (selector: string) =>
    [...document.querySelectorAll(`.result ${selector}`)].map((one) => one.textContent ?? '');
  const selectors = ['.result-text', '.result-subject', '.result-files li bdi', '.result-link', '.result-meta bdi'];
  return {
    parts: [...document.querySelectorAll('#search-results *')].flatMap(({ tagName, attributes }) => [
      tagName,
      ...[...attributes].map(({ name }) => `${tagName} ${name}`),
    ]),
    texts: Object.fromEntries(selectors.map((selector) => [selector, textsOf(selector)])),
    marks: document.querySelectorAll('.result mark').length,
    hrefs: [...document.querySelectorAll('#search-results a')].map((link) => link.getAttribute('href')),
  };
}

/** What stands in the results that none is made of. */
const strangersIn = ({ parts }: Results): string[] =>
  parts.filter((part) => {
    const [tag = '', attribute] = part.split(' ');
    return attribute === undefined ? !RESULT_TAGS.includes(tag) : !RESULT_ATTRIBUTES.includes(attribute);
  });

/** As archives keep a text: without the control characters that no XML can hold. */
const kept = (text: string): string => collapsed(text.replaceAll('\u0001', ''));

describe.each(askedEngines())('in %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launchEngine(name);
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  const openResults = async (tab: Tab, root: string, query: string): Promise<Results> => {
    // Another fragment alone would not load the page anew.
    await tab.goto(`${root}people.html`);
    await tab.goto(`${root}search.html#${new URLSearchParams({ q: query, order: 'oldest' })}`);
    return tab.evaluate(readResults);
  };

  test.each([false, true])(
    'hostile text in results stays text (policy switched off: %s)',
    { timeout: TIMEOUT_MS },
    async (isFree) => {
      const faults: string[] = [];
      const root = `${pathToFileURL(isFree ? freeSite : site).href}/`;
      const tab = await engine.open(root, faults);
      const all = await openResults(tab, root, WORD);
      const withWord = texts.map((payload) => kept(`${payload} ${WORD}`));
      const plain = texts.map(kept);
      expect(Object.fromEntries(Object.entries(all.texts).map(([where, said]) => [where, said.map(kept)]))).toEqual({
        '.result-text': withWord,
        '.result-subject': withWord,
        '.result-files li bdi': withWord,
        '.result-link': plain,
        '.result-meta bdi': plain,
      });
      expect(all.marks).toBe(3 * texts.length);
      expect(strangersIn(all)).toEqual([]);
      expect(all.hrefs).toEqual(texts.map((_payload, index) => `c/${uuid(2, index)}/0.html#m1`));
      const marked = await openResults(tab, root, 'alert OR script OR example');
      expect(marked.marks).toBeGreaterThan(2 * texts.length);
      expect(strangersIn(marked)).toEqual([]);
      expect(faults).toEqual([]);
      await tab.close();
    },
  );

  test.each([false, true])(
    'what is planted is seen (policy switched off: %s)',
    { timeout: TIMEOUT_MS },
    async (isFree) => {
      const faults: string[] = [];
      const root = `${pathToFileURL(isFree ? freeSite : site).href}/`;
      const tab = await engine.open(root, faults);
      await openResults(tab, root, WORD);
      await tab.evaluate(() => {
        const text = document.querySelector('.result-text');
        if (text !== null) text.innerHTML = '<img src="gone.png" onerror="alert(1)">';
      });
      expect(strangersIn(await tab.evaluate(readResults))).toEqual(['IMG', 'IMG src', 'IMG onerror']);
      const told = isFree ? 'dialog: 1' : 'console: ';
      if (!engine.tells.some((kind) => told.startsWith(kind))) return;
      await expect
        .poll(async () => {
          // A driver that is asked nothing tells nothing.
          await tab.evaluate(() => document.URL);
          return faults.join('\n');
        })
        .toContain(told);
      await tab.close();
    },
  );
});
