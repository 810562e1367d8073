/// <reference lib="dom" />
// test support: a headless Chromium, and a walk through every page of a site on disk that notes what a reader must never meet.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Throws when there is no browser: a test that cannot run has failed. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`No Chromium at ${executablePath}: run "npm test", which brings one.`);
  return chromium.launch({ executablePath, args: FLAGS.split(' ') });
}

/** What went wrong on the way, one line each; and what the pages say. */
export interface SiteWalk {
  readonly pages: number;
  readonly links: number;
  readonly faults: readonly string[];
  /** `c/<folder>/<page>.html#m<nr>` → the text of that message's element, white space removed. */
  readonly messages: ReadonlyMap<string, string>;
}

interface PageFacts {
  readonly links: readonly string[];
  readonly files: readonly string[];
  readonly ids: readonly string[];
  readonly brokenPictures: readonly string[];
  readonly faults: readonly string[];
  readonly messages: readonly { readonly id: string; readonly text: string }[];
}

/** Opens index.html of `folder` and every page that can be reached from it. */
export async function walkSite(context: BrowserContext, folder: string): Promise<SiteWalk> {
  const root = `${pathToFileURL(folder).href}/`;
  const faults: string[] = [];
  const messages = new Map<string, string>();
  const ids = new Map<string, ReadonlySet<string>>();
  const wanted = new Map<string, string>();
  const page = await context.newPage();
  listen(page, root, faults);
  const queue = [`${root}index.html`];
  const seen = new Set(queue);
  let links = 0;
  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    await page.goto(url);
    const facts = await page.evaluate(readPage);
    const name = url.slice(root.length);
    faults.push(
      ...[...facts.faults, ...facts.brokenPictures.map((src) => `broken picture ${src}`)].map((f) => `${name}: ${f}`),
    );
    ids.set(url, new Set(facts.ids));
    for (const { id, text } of facts.messages) messages.set(`${name}#${id}`, text);
    for (const target of [...facts.links, ...facts.files]) {
      links += 1;
      const [address = '', fragment] = target.split('#');
      if (!address.startsWith(root)) {
        if (/^(file|data|javascript|vbscript):/i.test(address))
          faults.push(`${name}: leads out of the site: ${target}`);
        continue;
      }
      if (!existsSync(fileURLToPath(address))) {
        faults.push(`${name}: nothing at ${target}`);
        continue;
      }
      if (fragment !== undefined && fragment !== '') wanted.set(target, name);
      if (address.endsWith('.html') && !seen.has(address)) {
        seen.add(address);
        queue.push(address);
      }
    }
  }
  for (const [target, name] of wanted) {
    const [address = '', fragment = ''] = target.split('#');
    if (ids.get(address)?.has(decodeURIComponent(fragment)) !== true) faults.push(`${name}: no such place: ${target}`);
  }
  await page.close();
  return { pages: seen.size, links, faults, messages };
}

/** Console, errors, dialogs and requests: every one of them is a fault. */
function listen(page: Page, root: string, faults: string[]): void {
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(root)) faults.push(`request: ${request.url()}`);
  });
}

/** Runs in the page. */
function readPage(): PageFacts {
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const absolute = (value: string) => new URL(value, document.baseURI).href;
  const faults: string[] = [];
  const expectOne = (selector: string) => {
    if (all(selector).length !== 1) faults.push(`${all(selector).length} × ${selector}`);
  };
  for (const selector of ['html[lang]', 'h1', 'main', 'title', 'meta[http-equiv="Content-Security-Policy"]'])
    expectOne(selector);
  for (const element of all('*')) {
    for (const { name } of element.attributes) {
      if (/^on|^style$/i.test(name)) faults.push(`attribute ${name} on ${element.tagName}`);
    }
  }
  for (const script of all('script:not([src]), style')) faults.push(`inline ${script.tagName}`);
  for (const link of all('a[href]')) {
    const href = link.getAttribute('href') ?? '';
    const isForeign = /^[a-z][a-z+.-]*:/i.test(href);
    if (isForeign && !/^(https?|mailto):/i.test(href)) faults.push(`link to ${href}`);
    if (isForeign && link.getAttribute('rel') !== 'noopener noreferrer') faults.push(`link without rel: ${href}`);
  }
  const sources = all('[src]').map((element) => element.getAttribute('src') ?? '');
  const sets = all('[srcset]').flatMap((element) =>
    (element.getAttribute('srcset') ?? '').split(',').map((part) => part.trim().split(' ')[0] ?? ''),
  );
  const sheets = all('link[href]').map((element) => element.getAttribute('href') ?? '');
  return {
    links: all('a[href]').map((link) => absolute(link.getAttribute('href') ?? '')),
    files: [...sources, ...sets, ...sheets].map(absolute),
    ids: all('[id]').map((element) => element.id),
    brokenPictures: [...document.images]
      .filter((image) => image.complete && image.naturalWidth === 0)
      .map((image) => image.src),
    faults,
    messages: all('[id^="m"]')
      .filter((element) => /^m\d+$/.test(element.id))
      .map((element) => ({ id: element.id, text: (element.textContent ?? '').replace(/\s/g, '') })),
  };
}
