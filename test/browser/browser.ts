// test support: a headless Chromium, and tabs in which everything that a reader must never meet is noted.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Tabs } from './engines/tab.js';

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Throws when there is no browser: a test that cannot run has failed. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`No Chromium at ${executablePath}: run "npm test", which brings one.`);
  return chromium.launch({ executablePath, args: FLAGS.split(' ') });
}

/** A new tab. Console messages, errors, dialogs, failed requests and requests outside `root` are faults, with the page's address. */
export async function openTab(context: BrowserContext, root: string, faults: string[]): Promise<Page> {
  const page = await context.newPage();
  const note = (fault: string) => faults.push(`${page.url().replace(root, '')}: ${fault}`);
  page.on('console', (message) => note(`console: ${message.text()}`));
  page.on('pageerror', (error) => note(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    note(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(root)) note(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // What was still loading when the tab went on to the next page; a picture is waited for, an icon is not.
    if (reason !== 'net::ERR_ABORTED') note(`failed request: ${request.url()} ${reason}`);
  });
  return page;
}

/** Tabs of a context, for what runs in other browsers too. */
export const tabsOf = (context: BrowserContext): Tabs => ({
  most: 3,
  open: (root, faults) => openTab(context, root, faults),
});
