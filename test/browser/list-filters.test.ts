/// <reference lib="dom" />
// The filters of the list of conversations: by people that a row does not show, by days and by number of messages; also when the
// browser puts them back.

import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, uuid } from '../render/small-archive.js';
import { launchChromium, openTab } from './browser.js';

const crowd = Array.from({ length: 8 }, (_unused, index) => uuid(`person ${index}`));
const years = { Old: [2015, 2016], Middle: [2016, 2018], New: [2018, 2019] } as const;

let browser: Browser;
let archive: ArchiveFolder;
let page: Page;
const faults: string[] = [];
beforeAll(async () => {
  archive = await makeArchive({
    accounts: crowd.map((account_id, index) => ({ account_id, display_name: `Person${index}` })),
    conversations: Object.keys(years).map((topic) => ({
      conversation_id: uuid(topic),
      topic,
      members: topic === 'Middle' ? crowd : crowd.slice(0, 1),
    })),
    messages: Object.entries(years).flatMap(([topic, ends], place) =>
      [...ends, ...Array.from({ length: place }, () => ends[0])].map((year, index) => ({
        conversation_id: uuid(topic),
        message_nr: index + 1,
        message: '<msg><p>x</p></msg>',
        posted_time: at(`${year}-06-01T22:30:00Z`),
      })),
    ),
  });
  const site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false, timezone: 'Europe/Tallinn' });
  browser = await launchChromium();
  page = await openTab(await browser.newContext(), `${pathToFileURL(site).href}/`, faults);
  await page.goto(pathToFileURL(join(site, 'index.html')).href);
});
afterAll(async () => {
  await browser.close();
  await rm(dirname(archive.path), { recursive: true, force: true });
});

async function shownWith(values: Record<string, string>): Promise<string[]> {
  const fields = ['Filter by name or person', 'With messages since', 'until', 'At least so many messages'];
  await page.locator('.filter details').evaluate((details: HTMLDetailsElement) => {
    details.open = true;
  });
  for (const field of fields) await page.getByLabel(field, { exact: true }).fill(values[field] ?? '');
  const shown = await page.locator('#conversation-list tbody tr:visible .title').allTextContents();
  expect(faults).toEqual([]);
  return shown.sort();
}

test.each([
  [{}, ['Middle', 'New', 'Old']],
  [{ 'Filter by name or person': 'person7' }, ['Middle']],
  [{ 'Filter by name or person': 'person0' }, ['Middle', 'New', 'Old']],
  [{ 'With messages since': '2016-06-03' }, ['Middle', 'New']],
  [{ 'With messages since': '2016-06-02' }, ['Middle', 'New', 'Old']],
  [{ until: '2016-06-02' }, ['Middle', 'Old']],
  [{ until: '2016-06-01' }, ['Old']],
  [{ 'With messages since': '2016-06-30', until: '2016-07-01' }, ['Middle']],
  [{ 'With messages since': '2018-06-30' }, ['New']],
  [{ 'With messages since': '2018-07-01' }, ['New']],
  // Nobody wrote in between.
  [{ 'With messages since': '2017-01-01', until: '2017-12-31' }, []],
  [{ 'With messages since': '2016-07-01', until: '2018-05-31' }, []],
  [{ 'With messages since': '2016-07-01', until: '2018-06-01' }, ['Middle']],
  [{ 'At least so many messages': '3' }, ['Middle', 'New']],
  [{ 'At least so many messages': '4' }, ['New']],
  [{ 'Filter by name or person': 'person7', 'At least so many messages': '4' }, []],
])('%j', async (values, expected) => {
  expect(await shownWith(values)).toEqual(expected);
  const status = await page.locator('.filter output').textContent();
  expect(status).toBe(Object.keys(values).length === 0 ? '' : `${expected.length} of 3`);
});

test('filters that the browser puts back are applied and seen', async () => {
  await shownWith({ 'With messages since': '2017-01-01' });
  await page.locator('.filter details').evaluate((details: HTMLDetailsElement) => {
    details.open = false;
  });
  await page.getByRole('link', { name: 'Middle' }).click();
  await page.waitForURL(/c\//);
  await page.goBack();
  expect(await page.getByLabel('With messages since').inputValue()).toBe('2017-01-01');
  expect(await page.locator('#conversation-list tbody tr:visible .title').allTextContents()).toEqual(['New', 'Middle']);
  expect(await page.locator('.filter output').textContent()).toBe('2 of 3');
  expect(await page.getByLabel('With messages since').isVisible()).toBe(true);
  await page.getByLabel('With messages since').fill('');
  expect(await page.locator('#conversation-list tbody tr:visible').count()).toBe(3);
  expect(faults).toEqual([]);
});
