// test support: WebKitGTK's small browser under Xvfb, driven by plain WebDriver. The driver tells of dialogs and the proxy of requests;
// of the console nobody tells, so that what the policy of a page stops is seen by the look into the page alone.
import { request } from 'undici';
import { Disposables } from '../../../src/lib/disposables.js';
import { temporaryFolder } from '../../support/folder.js';
import { textAt } from './bidi.js';
import { requireProgram, start, waitFor } from './processes.js';
import type { Engine, Tab } from './tab.js';
import { freePort, startTrap } from './trap.js';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSER = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;
const SCREEN = '/usr/bin/Xvfb';
const HOW_TO_GET = 'install the packages "webkit2gtk-driver" and "xvfb"';
/** A page may take minutes to show thousands of results. */
const SCRIPT_TIMEOUT_MS = 300_000;
/** Dialogs that one page may open before the test gives up. */
const MOST_DIALOGS = 50;

/** Answers with the value, or with the error, which has a field `error`. */
type Call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

const caller =
  (port: number): Call =>
  async (method, path, body) => {
    const options = { method, headersTimeout: 2 * SCRIPT_TIMEOUT_MS };
    const sent = body === undefined ? options : { ...options, body: JSON.stringify(body) };
    const answer = await request(`http://127.0.0.1:${port}${path}`, sent);
    const value: unknown = await answer.body.json();
    return typeof value === 'object' && value !== null && 'value' in value ? value.value : undefined;
  };

/** What the one tab is at. */
interface Noted {
  root: string;
  address: string;
  faults: string[];
}

/** Throws when one of its programs is not there. */
export function requireWebkit(): void {
  for (const path of [DRIVER, BROWSER, SCREEN]) requireProgram(path, HOW_TO_GET);
}

/** WebDriver has one window at a time, so there is one tab. */
export async function launchWebkit(): Promise<Engine> {
  requireWebkit();
  await using opened = new Disposables();
  const home = opened.use(await temporaryFolder()).path;
  const noted: Noted = { root: '', address: '', faults: [] };
  const note = (fault: string) => noted.faults.push(`${noted.address}: ${fault}`);
  const trap = opened.use(await startTrap((asked) => note(`request: ${asked}`)));
  const screen = opened.use(
    start(SCREEN, ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {}, [
      'ignore',
      'ignore',
      'ignore',
      'pipe',
    ]),
  );
  const display = await waitFor(screen.child.stdio[3], /\d+/);
  const port = await freePort();
  const env = { DISPLAY: `:${display}`, HOME: home, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
  opened.use(start(DRIVER, [`--port=${port}`, '--host=127.0.0.1'], env, ['ignore', 'ignore', 'ignore']));
  const call = caller(port);
  const session = await whenListening(() => call('POST', '/session', { capabilities: wanted(trap.address) }));
  const path = `/session/${textAt(session, 'sessionId')}`;
  if (path === '/session/') throw new Error(`WebKit did not start: ${JSON.stringify(session)}`);
  opened.use({ [Symbol.asyncDispose]: async () => void (await call('DELETE', path)) });
  const whole = opened.move();
  return {
    version: `WebKit ${textAt(session, 'capabilities', 'browserVersion')}`,
    tells: ['dialog'],
    most: 1,
    open: async (root, faults) => {
      Object.assign(noted, { root, faults, address: '' });
      return tabOf((method, command, body) => call(method, path + command, body), noted, note);
    },
    [Symbol.asyncDispose]: () => whole[Symbol.asyncDispose](),
  };
}

const wanted = (proxy: string) => ({
  alwaysMatch: {
    unhandledPromptBehavior: 'dismiss and notify',
    timeouts: { script: SCRIPT_TIMEOUT_MS },
    proxy: { proxyType: 'manual', httpProxy: proxy, sslProxy: proxy },
    'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] },
  },
});

async function whenListening<Answer>(ask: () => Promise<Answer>, tries = 100): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return whenListening(ask, tries - 1);
  }
}

const IN_PAGE = (work: () => unknown): string => `
  const done = arguments[0];
  (async () => ({ value: await (${work})() }))().then(done, (error) => done({ thrown: String(error) }));`;

function tabOf(call: Call, noted: Noted, note: (fault: string) => void): Tab {
  /** A dialog that is open answers for the command: it is noted, closed by the driver, and the command is given again. */
  const command = async (path: string, body: object, most = MOST_DIALOGS): Promise<unknown> => {
    const answer = await call('POST', path, body);
    const error = textAt(answer, 'error');
    if (error === '') return answer;
    if (error !== 'unexpected alert open' || most === 0) throw new Error(`${noted.address}: ${JSON.stringify(answer)}`);
    note(`dialog: ${textAt(answer, 'data', 'text')}`);
    return command(path, body, most - 1);
  };
  return {
    goto: async (url) => {
      await command('/url', { url });
      noted.address = url.replace(noted.root, '');
    },
    evaluate: async (work) => {
      const answer = await command('/execute/async', { script: IN_PAGE(work), args: [] });
      const thrown = textAt(answer, 'thrown');
      if (thrown !== '') throw new Error(`${noted.address}: ${thrown}`);
      return JSON.parse(JSON.stringify(answer)).value;
    },
    // The window stays for the next one; what comes late is noted with the one before.
    close: async () => {
      await command('/url', { url: 'about:blank' });
    },
  };
}
