import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { activityChart, calendar, monthRange, sparkline } from '../../src/render/activity.js';
import { messageHref, pageOf, slugOf } from '../../src/render/addresses.js';
import { downloadNameOf } from '../../src/render/attachments.js';
import type { ConversationInfo } from '../../src/render/catalog.js';
import { reactionSign } from '../../src/render/emoji.js';
import { pagerOf } from '../../src/render/page-frame.js';
import { initialsOf, tintOf } from '../../src/render/people.js';
import { sniffType } from '../../src/render/sniff.js';
import { cutChunks, planUnits } from '../../src/render/units.js';
import { isoTime } from '../../src/render/words.js';
import { inEnglish } from './words.js';

describe('addresses', () => {
  test('the page of a message is its number divided by five hundred', () => {
    expect([0, 1, 499, 500, 999, 1000].map(pageOf)).toEqual([0, 0, 0, 1, 1, 2]);
    expect(messageHref(1203)).toBe('2.html#m1203');
  });
  test('an id that is no lower-case UUID never becomes a name', () => {
    expect(slugOf('d94f6ee3-0211-4a94-b1d2-e95b3f4be2df')).toBe('d94f6ee3-0211-4a94-b1d2-e95b3f4be2df');
    for (const id of ['../../etc', 'D94F6EE3-0211-4A94-B1D2-E95B3F4BE2DF', '', 'CON', 'a\0b', 'x'.repeat(999)]) {
      expect(slugOf(id)).toMatch(/^x-[0-9a-f]{32}$/);
    }
    expect(slugOf('a')).not.toBe(slugOf('A'));
  });
  test('a download name has no path and no hidden direction', () => {
    expect(downloadNameOf('a/../b\\c\0d\u202etxt.exe')).toBe('a_.._b_c_d_txt.exe');
  });
  test('a long download name keeps its ending, and no half of a character', () => {
    expect(downloadNameOf(`${'x'.repeat(200)}.pdf`)).toBe(`${'x'.repeat(196)}.pdf`);
    expect(downloadNameOf(`${'x'.repeat(195)}🙂.pdf`)).toBe(`${'x'.repeat(195)}.pdf`);
    expect(downloadNameOf(`${'x'.repeat(199)}🙂`)).toBe('x'.repeat(199));
    expect(downloadNameOf(`x.${'y'.repeat(250)}`)).toBe(`x.${'y'.repeat(198)}`);
  });
});

describe('sniffing', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const text = (value: string) => new TextEncoder().encode(value);
  test.each<[string, Uint8Array, string, boolean]>([
    ['PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), 'png', true],
    ['JPEG', bytes(0xff, 0xd8, 0xff, 0xe0), 'jpg', true],
    ['GIF', text('GIF89a'), 'gif', true],
    ['WebP', text('RIFF\u0001\u0001\u0001\u0001WEBPVP8 '), 'webp', true],
    ['WAVE', text('RIFF\u0001\u0001\u0001\u0001WAVEfmt '), 'bin', false],
    ['PDF', text('%PDF-1.4\n'), 'pdf', false],
    ['HTML', text('<!DOCTYPE html><script>x</script>'), 'txt', false],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>'), 'txt', false],
    ['XML', text('<?xml version="1.0"?>'), 'txt', false],
    ['words', text('שלום 日本語\r\n'), 'txt', false],
    ['words cut in a character', text('日本語').slice(0, 7), 'txt', false],
    ['zip', text('PK\u0003\u0004'), 'bin', false],
    ['not UTF-8', bytes(0x61, 0xc3, 0x28), 'bin', false],
    ['a short PNG', bytes(0x89, 0x50, 0x4e), 'bin', false],
    ['nothing', bytes(), 'txt', false],
  ])('%s', (_, head, extension, isPicture) => {
    expect(sniffType(head)).toEqual({ extension, isPicture });
  });
});

describe('words', () => {
  const time = Date.UTC(2015, 6, 14, 4, 5, 9);
  test('times are UTC and need no locale', () => {
    expect([isoTime(time), inEnglish.isoDay(time), inEnglish.clockTime(time), inEnglish.longDay(time)]).toEqual([
      '2015-07-14T04:05:09Z',
      '2015-07-14',
      '04:05',
      'Tuesday, 14 July 2015',
    ]);
    expect(isoTime(-1)).toBe('1969-12-31T23:59:59Z');
    expect(isoTime(0)).toBe('1970-01-01T00:00:00Z');
    expect(inEnglish.dayNumber(-1)).toBe(-1);
  });
  test('numbers and sizes', () => {
    expect([0, 999, 1000, 1234567].map((value) => inEnglish.count(value))).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([1, 999, 1000, 999_950, 5_000_000_000].map((size) => inEnglish.fileSize(size))).toEqual([
      '1 byte',
      '999 bytes',
      '1.0 kB',
      '1.0 MB',
      '5.0 GB',
    ]);
  });
  test('initials come from letters of any script', () => {
    expect(['Ann Archer', 'bob', 'דינה לוי', '王小明', '(the) last one', '', '😀'].map(initialsOf)).toEqual([
      'AA',
      'B',
      'דל',
      '王',
      'TO',
      '?',
      '?',
    ]);
    expect(tintOf('a')).toMatch(/^tint-(\d|1[01])$/);
  });
});

test('reactions are pictures where one is known, and words elsewhere', () => {
  expect(
    ['+1', 'clap::skin-tone-3', 'flag-ee', 'seedling', '100', 'constructor', 'our_logo', '🦩'].map(reactionSign),
  ).toEqual(['👍', '👏', '🇪🇪', '🌱', '💯', 'constructor', 'our_logo', '🦩']);
});

describe('activity', () => {
  const months = [
    { year: 2019, month: 12, messages: 10, firstNr: 1 },
    { year: 2020, month: 2, messages: 5, firstNr: 600 },
  ];
  test('bars are as tall as their share of the most', () => {
    const range = monthRange([months]);
    expect(range && sparkline(months, range)).toEqual({
      width: 11,
      height: 20,
      path: 'M0 20v-20h3v20zM8 20v-10h3v10z',
    });
    expect(range && activityChart(months, range, inEnglish).description).toBe(
      'Messages by month, Dec 2019 to Feb 2020',
    );
    expect(monthRange([[]])).toBe(undefined);
  });
  test('a calendar month leads to its first message', () => {
    const [first, second] = calendar(months, inEnglish);
    expect(first?.months[11]).toEqual({
      href: '0.html#m1',
      label: 'Dec 2019: 10 messages',
      total: '10',
      heat: 'heat-4',
    });
    expect(second?.months[1]).toMatchObject({ href: '1.html#m600', heat: 'heat-2' });
    expect(second?.months[0]?.href).toBe(undefined);
  });
});

const conversation = (conversation_id: string, pages: readonly (readonly [number, number])[]): ConversationInfo => ({
  conversation_id,
  title: conversation_id,
  isUntitled: false,
  kind: '',
  members: [],
  leavers: [],
  teams: [],
  labels: [],
  pages: pages.map(([page, messages]) => ({ page, messages, firstMs: 0, lastMs: 0 })),
  months: [],
  gaps: [],
  goneMs: null,
  messages: pages.reduce((total, [, messages]) => total + messages, 0),
  files: 0,
  pins: 0,
  tasks: 0,
  refs: 0,
  firstMs: 0,
  lastMs: 0,
});

describe('units', () => {
  const sizes = { unit: 10, chunk: 5 };
  const conversations = [
    conversation('a', [[0, 3]]),
    conversation('b', [[0, 4]]),
    conversation('c', [
      [0, 6],
      [1, 6],
      [4, 6],
    ]),
    conversation('d', []),
  ];

  test('small conversations share one, a large one is cut between pages', () => {
    const units = planUnits(cutChunks(conversations, sizes), () => true, undefined, sizes);
    expect(units.map((unit) => [unit.range.firstId, unit.range.lastId, unit.range.firstNr, unit.messages])).toEqual([
      ['a', 'b', 0, 7],
      ['c', 'c', 0, 6],
      ['c', 'c', 500, 6],
      ['c', 'c', 2000, 6],
      ['d', 'd', 0, 0],
    ]);
    expect(units.map((unit) => unit.hasBoards)).toEqual([true, true, false, false, true]);
    expect(units[3]?.range.lastNr).toBe(2499);
  });

  test('hold only the chunks that are wanted', () => {
    const chunks = cutChunks(conversations, sizes);
    const units = planUnits(chunks, ({ range }) => range.firstId !== 'b' && range.firstNr !== 500, undefined, sizes);
    expect(units.map((unit) => [unit.range.firstId, unit.range.lastId, unit.range.firstNr])).toEqual([
      ['a', 'a', 0],
      ['c', 'c', 0],
      ['c', 'c', 2000],
      ['d', 'd', 0],
    ]);
  });

  test('chunks stay when a conversation comes or grows, but for the one that it is in', () => {
    const many = Array.from({ length: 400 }, (_unused, index) => conversation(`conversation ${index}`, [[0, 40]]));
    many.sort((a, b) => (a.conversation_id < b.conversation_id ? -1 : 1));
    const before = cutChunks(many);
    expect(before.length).toBeGreaterThan(4);
    const grown = many.map((info) => (info.conversation_id === 'conversation 200' ? { ...info, messages: 90 } : info));
    const after = cutChunks([conversation('a conversation more', [[0, 40]]), ...grown]);
    const same = after.filter((chunk) => before.some((old) => isDeepStrictEqual(old, chunk)));
    expect(same.length).toBeGreaterThanOrEqual(before.length - 2);
  });
});

test('a pager shows the ends, the neighbours, and where pages are left out', () => {
  const { pages } = conversation(
    'a',
    Array.from({ length: 20 }, (_, page) => [page, 1] as const),
  );
  const pager = pagerOf(pages, 10, inEnglish);
  expect(pager?.links.map((link) => link.href)).toEqual(
    ['0', '8', '9', '10', '11', '12', '19'].map((page) => `${page}.html`),
  );
  expect(pager?.links.map((link) => link.isAfterGap)).toEqual([false, true, false, false, false, false, true]);
  expect([pager?.previous, pager?.next]).toEqual(['9.html', '11.html']);
  expect(pagerOf(pages.slice(0, 1), 0, inEnglish)).toBe(undefined);
});
