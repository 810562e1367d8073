/// <reference lib="dom" />
// The as-of control in Chromium, over a world that changes between syncs: at every time at which something happened, and a second
// before it, the page shows what a plain reading of the world's lines says was there, and who was a member.
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { type Line, liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, BERT, conv, message, people } from '../support/tiny-world.js';
import { launchChromium, openTab } from './browser.js';
import { renderSite } from './made-site.js';

const ID = '30000000-0000-4000-8000-000000000001';
const VIEWER = '00000000-0000-4000-8000-00000000000a';
const START = 1_500_000_000;
const state = (name: string) => `urn:fleep:message:mk_message_state:${name}`;
const at = (minutes: number) => START + 60 * minutes;

/** A text at a minute; what is given besides is laid over it. */
const said = (nr: number, minute: number, text: string, more: Line = {}): Line =>
  message(ID, nr, {
    message: text === '' ? '' : `<msg><p>${text}</p></msg>`,
    posted_time: at(minute),
    mk_message_state: state('plain'),
    ...more,
  });
const changed = (flow: number, minute: number, more: Line = {}): Line => ({
  flow_message_nr: flow,
  edited_time: at(minute),
  edit_account_id: ANNA,
  ...more,
});
const told = (nr: number, minute: number, type: string, payload: object, more: Line = {}): Line =>
  said(nr, minute, '', {
    mk_message_type: type,
    message: JSON.stringify(payload),
    mk_message_state: state('system'),
    ...more,
  });

const LONG = 'the quick brown fox jumps over the lazy dog and runs away';
const PINNED = {
  mk_message_state: state('pinned'),
  tags: ['is_shared', 'pin'],
  pin_weight: 1,
  pinned_account_id: ANNA,
};
const TODO = { mk_message_state: state('todo'), tags: ['is_shared', 'is_task', 'is_todo'], tasked_account_id: ANNA };
const DONE = { mk_message_state: state('done'), tags: ['is_shared', 'is_task', 'is_done'], tasked_account_id: ANNA };
const GONE = { mk_message_state: state('deleted'), tags: ['is_deleted', 'is_deleted'] };

/** What is added before each sync. */
const PHASES: readonly (readonly Line[])[] = [
  [
    told(1, 0, 'create', { members: [VIEWER], topic: 'first name' }),
    said(2, 1, LONG),
    said(3, 2, 'nothing alike'),
    said(4, 3, 'to be deleted &lt;b&gt; soon'),
    said(5, 4, 'pinned later'),
    said(6, 5, 'a task later'),
    said(7, 6, 'seen late', changed(8, 7)),
    said(9, 8, 'never changed'),
  ],
  [
    told(10, 20, 'add', { members: [BERT] }),
    said(2, 1, LONG.replace('lazy', 'sleeping'), changed(11, 21)),
    said(3, 2, 'quite another text', changed(12, 22)),
    said(4, 3, '', changed(13, 23, GONE)),
    said(5, 4, 'pinned later', changed(14, 24, PINNED)),
    said(6, 5, 'a task later', changed(15, 25, TODO)),
  ],
  [
    said(2, 1, `${LONG.replace('lazy', 'sleeping')} again`, changed(16, 40)),
    said(5, 4, 'pinned, then edited', changed(17, 41, PINNED)),
    said(6, 5, 'a task later', changed(18, 42, DONE)),
    told(19, 43, 'disclose', { members: [BERT] }, { ref_message_nr: 3 }),
    told(20, 44, 'kick', { members: [BERT] }),
    told(21, 45, 'topic', { topic: 'second name' }),
    said(22, 50, 'after all'),
    said(23, 51, '', { message: '<msg></msg>' }),
    said(24, 52, ''),
    said(25, 53, 'an answer', { reply_to_message_nr: 22 }),
  ],
  [
    said(22, 50, 'after all, and more', changed(26, 60)),
    said(23, 51, 'said below a file', changed(27, 61)),
    said(24, 52, 'said where nothing was', changed(28, 62)),
    told(29, 62, 'topic', { topic: 'second name' }),
  ],
  [told(29, 62, 'topic', { topic: 'second name' }, changed(30, 63, GONE))],
];
const LINES = PHASES.flat();
const timeOf = (line: Line): number => Number(line.edited_time ?? line.posted_time);
const TIMES = [...new Set(LINES.map(timeOf))].sort((a, b) => a - b);

interface Shown {
  readonly nr: number;
  readonly text: string;
  readonly isDeleted: boolean;
  readonly isPinned: boolean;
  readonly task: '' | 'open' | 'done';
}

/** The text that the first known version of message 7 has is shown before its edit too, with a remark. */
function stateAt(time: number): Shown[] {
  const latest = new Map<unknown, Line>();
  for (const line of LINES) {
    const isFirst = !latest.has(line.message_nr);
    if (Number(line.posted_time) <= time && (isFirst || timeOf(line) <= time)) latest.set(line.message_nr, line);
  }
  return [...latest.values()]
    .filter((line) => line.mk_message_type === 'text')
    .map((line) => {
      const tags = Array.isArray(line.tags) ? line.tags : [];
      return {
        nr: Number(line.message_nr),
        text: String(line.message)
          .replace(/<\/?(?:msg|p)>/g, '')
          .replace('&lt;', '<')
          .replace('&gt;', '>'),
        isDeleted: tags.includes('is_deleted'),
        isPinned: tags.includes('pin'),
        task: tags.includes('is_done')
          ? ('done' as const)
          : tags.includes('is_todo')
            ? ('open' as const)
            : ('' as const),
      };
    })
    .sort((a, b) => a.nr - b.nr);
}

/** Runs in the page: what a reader sees of each text. */
function readShown(): Shown[] {
  const isSeen = (one: Element) => one instanceof HTMLElement && one.offsetParent !== null;
  const seen = (selector: string, from: Element) => [...from.querySelectorAll(selector)].filter(isSeen);
  const textOf = (elements: Element[]) => elements.map((one) => (one.textContent ?? '').trim()).join('|');
  return [...document.querySelectorAll('.messages > div:not(.event)')].filter(isSeen).map((message) => {
    const isDeleted = seen(':scope > .deleted', message).length > 0;
    const marks = textOf(seen(':scope > .mark', message));
    return {
      nr: Number(message.id.slice(1)),
      text: isDeleted ? '' : textOf(seen(':scope > .body, :scope > p[dir]:not([class])', message)),
      isDeleted,
      isPinned: marks.includes('Pinned'),
      task: marks.includes('Task, done')
        ? ('done' as const)
        : marks.includes('Task, open')
          ? ('open' as const)
          : ('' as const),
    };
  });
}

/** Runs in the page: headings over nothing, and system messages of later than `time` (seconds since 1970). */
function readLeftOver(time: number): string[] {
  const isSeen = (one: Element) => one instanceof HTMLElement && one.offsetParent !== null;
  const shown = [...document.querySelectorAll('.messages > *')].filter(isSeen);
  const isOver = (heading: Element, below: Element | undefined) =>
    below?.tagName === 'DIV' ? !(heading.tagName === 'H3' && below.matches('.event')) : below?.tagName === 'H3';
  const idle = shown.filter((one, place) => one.tagName !== 'DIV' && !isOver(one, shown[place + 1]));
  const late = shown.filter((one) => Date.parse(one.querySelector('time')?.dateTime ?? '') > time * 1000);
  return [...idle, ...late].map((one) => one.textContent ?? '');
}

const iso = (time: number) => new Date(time * 1000).toISOString().replace('.000', '');

let browser: Browser;
let folder: TemporaryFolder;
let root: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const { world, add } = liveWorld([
    ...people,
    conv(ID, { creator_id: ANNA, topic: 'second name', members: [VIEWER, ANNA], leavers: [BERT] }),
  ]);
  await using emulator = await serve({ world });
  for (const phase of PHASES) {
    add(phase);
    await syncHere(emulator.url, folder.at('archive'));
  }
  root = `${pathToFileURL(await renderSite(folder.at('archive'), folder.at('site')))}/`;
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await folder[Symbol.asyncDispose]();
});

async function withTab(work: (page: Page) => Promise<void>, site = root): Promise<void> {
  await using context = await browser.newContext({ locale: 'en-GB' });
  const faults: string[] = [];
  await work(await openTab(context, site, faults));
  expect(faults).toEqual([]);
}

const messagesAt = (time: number) => `${root}c/${ID}/0.html?asof=${iso(time)}`;
const membersOf = (page: Page) => page.locator('.as-of-members li').allTextContents();

test('the page shows what was there at every time', { timeout: 120_000 }, () =>
  withTab(async (page) => {
    for (const time of TIMES.flatMap((one) => [one - 1, one])) {
      await page.goto(messagesAt(time));
      expect(await page.evaluate(readShown), iso(time)).toEqual(stateAt(time));
      expect(await page.evaluate(readLeftOver, time), iso(time)).toEqual([]);
      expect(await page.locator('#as-of-status').textContent()).toContain('As it stood on');
    }
    const now = TIMES.at(-1) ?? 0;
    expect(stateAt(now).length).toBeGreaterThan(stateAt(at(1)).length);
    await page.goto(`${root}c/${ID}/0.html`);
    expect(await page.evaluate(readShown)).toEqual(stateAt(now));
  }),
);

test('what was changed before the archive saw it is marked', () =>
  withTab(async (page) => {
    await page.goto(messagesAt(at(6)));
    expect(await page.locator('#m7 .as-of-mark').textContent()).toMatch(
      /^Changed on .*2017.* What it said until then is not known\.$/,
    );
    await page.goto(messagesAt(at(7)));
    expect(await page.locator('#m7 .as-of-mark').count()).toBe(0);
  }));

test('a system message was not deleted before it was', () =>
  withTab(async (page) => {
    const deleted = page.locator('#m29 .deleted:visible');
    await page.goto(messagesAt(at(62)));
    expect(await page.locator('#m29 .words:visible').count()).toBe(1);
    expect(await deleted.count()).toBe(0);
    expect(await page.locator('#m29 .as-of-mark').textContent()).toBe('Changed later');
    await page.goto(messagesAt(at(63)));
    expect(await deleted.count()).toBe(1);
  }));

test('times are told as the site writes them, in its zone, on boards too', { timeout: 120_000 }, async () => {
  const out = await renderSite(folder.at('archive'), folder.at('zoned'), '--timezone', 'Asia/Tokyo');
  const site = `${pathToFileURL(out)}/`;
  await withTab(async (page) => {
    await page.goto(`${site}c/${ID}/pins.html?asof=${iso(at(24))}`);
    expect(await page.locator('#as-of-now').textContent()).toContain('on 14 Jul 2017, 12:04:00 Asia/Tokyo.');
    await page.goto(`${site}c/${ID}/0.html?asof=${iso(at(24))}`);
    expect(await page.locator('#as-of-status').textContent()).toContain('on 14 Jul 2017, 12:04:00 Asia/Tokyo.');
  }, site);
  await withTab(async (page) => {
    await page.goto(messagesAt(at(24)));
    expect(await page.locator('#as-of-status').textContent()).toContain('on 14 Jul 2017, 03:04:00 UTC.');
  });
});

test('a printed sheet names the time, and tells nothing of the whole page', () =>
  withTab(async (page) => {
    await page.emulateMedia({ media: 'print' });
    const sheet = () =>
      page
        .locator('.sheet')
        .evaluate(({ childNodes }) =>
          [...childNodes].map((one) => (one instanceof HTMLElement && one.hidden ? '' : one.textContent)).join(''),
        );
    await page.goto(`${root}c/${ID}/0.html`);
    const whole = await sheet();
    expect(whole).toMatch(/ · \d+ messages, numbers 1 to \d+ · SHA-256 [0-9a-f]{64}$/);
    await page.goto(messagesAt(at(6)));
    expect(await sheet()).toBe(
      `${whole.replace(/ · \d+ messages.*$/, '')} · As it stood on 14 Jul 2017, 02:46:00 UTC.`,
    );
    await page.emulateMedia({ media: 'screen' });
    await page.locator('#as-of-back').click();
    await page.emulateMedia({ media: 'print' });
    expect(await sheet()).toBe(whole);
  }));

test('a message without a time comes and goes with the one before it, at the top with the one after it', () =>
  withTab(async (page) => {
    const shownAt = async (time: number, undated: readonly string[]) => {
      await page.goto(`${root}c/${ID}/0.html`);
      await page.evaluate((ids) => {
        for (const id of ids) document.querySelector(`#${id} time`)?.setAttribute('datetime', '');
      }, undated);
      await page.evaluate((address) => history.replaceState(null, '', address), `?asof=${iso(time)}`);
      await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
      return page.locator('.messages > div:visible').evaluateAll((all) => all.map(({ id }) => id));
    };
    expect(await shownAt(at(2), ['m3', 'm5'])).toEqual(['m1', 'm2', 'm3']);
    expect(await shownAt(at(3), ['m3', 'm5'])).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    expect(await shownAt(at(0), ['m1', 'm2'])).toEqual([]);
    expect(await shownAt(at(2), ['m1', 'm2'])).toEqual(['m1', 'm2', 'm3']);
  }));

test('an answer quotes nothing that was said later', () =>
  withTab(async (page) => {
    const quote = () => page.locator('#m25 .reply > span:visible').allTextContents();
    const quoteAt = async (time: number) => {
      await page.goto(messagesAt(time));
      return quote();
    };
    expect(await quoteAt(at(59))).toEqual(['Changed later']);
    expect(await quoteAt(at(60))).toEqual(['after all, and more']);
    await page.goto(messagesAt(at(59)));
    await page.locator('#as-of-back').click();
    expect(await quote()).toEqual(['after all, and more']);
  }));

test('who was a member, what they could see and what it was called', () =>
  withTab(async (page) => {
    const seenAt = async (time: number) => {
      await page.goto(messagesAt(time));
      await page.locator('#as-of-people p').first().waitFor();
      return (await membersOf(page)).sort();
    };
    const before = ['1 could see: from #1', 'a could see: from #1'];
    expect(await seenAt(at(19))).toEqual(before);
    expect(await page.locator('#as-of-people').textContent()).toContain('It was called “first name”.');
    expect(await seenAt(at(20))).toEqual([...before, '2 could see: from #10'].sort());
    expect(await seenAt(at(43))).toEqual([...before, '2 could see: from #3'].sort());
    expect(await seenAt(at(44))).toEqual(before);
    expect(await seenAt(at(45))).toEqual(before);
    expect(await page.locator('#as-of-people').textContent()).toContain('It was called “second name”.');
    expect(await seenAt(at(-1))).toEqual([]);
    expect(await page.locator('#as-of-status').textContent()).toContain('Nothing on this page had been said by then.');
  }));

test('by keyboard alone, along to the next page, and back to now', () =>
  withTab(async (page) => {
    await page.goto(`${root}c/${ID}/0.html`);
    const present = await page.evaluate(readShown);
    await page.locator('#as-of summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('as-of-date');
    // 2017-07-14, 02:40 UTC is the start.
    await page.locator('#as-of-date').fill('2017-07-14');
    await page.locator('#as-of-time').fill('03:02:00');
    await page.keyboard.press('Enter');
    expect(page.url()).toBe(messagesAt(at(22)));
    expect(await page.evaluate(readShown)).toEqual(stateAt(at(22)));
    await page.reload();
    expect(await page.evaluate(readShown)).toEqual(stateAt(at(22)));

    await page.locator('.tabs a', { hasText: 'Overview' }).click();
    await page.waitForURL(`${root}c/${ID}/index.html?asof=${iso(at(22))}`);
    expect(await page.locator('#members tbody tr:visible').count()).toBe(3);
    await page.goto(`${root}c/${ID}/index.html?asof=${iso(at(19))}`);
    expect(await page.locator('#members tbody tr:visible').count()).toBe(2);
    await page.locator('#as-of-jump').click();
    await page.waitForURL(messagesAt(at(19)));
    await page.locator('.tabs a', { hasText: 'Pins' }).click();
    await page.locator('#as-of-now').waitFor();
    expect(await page.locator('#as-of-now').textContent()).toContain('This page shows what is there now');

    await page.goto(messagesAt(at(19)));
    await page.locator('#as-of-back').press('Enter');
    expect(page.url()).toBe(`${root}c/${ID}/0.html`);
    expect(await page.evaluate(readShown)).toEqual(present);
    expect(await page.locator('#as-of-people').textContent()).toBe('');
    await page.goBack();
    expect(await page.evaluate(readShown)).toEqual(stateAt(at(19)));
  }));

test('the time goes along to every page of the files', () =>
  withTab(async (page) => {
    await page.goto(messagesAt(at(19)));
    // There are further pages only where there are hundreds of files.
    const href = await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'files-2.html#m1';
      document.querySelector('main')?.append(link);
      dispatchEvent(new PopStateEvent('popstate'));
      return link.getAttribute('href');
    });
    expect(href).toBe(`files-2.html?asof=${iso(at(19))}#m1`);
  }));

test('a broken time in the address is none', () =>
  withTab(async (page) => {
    await page.goto(`${root}c/${ID}/0.html?asof=<script>`);
    expect(await page.evaluate(readShown)).toEqual(stateAt(TIMES.at(-1) ?? 0));
  }));
