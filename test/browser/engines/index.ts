// test support: the browsers by name.
import { launchChromium, tabsOf } from '../browser.js';
import { launchFirefox, requireFirefox } from './firefox.js';
import type { Engine } from './tab.js';
import { launchWebkit, requireWebkit } from './webkit.js';

const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  chromium: async () => {
    const browser = await launchChromium();
    const context = await browser.newContext();
    return {
      ...tabsOf(context),
      version: `Chromium ${browser.version()}`,
      tells: ['dialog', 'console', 'request', 'failed request'],
      [Symbol.asyncDispose]: () => browser.close(),
    };
  },
  firefox: launchFirefox,
  webkit: launchWebkit,
};

/** Throws when there is no such browser. */
export function launchEngine(name: string): Promise<Engine> {
  const launch = ENGINES[name];
  if (launch === undefined) throw new Error(`There is no browser "${name}": ${Object.keys(ENGINES).join(', ')}.`);
  return launch();
}

/**
 * Those that what is hostile is shown to: Chromium, or what the campaign asks for (`npm run campaign -- hostile`).
 * Throws at once when one of them is not there, and not after an hour.
 */
export function askedEngines(): string[] {
  const names = (process.env.HOSTILE_BROWSERS ?? 'chromium').split(',');
  if (names.includes('firefox')) requireFirefox();
  if (names.includes('webkit')) requireWebkit();
  return names;
}
