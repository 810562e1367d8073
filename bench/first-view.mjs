// bench: how long a page of messages takes from disk to its first view in headless Chromium.
// Usage: node bench/first-view.mjs <site> [pages; 20 unless told]
// The largest pages of messages, each in a tab of its own and again in one that shows them all. A first view is the first paint with
// content (FCP); the page's own style sheet and scripts are part of it. A page without anything shows what the browser itself takes.
// Others' use of the machine counts: its load is printed beside the figures.
import { readdirSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [site, most = '20'] = process.argv.slice(2);
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const PAGE = /^\d+\.html$/;

const folders = readdirSync(join(site, 'c')).map((name) => join(site, 'c', name));
const pages = folders
  .flatMap((folder) => readdirSync(folder).flatMap((name) => (PAGE.test(name) ? [join(folder, name)] : [])))
  .map((path) => ({ path, bytes: statSync(path).size }))
  .sort((a, b) => b.bytes - a.bytes)
  .slice(0, Number(most));

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: FLAGS.split(' ') });
try {
  print('a page with one word', await each(pages.map(() => 'data:text/html,<p>word')));
  const addresses = pages.map(({ path }) => pathToFileURL(path).href);
  print(
    `${pages.length} pages of ${pages.at(-1)?.bytes} to ${pages[0]?.bytes} bytes, each in a new tab`,
    await each(addresses),
  );
  const tab = await browser.newPage();
  const again = [];
  for (const address of addresses) again.push(await firstView(tab, address));
  print('the same in one tab', again);
} finally {
  await browser.close();
}

async function each(addresses) {
  const times = [];
  for (const address of addresses) {
    const tab = await browser.newPage();
    times.push(await firstView(tab, address));
    await tab.close();
  }
  return times;
}

/** Milliseconds from the beginning of the navigation. */
async function firstView(tab, address) {
  await tab.goto(address);
  return tab.evaluate(
    () =>
      new Promise((resolve) => {
        const find = (list) => list.find(({ name }) => name === 'first-contentful-paint')?.startTime;
        const there = find(performance.getEntriesByType('paint'));
        if (there !== undefined) resolve(there);
        else
          new PerformanceObserver((list) => resolve(find(list.getEntries()))).observe({
            type: 'paint',
            buffered: true,
          });
      }),
  );
}

function print(what, times) {
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  console.log(`${what}: median ${at(0.5)} ms, worst ${at(1)} ms; load ${loadavg()[0].toFixed(1)}`);
}
