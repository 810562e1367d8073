// Files that try to run and names that try to be paths. Each file's link is clicked, and what it leads to is opened by itself as well: no
// script runs. Nothing is written outside of the archive and the site, and no two files become one.
/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downloadNameOf } from '../../src/render/attachments.js';
import { pathsIn, type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';
import { launchChromium, openTab } from './browser.js';
import { askedEngines, launchEngine } from './engines/index.js';
import type { Tab } from './engines/tab.js';
import { HOSTILE_FILES, hostileNames } from './hostile-files.js';
import { renderSite } from './made-site.js';

/** All of them in the campaign, else each fifth. */
const STEP = process.env.HOSTILE_PAYLOADS === undefined ? 5 : 1;
const some = <One>(all: readonly One[]): One[] => all.filter((_one, index) => index % STEP === 0);
const TIMEOUT_MS = 600_000;
const ID = '30000000-0000-4000-8000-000000000001';

const files = some(HOSTILE_FILES);
const LEAST = { files: Math.ceil(60 / STEP), names: Math.ceil(200 / STEP) };
let folder: TemporaryFolder;
let names: string[];
let archive: string;
let site: string;

/** A message with a file. */
function attached(nr: number, name: string, type: string, bytes: Buffer) {
  const file_id = `f${nr}`;
  return [
    message(ID, nr, { message: '<msg><p>a file</p></msg>' }),
    {
      mk_rec_type: 'file',
      conversation_id: ID,
      message_nr: nr,
      account_id: ANNA,
      attachment_id: file_id,
      file_url: `/file/hostile/${nr}/${file_id}/n`,
      posted_time: 1_500_000_000 + nr,
      file_name: name,
      file_type: type,
      file_size: bytes.length,
      content: { base64: bytes.toString('base64') },
    },
  ];
}

beforeAll(async () => {
  folder = await temporaryFolder();
  mkdirSync(folder.at('canary'));
  mkdirSync(folder.at('1', '2', '3'), { recursive: true });
  [archive, site] = [folder.at('1', '2', '3', 'archive'), folder.at('1', '2', '3', 'site')];
  names = some(hostileNames(folder.at('canary')));
  expect(files.length).toBeGreaterThanOrEqual(LEAST.files);
  expect(names.length).toBeGreaterThanOrEqual(LEAST.names);
  const { world } = liveWorld([
    ...people,
    conv(ID, {}),
    ...names.map((account_id) => ({ mk_rec_type: 'contact', account_id, display_name: account_id })),
    ...files.flatMap(({ name, type, bytes }, index) => attached(index + 1, name, type, bytes)),
    ...names.flatMap((name, index) => attached(1001 + index, name, 'text/plain', Buffer.from(`file ${index}`))),
  ]);
  await using emulator = await serve({ world });
  await syncHere(emulator.url, archive);
  await renderSite(archive, site);
}, TIMEOUT_MS);
afterAll(() => folder[Symbol.asyncDispose]());

const placed = () =>
  readdirSync(join(site, 'files'), { recursive: true })
    .map(String)
    .filter((name) => name.includes('.'));

describe('hostile names', () => {
  test('write nothing outside of the archive and the site', async () => {
    const outside = (await pathsIn(folder.path)).filter((path) => !/^1\/2\/3\/(?:archive|site)\//.test(path));
    expect(outside).toEqual([]);
    expect(readdirSync(folder.path).sort()).toEqual(['1', 'canary']);
    const plain = /^(?:[a-z0-9][a-z0-9-]*\/)*[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$/;
    const shown = (await pathsIn(site)).filter((path) => !path.startsWith('.fleep-archive-'));
    const odd = shown.filter((path) => !plain.test(path));
    expect(odd).toEqual([]);
  });

  test('become no one file of two, on no file system', async () => {
    const paths = await pathsIn(site);
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    const contents = [...files.map(({ bytes }) => bytes), ...names.map((_name, index) => Buffer.from(`file ${index}`))];
    const hashes = contents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(new Set(hashes).size).toBe(contents.length);
    expect(
      placed()
        .map((path) => basename(path).replace(/\..*/, ''))
        .sort(),
    ).toEqual(hashes.sort());
    for (const path of placed()) {
      const hash = createHash('sha256')
        .update(readFileSync(join(site, 'files', path)))
        .digest('hex');
      expect(basename(path)).toContain(hash);
    }
    expect(paths.filter((path) => path.startsWith('p/')).length).toBeGreaterThanOrEqual(names.length);
  });

  test('are offered for a download without what could lead elsewhere', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it looks for
    expect(names.map(downloadNameOf).filter((name) => /[\0-\x1f/\\\u202a-\u202e\u2066-\u2069]/.test(name))).toEqual([]);
  });
});

/** Of the page of messages that has the files. */
const LINKS = '.files a, .pictures a';

/** What Chromium shows a PDF with. */
const PDF_VIEWER = /request: chrome(?:-extension:\/\/mhjfbmdgcfjbbpaeojofohoefgiehjai|:\/\/resources)\//;

/** Clicks a link; says what came of it: the type of the page that it led to, or `download`. */
async function click(page: Page, address: string, nth: number): Promise<string> {
  await page.goto(address);
  let isDownload = false;
  page.once('download', (file) => {
    isDownload = true;
    void file.cancel();
  });
  await page.locator(LINKS).nth(nth).click();
  await expect.poll(() => isDownload || page.url().includes('/files/'), { timeout: 60_000 }).toBe(true);
  if (isDownload) return 'download';
  page.removeAllListeners('download');
  return page.evaluate<string>('document.contentType');
}

describe('hostile files', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test('run nothing when their links are clicked, or when they are opened by themselves', {
    timeout: TIMEOUT_MS,
  }, async () => {
    await using context = await browser.newContext();
    const faults: string[] = [];
    const root = `${pathToFileURL(site).href}/`;
    const page = await openTab(context, root, faults);
    const address = `${root}c/${ID}/0.html`;
    await page.goto(address);
    expect(await page.locator(LINKS).count()).toBe(files.length);
    for (let nth = 0; nth < files.length; nth += 1) {
      expect(await click(page, address, nth)).toMatch(
        /^(?:download|text\/plain|application\/pdf|image\/(?:png|gif|jpeg|webp))$/,
      );
    }
    await openByThemselves(page, root);
    expect(faults.filter((fault) => !PDF_VIEWER.test(fault))).toEqual([]);
    await expectPlantedSeen(page, root, faults);
  });
});

/** Opens what a browser shows; anything else is a download, and a PDF is the business of its viewer. */
async function openByThemselves(tab: Tab, root: string): Promise<void> {
  expect(placed().filter((path) => !/\.(?:txt|png|gif|jpg|webp|pdf|bin)$/.test(path))).toEqual([]);
  const shown = placed().filter((path) => /\.(?:txt|png|gif|jpg|webp)$/.test(path));
  expect(shown.length).toBeGreaterThan(files.length / 2);
  for (const path of shown) {
    await tab.goto(`${root}files/${path}`);
    expect(await tab.evaluate(() => document.contentType)).toMatch(/^(?:text\/plain|image\/(?:png|gif|jpeg|webp))$/);
  }
}

/** The same look sees a file that does run. */
async function expectPlantedSeen(tab: Tab, root: string, faults: readonly string[]): Promise<void> {
  writeFileSync(join(site, 'planted.svg'), '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  await tab.goto(`${root}planted.svg`);
  await tab.evaluate(() => document.contentType);
  expect(faults.join('\n')).toContain('dialog: 1');
}

describe.each(askedEngines().filter((name) => name !== 'chromium'))('in %s', (name) => {
  test('hostile files run nothing when they are opened by themselves', { timeout: TIMEOUT_MS }, async () => {
    await using engine = await launchEngine(name);
    const faults: string[] = [];
    const root = `${pathToFileURL(site).href}/`;
    const tab = await engine.open(root, faults);
    await openByThemselves(tab, root);
    expect(faults).toEqual([]);
    await expectPlantedSeen(tab, root, faults);
  });
});
