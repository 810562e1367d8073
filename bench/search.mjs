// bench: the search of a large site in headless Chromium from disk, against a plain SQL scan of the archive.
// Usage: node bench/search.mjs <archive> <site> [how many queries; all, at least 200, unless told]
// Each query starts on a fresh page. Results are the same when their number is that of the scan and every one shown is in it; of up
// to 200 all are shown. Others' use of the machine counts: its load is printed beside the figures.
import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { createDatabase } from './scan.mjs';

const [archive, site, most] = process.argv.slice(2);
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const SHOW_ALL = 200;

const scan = await createDatabase(archive);
const queries = (await scan.queries()).slice(0, Number(most ?? 1e9));
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: FLAGS.split(' ') });
const figures = [];
try {
  for (const query of queries) figures.push(await measure(query));
} finally {
  await browser.close();
  await scan.close();
}
print();

async function measure({ kind, text, where }) {
  const page = await browser.newPage();
  const files = new Set();
  page.on('request', (request) => files.add(request.url().split('#')[0]));
  await page.goto(`${pathToFileURL(site).href}/search.html`);
  const firstMs = await page.evaluate(untilFirst, text);
  await page.waitForSelector('body[data-search=done]', { timeout: 600_000 });
  const bytes = [...files].reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0);
  const status = await page.textContent('#search-status');
  const found = [...status.matchAll(/([\d,]+) (?:message|conversation)/g)];
  const count = found.reduce((sum, [, number]) => sum + Number(number.replaceAll(',', '')), 0);
  const expected = await scan.count(where);
  while (count <= SHOW_ALL && (await page.isVisible('#search-more'))) {
    const shown = await page.locator('.result').count();
    await page.click('#search-more');
    await page.waitForFunction((n) => document.querySelectorAll('.result').length > n, shown);
  }
  const links = await page.$$eval('.result-link', (all) => all.map((link) => link.getAttribute('href')));
  const strangers = await scan.notIn(where, links);
  const isSame = count === expected && strangers === 0 && (count > SHOW_ALL || new Set(links).size === count);
  await page.close();
  console.log(
    `${isSame ? 'same' : 'DIFFERENT'} ${kind.padEnd(10)} ${text}: ${count} of ${expected}, ${Math.round(firstMs)} ms, ${bytes} bytes`,
  );
  return { kind, text, isSame, firstMs, bytes };
}

/** Runs in the page: milliseconds until the first result, or the word that there is none, is on it. */
function untilFirst(text) {
  return new Promise((resolve) => {
    const started = performance.now();
    const isThere = () =>
      document.querySelector('.result') !== null ||
      /^Nothing/.test(document.getElementById('search-status').textContent);
    const look = () => (isThere() ? resolve(performance.now() - started) : setTimeout(look, 2));
    document.body.dataset.search = 'asked';
    location.hash = `#${new URLSearchParams({ q: text })}`;
    look();
  });
}

function print() {
  const times = figures.map(({ firstMs }) => firstMs).sort((a, b) => a - b);
  const largest = (kind) => Math.max(0, ...figures.filter((one) => one.kind === kind).map(({ bytes }) => bytes));
  const lines = [
    ['queries', figures.length, '≥ 200'],
    ['with another set than the scan', figures.filter(({ isSame }) => !isSame).length, '0'],
    ['first results, median, ms', Math.round(times[Math.floor(times.length / 2)]), '≤ 300'],
    ['first results, worst, ms', Math.round(times[times.length - 1]), '≤ 1000'],
    ['bytes loaded for a rare word, most', largest('rare'), '≤ 600000'],
    ['bytes loaded for a common word, most', largest('common'), '≤ 3000000'],
  ];
  lines.push(['load of the machine, last minute', loadavg()[0].toFixed(1), '']);
  for (const [what, figure, bar] of lines) console.log(`${what.padEnd(40)} ${String(figure).padStart(10)}   ${bar}`);
}
