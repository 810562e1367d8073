// Bar 3: the whole site, opened from disk in Chromium: nothing on the console, no request that leaves the folder, no broken link, and
// every text on the page that its permanent link names. The same walk is shown a planted fault, so that it is known to see one.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { simpleText } from '../conformance/simple-text.js';
import { readWorldFile, truthOf, type WorldLine } from '../conformance/truth.js';
import { runCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { launchChromium, walkSite } from './browser.js';

const HOUSTON = fileURLToPath(new URL('../../../shared/corpora/houston.world.ndjson.gz', import.meta.url));
/** Numbers on one page; the address of a message follows from it and never changes (templates/README.md). */
const PAGE_NUMBERS = 500;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function makeSite(folder: TemporaryFolder, ...world: string[]): Promise<string> {
  await using emulator = await startEmulatorProcess(...world);
  await syncOnce(emulator.url, folder.at('archive'));
  const { code, stderr } = await runCli([
    'render',
    '--archive',
    folder.at('archive'),
    '--out',
    folder.at('site'),
    '--quiet',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return folder.at('site');
}

describe.each([
  { name: 'the houston corpus', world: ['--world', HOUSTON], lines: () => readWorldFile(HOUSTON) },
  { name: 'the demo world', world: ['--demo'], lines: () => demoWorldRecords() as WorldLine[] },
])('the site of $name', ({ world, lines }) => {
  test('is whole, quiet and complete', async () => {
    await using folder = await temporaryFolder();
    const site = await makeSite(folder, ...world);
    const context = await browser.newContext();
    const walk = await walkSite(context, site);
    await context.close();
    expect(walk.faults).toEqual([]);
    expect(walk.pages).toBe(
      readdirSync(site, { recursive: true }).filter((name) => String(name).endsWith('.html')).length,
    );

    let compared = 0;
    for (const row of truthOf(lines()).messages?.values() ?? []) {
      const { conversation_id, message_nr, message, mk_message_type } = row;
      const place = `c/${conversation_id}/${Math.floor(Number(message_nr) / PAGE_NUMBERS)}.html#m${message_nr}`;
      if (mk_message_type !== 'text' || message === '') continue;
      const text = simpleText(String(message));
      if (text === undefined) continue;
      expect(walk.messages.get(place), place).toContain(text.replace(/\s/g, ''));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(700);
  });
});

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</title></script><script>alert(1)</script>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202Egnp.exe',
];

/** A world that puts each payload wherever the service takes text. */
function hostileWorld(): string {
  const me = 'a720d706-8493-5002-87df-db767184469c';
  const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const lines: object[] = [
    {
      mk_rec_type: 'account',
      account_id: me,
      email: 'archivist@example.org',
      password: 'correct horse',
      display_name: 'A',
    },
    { mk_rec_type: 'contact', account_id: me, display_name: PAYLOADS[0], email: 'archivist@example.org' },
  ];
  for (const [index, payload] of PAYLOADS.entries()) {
    const conversation_id = `00000000-0000-4000-8000-00000000000${index}`;
    const account_id = `00000000-0000-4000-9000-00000000000${index}`;
    const message = (message_nr: number, text: string, more: object = {}) => ({
      mk_rec_type: 'message',
      conversation_id,
      message_nr,
      account_id,
      mk_message_type: 'text',
      message: text,
      posted_time: 1_600_000_000,
      tags: [],
      ...more,
    });
    lines.push(
      { mk_rec_type: 'contact', account_id, display_name: payload, email: `p${index}@example.org` },
      { mk_rec_type: 'conv', conversation_id, topic: payload, members: [me, account_id] },
      message(1, `<msg><p>${xml(payload)}</p></msg>`),
      message(2, payload),
      message(
        3,
        `<msg><p><a href="${xml(payload)}">link</a> <mention account_id="${xml(payload)}">@x</mention><emo kind="${xml(payload)}">:)</emo></p></msg>`,
      ),
      message(4, `<msg><p>mail</p></msg>`, { mk_message_type: 'email', subject: payload, sender_name: payload }),
      message(5, JSON.stringify({ sysmsg_text: payload }), { mk_message_type: 'share' }),
      message(6, `<msg><p>file</p><file key="k${index}">${xml(payload)}</file></msg>`, {
        reactions: { [payload]: [account_id] },
      }),
      {
        mk_rec_type: 'file',
        conversation_id,
        message_nr: 6,
        account_id,
        attachment_id: `k${index}`,
        file_name: payload,
        file_url: `/file/${index}/6/k/n`,
        file_type: 'image/svg+xml',
        content: { text: '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>' },
      },
    );
  }
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

describe('hostile text', () => {
  test.each([false, true])('runs nothing and asks for nothing (policy switched off: %s)', async (bypassCSP) => {
    await using folder = await temporaryFolder();
    writeFileSync(folder.at('world.ndjson'), hostileWorld());
    const site = await makeSite(folder, '--world', folder.at('world.ndjson'));
    const context = await browser.newContext({ bypassCSP });
    const walk = await walkSite(context, site);
    expect(walk.faults).toEqual([]);
    expect(walk.messages.size).toBe(PAYLOADS.length * 6);

    // The guard itself: what it is there to find is found when it is there.
    const page = join(site, 'people.html');
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace(
        '</main>',
        '<img src="x" onerror="alert(1)"><a href="nowhere.html">x</a></main>',
      ),
    );
    const planted = (await walkSite(context, site)).faults.join('\n');
    expect(planted).toContain('attribute onerror');
    expect(planted).toContain('nothing at');
    if (bypassCSP) expect(planted).toContain('dialog: 1');
    await context.close();
  });
});

test('no kind of page is wider than a narrow screen', async () => {
  await using folder = await temporaryFolder();
  const site = await makeSite(folder, '--demo');
  const page = await browser.newPage({ viewport: { width: 320, height: 700 } });
  const kinds = new Map<string, string>();
  for (const name of readdirSync(site, { recursive: true }).map(String).sort()) {
    if (name.endsWith('.html'))
      kinds.set(name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'id').replace(/^reports\/(?!index).*/, 'report'), name);
  }
  expect(kinds.size).toBeGreaterThanOrEqual(8);
  for (const name of kinds.values()) {
    await page.goto(`file://${join(site, name)}`);
    expect({ name, width: await page.evaluate(() => document.documentElement.scrollWidth) }).toEqual({
      name,
      width: 320,
    });
  }
  await page.close();
});
