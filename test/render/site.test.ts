import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { readCatalog } from '../../src/render/catalog.js';
import { renderUnit } from '../../src/render/conversation-pages.js';
import { People, readPeople } from '../../src/render/people.js';
import { prepareIndex } from '../../src/render/search/site-index.js';
import { type RenderSummary, renderSite } from '../../src/render/site.js';
import { openThread } from '../../src/render/thread.js';
import { cutChunks, planUnits } from '../../src/render/units.js';
import { UTC } from '../../src/render/zone.js';
import { pathsIn } from '../support/folder.js';
import { ann, bob, CMAIL, chat, dina, EVIL, HOOK_KEY, launch, NOTES, office, PIXEL, quiet } from './office.js';
import { makeArchive, sha256Of, storeContent } from './small-archive.js';

let archive: ArchiveFolder;
let site: string;
let summary: RenderSummary;

beforeAll(async () => {
  archive = await makeArchive(office);
  for (const bytes of [PIXEL, NOTES, EVIL]) await storeContent(archive, bytes);
  site = join(dirname(archive.path), 'site');
  summary = await renderSite({ archive, out: site, workers: 0 });
});

afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

const page = (path: string): Promise<string> => readFile(join(site, path), 'utf8');
/** The HTML of one message, from its anchor to the next one. */
async function message(number: number, path = `c/${launch}/${Math.floor(number / 500)}.html`): Promise<string> {
  const html = await page(path);
  const start = html.indexOf(`id="m${number}"`);
  expect(start, `message ${number}`).toBeGreaterThan(0);
  const next = html.indexOf(' id="m', start + 1);
  return html.slice(start, next < 0 ? html.indexOf('</main>') : next);
}

describe('pages', () => {
  test('the summary counts what was written', async () => {
    const names = await pathsIn(site);
    expect(summary).toEqual({
      pages: names.filter((name) => name.endsWith('.html')).length,
      messages: 21,
      conversations: 3,
      files: 3,
      kept: 0,
    });
  });
  test('a page holds the numbers from n × 500 to n × 500 + 499, and only pages with messages exist', async () => {
    const names = (await readdir(join(site, 'c', launch))).sort();
    expect(names).toEqual(['0.html', '2.html', 'files.html', 'index.html', 'past.js', 'pins.html', 'tasks.html']);
    expect(await message(1203)).toContain('Much later');
  });
  test('neighbouring pages are linked past the numbers that nobody used', async () => {
    expect(await page(`c/${launch}/0.html`)).toContain('rel="next" href="2.html"');
    expect(await page(`c/${launch}/2.html`)).toContain('rel="prev" href="0.html"');
  });
  test('a conversation without messages has an overview and no page of messages', async () => {
    expect(await readdir(join(site, 'c', quiet))).toEqual(['index.html', 'past.js']);
  });
  test('a conversation without a topic is named after its people', async () => {
    expect(await page(`c/${chat}/index.html`)).toContain('Ann Archer, Bob &lt;b&gt;Baker&lt;/b&gt;');
  });
});

describe('every link', () => {
  test('leads to a file and an anchor that are there, and nothing is loaded from elsewhere', async () => {
    const names = await pathsIn(site);
    const pages = names.filter((name) => name.endsWith('.html'));
    const anchors = new Map<string, Set<string>>();
    const texts = new Map<string, string>();
    for (const name of pages) {
      const html = await page(name);
      texts.set(name, html);
      anchors.set(name, new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? '')));
    }
    let checked = 0;
    for (const [name, html] of texts) {
      for (const [, attribute, raw] of html.matchAll(/\s(href|src|srcset)="([^"]*)"/g)) {
        const address = (raw ?? '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
        if (attribute === 'href' && /^(https?|mailto):/.test(address)) continue;
        const [path = '', anchor] = address.split('#');
        const target = path === '' ? name : posix.normalize(posix.join(posix.dirname(name), path));
        expect(names, `${name} → ${address}`).toContain(target);
        // What follows on the search page is a search.
        const isSearch = target === 'search.html' && anchor?.startsWith('q=') === true;
        if (anchor !== undefined && !isSearch) expect(anchors.get(target), `${name} → ${address}`).toContain(anchor);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(200);
  });
});

describe('a message', () => {
  test('shows its markup, its author and its time', async () => {
    const html = await page(`c/${launch}/0.html`);
    expect(await message(2)).toContain('<p dir="auto">Good morning, <strong>everybody</strong> &amp; welcome</p>');
    expect(await message(2)).toContain('<a href="#m2"><time datetime="2020-03-02T09:01:00Z">09:01</time></a>');
    expect(html).toContain(`<a class="person" href="../../p/${ann}.html"><bdi>Ann Archer</bdi></a></h3>`);
    expect(html).toContain('<h2 id="d2020-03-02">Monday, 2 March 2020</h2>');
  });
  test('of one author within minutes shares a turn', async () => {
    const html = await page(`c/${launch}/0.html`);
    const turn = html.slice(html.lastIndexOf('<h3', html.indexOf('id="m3"')), html.indexOf('id="m3"'));
    expect(turn).toContain('id="m2"');
  });
  test('names the message that it answers', async () => {
    expect(await message(4)).toMatch(/<p class="reply"><a href="0.html#m3">.*Who takes notes\?/);
    expect(await message(17)).toMatch(/<p class="reply"><a href="0.html#m13">.*<bdi class="person">Builder<.*Build 42/);
  });
  test('keeps its earlier versions at hand', async () => {
    const html = await message(6);
    expect(html).toContain('The plan, second edition');
    expect(html).toMatch(/<details class="versions">[\s\S]*3 Mar 2020, 08:30/);
    expect(html).toContain('The plan, <del>first</del><ins>second</ins> edition</div>');
  });
  test('that was deleted says so and shows what it said', async () => {
    const html = await message(8);
    expect(html).toMatch(/Deleted &middot; .*Ann Archer.* &middot; 3 Mar 2020, 09:10</);
    expect(html).toContain('Regrettable words');
    expect(html).not.toContain('not in the archive');
  });
  test('that was only pinned since has no earlier version', async () => {
    const html = await message(9);
    expect(html).toMatch(/Pinned: .*Bob &lt;b&gt;Baker/);
    expect(html).not.toContain('<details');
  });
  test('that is a task says its state, section and assignees', async () => {
    expect(await message(10)).toMatch(/Task, open<\/span> &middot; <bdi>This week<\/bdi>.*Bob/);
    expect(await message(11)).toContain('Task, done');
  });
  test('shows reactions with names', async () => {
    expect(await message(12)).toMatch(/title="\+1"><bdi>👍<\/bdi><\/span>.*Ann Archer.*Bob/);
  });
  test('of an integration shows its name', async () => {
    const html = await page(`c/${launch}/0.html`);
    const turn = html.slice(html.lastIndexOf('<h3', html.indexOf('id="m13"')), html.indexOf('id="m13"'));
    expect(turn).toContain('<bdi class="person">Builder</bdi> <span class="badge">integration</span>');
  });
  test('that is an e-mail shows subject, sender and headers', async () => {
    const html = await message(14);
    expect(html).toContain('<h4 class="subject" dir="auto">Offer</h4>');
    expect(html).toContain('<dt>To</dt><dd><bdi>this conversation</bdi></dd>');
    expect(html).toContain('<blockquote dir="auto">-- <br>Eve</blockquote>');
    expect(await page(`c/${launch}/0.html`)).toContain('<bdi class="person">Eve Customer</bdi>');
  });
  test('that is malformed is shown as it came', async () => {
    expect(await message(15)).toContain('&lt;msg&gt;&lt;p&gt;broken');
    expect(await message(15)).toContain('cannot be read as markup');
  });
  test('with a link shows the card of a safe one only', async () => {
    const html = await message(17);
    expect(html).toContain(
      '<a class="preview" href="https://example.org/a?b&#x3D;1&amp;c&#x3D;2" rel="noopener noreferrer">',
    );
    expect(html).not.toContain('javascript');
    expect(html).not.toContain('Bad');
  });
  test('of the system is a sentence, with a link where it speaks of a message', async () => {
    expect(await message(1)).toMatch(/Ann Archer.*created the conversation.*“Launch”.*with .*Bob/);
    expect(await message(19)).toContain('<a href="0.html#m11">a task</a>');
    expect(await message(20)).toContain('strange: {&quot;a&quot;:1,&quot;deep&quot;:{}}');
  });
});

describe('files', () => {
  test('a raster picture is shown, anything else is a download under its hash', async () => {
    const html = await message(16);
    const pixel = sha256Of(PIXEL);
    const evil = sha256Of(EVIL);
    expect(html).toContain(
      `<img src="../../files/${pixel.slice(0, 2)}/${pixel}.png" alt="red.png" width="1" height="1"`,
    );
    expect(html).toContain(`href="../../files/${evil.slice(0, 2)}/${evil}.txt" download="page.html"`);
    expect(html).toMatch(/<span class="file absent">.*gone\.pdf.*not in this archive/);
  });
  test('a name cannot climb or turn around', async () => {
    expect(await message(5)).toContain('download=".._notes_.txt"');
  });
  test('contents are in the site byte for byte', async () => {
    const sha256 = sha256Of(EVIL);
    expect(await readFile(join(site, 'files', sha256.slice(0, 2), `${sha256}.txt`))).toEqual(EVIL);
  });
  test('the list of files links to the messages that the archive holds', async () => {
    const html = await page(`c/${launch}/files.html`);
    expect(html).toContain('href="0.html#m16"');
    expect(html).toContain('orphan.txt');
    expect(html).not.toContain('#m999');
  });
});

describe('boards and people', () => {
  test('tasks are in the order of the board', async () => {
    const html = await page(`c/${launch}/tasks.html`);
    expect(html.indexOf('This week')).toBeLessThan(html.indexOf('Archived'));
    expect(html).toContain('1 open, 0 done');
    expect(html).toContain('href="0.html#m10"');
  });
  test('pins link to their messages', async () => {
    expect(await page(`c/${launch}/pins.html`)).toContain('href="0.html#m9"');
  });
  test('the overview has members, months, pages and gaps', async () => {
    const html = await page(`c/${launch}/index.html`);
    expect(html).toContain('<td>left</td>');
    expect(html).toContain('aria-label="Jan 2021: 1 message"');
    expect(html).toContain('2.html#m1203');
    expect(html).toContain('messages, messages 21 to 30: The server answered 500');
    expect(html).toContain('Makers');
  });
  test('what is missing and what was left out are told apart', async () => {
    expect(await page(`c/${launch}/index.html`)).toContain('2 files: left out');
    expect(await page('index.html')).toContain('1 thing could not be archived');
    const about = await page('about.html');
    expect(about).toContain('<td>messages</td><td>The server answered 500</td><td>no</td><td class="number">1</td>');
    expect(about).toContain('<td>files</td><td>left out</td><td>yes</td><td class="number">2</td>');
    expect(about).toContain(`<a href="c/${launch}/index.html" dir="auto">`);
  });
  test('how the archive was taken is told', async () => {
    const about = await page('about.html');
    expect(about).toMatch(/2 Jan 2024, 10:00<\/td><td><\/td>.*did not end by itself/);
    expect(about).toMatch(/1 Jan 2024, 10:00<\/td><td>1 Jan 2024, 10:05<\/td>.*finished with gaps<\/td><td>0.1.0/);
    expect(about).toContain('0 pages of the archive');
  });
  test('a person has a page with conversations and months', async () => {
    const html = await page(`p/${bob}.html`);
    expect(html).toContain('<span class="badge">closed</span>');
    expect(html).toContain(`href="../c/${launch}/0.html#m4"`);
    expect(html).toContain('Mar 2020');
    // Of the eight that have her account one is of an integration that she set up.
    expect(await page(`p/${ann}.html`)).toContain('7 messages');
    expect(await page(`p/${dina}.html`)).toContain('from 2 Mar 2020 to 6 Mar 2020');
  });
  test('an avatar is shown from the archive', async () => {
    expect(await page(`p/${ann}.html`)).toMatch(
      /<img class="avatar large" src="..\/files\/[0-9a-f]{2}\/[0-9a-f]{64}\.png"/,
    );
  });
});

describe('safety', () => {
  test('every page has the policy, and nothing inline', async () => {
    for (const name of (await pathsIn(site)).filter((path) => path.endsWith('.html'))) {
      const html = await page(name);
      expect(html, name).toContain(`content="default-src 'none'; script-src 'self' file:; style-src 'self' file:`);
      expect(html, name).not.toMatch(/<script(?! src=")|<style|\son\w+=|\sstyle=/);
      expect(html, name).not.toMatch(/<b>Baker/);
    }
  });
  test('no secret of the service is anywhere in the site', async () => {
    const secrets = [HOOK_KEY, CMAIL, 'SECRET-JOIN', 'SECRET-TEAM'];
    for (const name of await pathsIn(site)) {
      const bytes = await readFile(join(site, name), 'latin1');
      for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false);
    }
  });
});

test('the same archive gives the same bytes', async () => {
  const [one, two] = [join(dirname(archive.path), 'one'), join(dirname(archive.path), 'two')];
  for (const out of [one, two]) await renderSite({ archive, out, workers: 0, reports: false });
  const names = await pathsIn(one);
  expect(await pathsIn(two)).toEqual(names);
  for (const name of names) expect(await readFile(join(two, name)), name).toEqual(await readFile(join(one, name)));
});

test('units of any size give the same pages', async () => {
  const folder = join(dirname(archive.path), 'units');
  const context = await openThread({
    archive,
    folder,
    site: {
      siteTitle: 'Fleep archive',
      logo: '',
      baseUrl: '',
      hasReports: true,
      language: 'en',
      zone: 'UTC',
      zoneNote: 'All times are UTC.',
      months: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
      part: [],
    },
    zone: UTC,
    scope: undefined,
    files: 'link',
    templates: undefined,
  });
  const catalog = await readCatalog(
    context.database,
    new People(await readPeople(context.database), '', new Map(), context.words.texts),
    context.words,
  );
  await prepareIndex(folder, context.database, 1);
  const sizes = { unit: 2, chunk: 2 };
  const units = planUnits(cutChunks(catalog.conversations, sizes), () => true, undefined, sizes);
  expect(units.filter((unit) => !unit.isWhole)).toHaveLength(2);
  for (const unit of units.reverse()) await renderUnit(unit, context);
  await context.database.close();
  const names = await pathsIn(join(site, 'c'));
  expect(await pathsIn(join(folder, 'c'))).toEqual(names);
  for (const name of names) {
    expect(await readFile(join(folder, 'c', name)), name).toEqual(await readFile(join(site, 'c', name)));
  }
});

// To accept a change of the pages: UPDATE_GOLDEN=1 npx vitest run test/render, then read the difference.
test('the site is the one that was last looked at', async () => {
  const golden = fileURLToPath(new URL('golden/office/', import.meta.url));
  const plain = join(dirname(archive.path), 'golden');
  await renderSite({ archive, out: plain, workers: 0, reports: false });
  // This fingerprint changes with every file of the program.
  const about = join(plain, 'about.html');
  await writeFile(about, (await readFile(about, 'utf8')).replace(/<meta name="fleep-archive-made-from" .*>\n/, ''));
  const names = (await pathsIn(plain)).filter((name) => name.endsWith('.html'));
  if (process.env.UPDATE_GOLDEN) {
    await rm(golden, { recursive: true, force: true });
    for (const name of names) await cp(join(plain, name), join(golden, name));
  }
  expect(await pathsIn(golden.replace(/\/$/, ''))).toEqual(names);
  for (const name of names) {
    expect(await readFile(join(plain, name), 'utf8'), name).toBe(await readFile(join(golden, name), 'utf8'));
  }
});
