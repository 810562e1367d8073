// The pages of reports: what their first page leads to, and which values of parameters each was made with.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FEATURED } from '../../src/render/reports.js';
import { renderSite } from '../../src/render/site.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { office } from './office.js';
import { makeArchive } from './small-archive.js';

let site: string;
beforeAll(async () => {
  const archive = await makeArchive(office);
  site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, timezone: 'Europe/Tallinn' });
});
afterAll(() => rm(dirname(site), { recursive: true, force: true }));

test('the first page of the reports shows charts, leads to every report, and counts as the home page does', async () => {
  const html = await readFile(join(site, 'reports/index.html'), 'utf8');
  const home = await readFile(join(site, 'index.html'), 'utf8');
  const catalog = await loadCatalog();
  const featured = FEATURED.map((name) => catalog.find((report) => report.name === name));
  expect(html.match(/<img src="[^"]+\.light\.svg"/g)).toEqual(
    featured.map((report) => `<img src="${report?.name}.light.svg"`),
  );
  for (const { name } of catalog) expect(html).toContain(`<a href="${name}.html">`);
  expect(html).toContain('href="../people.html"');
  const numbersIn = (text: string): string[] =>
    [...text.matchAll(/<strong>(\d+)<\/strong> /g)].map(([, digits]) => String(digits));
  expect(numbersIn(html)).toEqual(numbersIn(home));
});

test('the page of a report tells the values that it was made with', async () => {
  const inZone = (await loadCatalog()).filter(({ parameters }) => parameters.some(({ type }) => type === 'timezone'));
  expect(inZone.length).toBeGreaterThan(1);
  for (const { name } of inZone) {
    const html = await readFile(join(site, `reports/${name}.html`), 'utf8');
    expect(html).toContain('<dt><code>timezone</code> Europe/Tallinn</dt>');
    expect(html).toContain('<dt><code>since</code> none</dt>');
  }
});
