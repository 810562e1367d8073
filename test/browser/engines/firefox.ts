// test support: a headless Firefox, driven by WebDriver BiDi, which tells of the console, dialogs, requests, navigations and downloads.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Disposables } from '../../../src/lib/disposables.js';
import { temporaryFolder } from '../../support/folder.js';
import { BidiConnection, textAt } from './bidi.js';
import { requireProgram, start, waitFor } from './processes.js';
import type { Engine, Tab } from './tab.js';
import { startTrap } from './trap.js';

const HOW_TO_GET = 'install the package "firefox-esr", or set FIREFOX_PATH';
/** Firefox brings the marks of its lists so. */
const OWN_FONT = 'data:font/woff2;base64,';
const EVENTS = [
  'log.entryAdded',
  'network.beforeRequestSent',
  'browsingContext.userPromptOpened',
  'browsingContext.navigationStarted',
  'browsingContext.downloadWillBegin',
  'browsingContext.contextCreated',
];

/** What Firefox says about an event that a reader of the site must not meet; undefined for one of no harm. */
function faultOf(method: string, params: unknown, root: string): string | undefined {
  const url = textAt(params, 'url');
  switch (method) {
    case 'log.entryAdded':
      return `console: ${textAt(params, 'text')}`;
    case 'network.beforeRequestSent': {
      const asked = textAt(params, 'request', 'url');
      return asked.startsWith(root) || asked.startsWith(OWN_FONT) ? undefined : `request: ${asked}`;
    }
    case 'browsingContext.userPromptOpened':
      return `dialog: ${textAt(params, 'message')}`;
    case 'browsingContext.navigationStarted':
      return url.startsWith(root) || url === 'about:blank' ? undefined : `navigation: ${url}`;
    case 'browsingContext.downloadWillBegin':
      return `download: ${url}`;
    case 'browsingContext.contextCreated':
      return `opened: ${url}`;
    default:
      return undefined;
  }
}

/** Nothing leaves the machine: what Firefox itself would ask for goes to the trap as well, and is not counted. */
const preferences = (port: number): string =>
  Object.entries({
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': port,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': port,
    'network.proxy.allow_hijacking_localhost': true,
    'app.update.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
  })
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');

/** A tab, and where what happens in it is noted. */
interface Noted {
  readonly root: string;
  readonly faults: string[];
  address: string;
}

/** Throws when there is no Firefox. */
export const requireFirefox = (): string =>
  requireProgram(process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr', HOW_TO_GET);

export async function launchFirefox(): Promise<Engine> {
  const path = requireFirefox();
  await using opened = new Disposables();
  const profile = opened.use(await temporaryFolder()).path;
  const trap = opened.use(await startTrap(() => undefined));
  await writeFile(join(profile, 'user.js'), preferences(trap.port));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const { child } = opened.use(start(path, args, { HOME: profile }, ['ignore', 'ignore', 'pipe']));
  const address = await waitFor(child.stderr, /ws:\/\/\S+/);
  // Frames too, as the tab that they are in.
  const tabs = new Map<string, Noted>();
  const connection = await BidiConnection.open(`${address}/session`, (method, params) => {
    const context = textAt(params, 'context') || textAt(params, 'source', 'context');
    const tab = tabs.get(context) ?? tabs.get(textAt(params, 'parent')) ?? tabs.get(textAt(params, 'originalOpener'));
    if (tab !== undefined) tabs.set(context, tab);
    if (method === 'browsingContext.userPromptOpened') {
      void connection.call('browsingContext.handleUserPrompt', { context, accept: false });
    }
    const fault = tab === undefined ? undefined : faultOf(method, params, tab.root);
    if (fault !== undefined) tab?.faults.push(`${tab.address}: ${fault}`);
  });
  opened.use({ [Symbol.asyncDispose]: async () => connection.close() });
  const alwaysMatch = { unhandledPromptBehavior: { default: 'ignore' } };
  const session = await connection.call('session.new', { capabilities: { alwaysMatch } });
  await connection.call('session.subscribe', { events: EVENTS });
  const whole = opened.move();
  return {
    version: `Firefox ${textAt(session, 'capabilities', 'browserVersion')}`,
    tells: ['dialog', 'console'],
    most: 3,
    open: async (root, faults) => {
      const context = textAt(await connection.call('browsingContext.create', { type: 'tab' }), 'context');
      const noted: Noted = { root, faults, address: '' };
      tabs.set(context, noted);
      return tabOf(connection, context, noted);
    },
    [Symbol.asyncDispose]: () => whole[Symbol.asyncDispose](),
  };
}

const tabOf = (connection: BidiConnection, context: string, noted: Noted): Tab => ({
  goto: async (url) => {
    noted.address = url.replace(noted.root, '');
    await connection.call('browsingContext.navigate', { context, url, wait: 'complete' });
  },
  evaluate: async (work) => {
    const expression = `(async () => JSON.stringify({ value: await (${work})() }))()`;
    const answer = await connection.call('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: true,
    });
    const text = textAt(answer, 'result', 'value');
    if (text === '') throw new Error(`${noted.address}: ${textAt(answer, 'exceptionDetails', 'text')}`);
    return JSON.parse(text).value;
  },
  close: async () => {
    await connection.call('browsingContext.close', { context });
  },
});
