// npm run screenshots: the pictures of the README and of docs/, taken of a real site: practice server → sync → render → Chromium, light and dark.
// Everything is made in a temporary folder; only docs/images/*.png is written.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { bringChromium } from './chromium.mjs';
import { build, fail, install, root } from './steps.mjs';

install();
build();
const executablePath = bringChromium();
const { chromium } = await import('playwright-core');

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --force-color-profile=srgb --hide-scrollbars';
const VIEWPORT = { width: 1200, height: 900 };
const MOST_BYTES = 300_000;
/** What is shown: a page by its address, or the first page of a conversation, scrolled so that the words stand in the middle. */
const PICTURES = [
  { name: 'home', address: 'index.html' },
  { name: 'conversation', conversation: 'Sprig 2', words: 'That looks like a rendering.' },
  { name: 'search', address: 'search.html#q=sprig+-launched' },
  { name: 'report', address: 'reports/messages-by-hour-and-weekday.html' },
];

const cli = join(root, 'dist', 'cli.js');
const images = join(root, 'docs', 'images');
const work = mkdtempSync(join(tmpdir(), 'fleep-screenshots-'));
const env = { ...process.env, FLEEP_EMAIL: 'archivist@example.org', FLEEP_PASSWORD: 'correct horse' };

const server = spawn(process.execPath, [cli, 'emulator', '--demo'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => {
  server.kill();
  rmSync(work, { recursive: true, force: true });
});

function command(...args) {
  const { status } = spawnSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (status !== 0) fail(`fleep-archive ${args[0]} ended with ${status}.`);
}

/** The first page of messages of the conversation to which the home page links with this title. */
function findConversation(title) {
  const home = readFileSync(join(work, 'site', 'index.html'), 'utf8');
  const link = [...home.matchAll(/<a[^>]*href="(c\/[^"#]+)"[^>]*>([\s\S]*?)<\/a>/g)].find(([, , text]) =>
    text.replace(/<[^>]+>/g, '').includes(title),
  );
  if (link === undefined) fail(`The home page links to no conversation "${title}".`);
  return link[1].replace(/[^/]+$/, '0.html');
}

/** In the page: loads what waits for being scrolled to, so that nothing moves and nothing is missing afterwards. */
async function loadPictures() {
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = 'eager';
  await Promise.all(pictures.map((picture) => picture.decode()));
}

async function shoot(browser, { name, address, conversation, words }, colorScheme) {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme, reducedMotion: 'reduce' });
  const root = `${pathToFileURL(join(work, 'site')).href}/`;
  await page.goto(root + (address ?? findConversation(conversation)));
  // The page of a search says when it has found everything.
  if (address?.includes('#q=')) await page.waitForFunction(() => document.body.dataset.search === 'done');
  await page.evaluate(loadPictures);
  if (words !== undefined)
    await page.getByText(words).evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const file = join(images, `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.close();
  const { size } = statSync(file);
  if (size > MOST_BYTES) fail(`${file} has ${size} bytes: at most ${MOST_BYTES} are wanted.`);
  console.log(`${file} ${size}`);
}

const url = await new Promise((resolve) =>
  createInterface({ input: server.stdout }).once('line', (line) => resolve(JSON.parse(line).url)),
);
command('sync', '--archive', join(work, 'archive'), '--server', url, '--quiet');
command('render', '--archive', join(work, 'archive'), '--out', join(work, 'site'), '--quiet');
mkdirSync(images, { recursive: true });
const browser = await chromium.launch({ executablePath, args: FLAGS.split(' ') });
try {
  for (const picture of PICTURES) for (const scheme of ['light', 'dark']) await shoot(browser, picture, scheme);
} finally {
  await browser.close();
}
server.kill();
