// Permanent links stay: a site made again after the archive has grown has every page and every message of the old one at its old
// address, saying the same, and the new messages beside them.
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';
import { launchChromium, openTab, tabsOf } from './browser.js';
import { renderSite } from './made-site.js';
import { walkSite } from './walk.js';

const OLD = '20000000-0000-4000-8000-000000000001';
/** Comes before the old one in every order by id, and is larger. */
const NEW = '10000000-0000-4000-8000-000000000001';
const FIRST = [1, 2, 3, 499, 500, 998, 999, 1000, 2750];
const LATER = [2751, 2999, 3000, 4999];

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

test('a number leads to its message from any page of the conversation', async () => {
  await using folder = await temporaryFolder();
  const { world } = liveWorld([...people, conv(OLD), ...[...FIRST, 20].map((nr) => message(OLD, nr))]);
  await using emulator = await serve({ world });
  await syncHere(emulator.url, folder.at('archive'));
  const root = `${pathToFileURL(await renderSite(folder.at('archive'), folder.at('site')))}/`;
  await using context = await browser.newContext();
  const faults: string[] = [];
  const page = await openTab(context, root, faults);
  for (const [from, to] of [
    ['index.html#m999', '1.html#m999'],
    ['5.html#m20', '0.html#m20'],
    ['0.html#m20', '0.html#m20'],
    // There is no such message, or no page for it.
    ['0.html#m21', '0.html#m21'],
    ['index.html#m1700', 'index.html#m1700'],
    ['index.html#mine', 'index.html#mine'],
  ]) {
    await page.goto(`${root}c/${OLD}/${from}`);
    await page.waitForURL(`${root}c/${OLD}/${to}`);
    expect(await page.locator(':target').count(), from).toBe(/#m(999|20)$/.test(to ?? '') ? 1 : 0);
  }
  await page.goto(`${root}c/${OLD}/0.html`);
  await page.evaluate(() => {
    location.hash = '#m2750';
  });
  await page.waitForURL(`${root}c/${OLD}/5.html#m2750`);
  expect(faults).toEqual([]);
});

test('the address of a message does not depend on later ones', async () => {
  await using folder = await temporaryFolder();
  const { world, add } = liveWorld([...people, conv(OLD), ...FIRST.map((nr) => message(OLD, nr))]);
  await using emulator = await serve({ world });
  await using context = await browser.newContext();
  const walk = async () => {
    await syncHere(emulator.url, folder.at('archive'));
    return walkSite(tabsOf(context), await renderSite(folder.at('archive'), folder.at('site')));
  };

  const before = await walk();
  const places = (numbers: readonly number[], id: string) =>
    numbers.map((nr) => `c/${id}/${Math.floor(nr / 500)}.html#m${nr}`);
  expect([...before.messages.keys()].sort()).toEqual(places(FIRST, OLD).sort());

  const numbers = Array.from({ length: 20 }, (_unused, index) => index + 490);
  add(LATER.map((nr) => message(OLD, nr)));
  add([
    message(OLD, 3, { flow_message_nr: 5000, message: '<msg><p>now edited</p></msg>', edited_time: 1_600_000_000 }),
  ]);
  add([conv(NEW), ...numbers.map((nr) => message(NEW, nr))]);
  const after = await walk();
  expect([...before.faults, ...after.faults]).toEqual([]);
  const expected = [...places([...FIRST, ...LATER], OLD), ...places(numbers, NEW)];
  expect([...after.messages.keys()].sort()).toEqual(expected.sort());
  const said = [...before.messages].map(([place, { body }]) => [place, body?.trim()]);
  const edited = said.map(([place, body]) => [place, place === `c/${OLD}/0.html#m3` ? 'now edited' : body]);
  expect(said.map(([place]) => [place, after.messages.get(place ?? '')?.body?.trim()])).toEqual(edited);
});
