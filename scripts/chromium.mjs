// scripts: a Chromium for the browser tests. What is there is used; else Debian's package when root, else Playwright's own download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fail } from './steps.mjs';

const KNOWN = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of a Chromium that starts, installed if need be. Ends the process with a clear error when there is none to be had. */
export function bringChromium() {
  const found = findChromium() ?? installFromDebian() ?? downloadByPlaywright();
  if (found === undefined) {
    fail(
      'The browser tests need Chromium and none could be installed: install the package "chromium", or set CHROMIUM_PATH.',
    );
  }
  process.env.CHROMIUM_PATH = found;
  return found;
}

const findChromium = () => KNOWN.find((path) => path !== undefined && path !== '' && starts(path));

const starts = (path) => existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;

function installFromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.error('Installing Chromium from Debian for the browser tests …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core', 'fonts-noto-cjk'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    },
  );
  return findChromium();
}

function downloadByPlaywright() {
  console.error('Downloading Chromium with Playwright for the browser tests …');
  const require = createRequire(import.meta.url);
  const { status } = spawnSync(process.execPath, [require.resolve('playwright-core/cli.js'), 'install', 'chromium'], {
    stdio: 'inherit',
  });
  const path = status === 0 ? require('playwright-core').chromium.executablePath() : undefined;
  return path !== undefined && starts(path) ? path : undefined;
}
