// Where words stand in a text: what is marked of it, and which part of it is shown.
import { describe, expect, it, test } from 'vitest';
import { wantedOf } from '../../src/search/evaluate.js';
import { excerpt, marked, type Piece } from '../../src/search/excerpt.js';
import { fold } from '../../src/search/fold.js';
import { placesOf } from '../../src/search/places.js';
import { parseQuery, type Words } from '../../src/search/query.js';
import { tokensOf } from '../../src/search/tokens.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const seed = chooseSeed();

function wordsOf(text: string): Words[] {
  const query = parseQuery(text);
  return query === undefined ? [] : wantedOf(query);
}

const written = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('');

test.each([
  ['"a pump"', 'A pump, a Pump.', '[A pump], [a Pump].'],
  ['pum*', 'The pumps', 'The [pumps]'],
  ['strasse', 'Große Straße', 'Große [Straße]'],
  ['温室', '明日の会議で温室の件を話します', '明日の会議で[温室]の件を話します'],
  ['温室', '温室と温室', '[温室]と[温室]'],
  ['東東', '東東東西', '[東東東]西'],
  ['日', '日曜日 日々', '[日]曜[日] [日]々'],
  ['温室 OR 会議', '会議で温室の件', '[会議]で[温室]の件'],
  ['ガス', '都市ｶﾞｽの事', '都市[ｶﾞｽ]の事'],
  ['コ', 'ヿと云う', '[ヿ]と云う'],
  ['か', 'がか\u0301き', 'が[か\u0301]き'],
  ['野家', '𠮷野家で', '𠮷[野家]で'],
  ['𠮷', '大𠮷野', '大[𠮷]野'],
  ['"京 都"', '東京 都庁', '東[京 都]庁'],
  ['"京 の 都"', '東京・の・都庁', '東[京・の・都]庁'],
  ['"new 温室"', 'The new 温室センサー', 'The [new 温室]センサー'],
  ['"室 plan"', '温室 Plan', '温[室 Plan]'],
])('%s in %s', (query, text, expected) => {
  expect(written(marked(text, wordsOf(query)))).toBe(expected);
});

it('a part of a long run is in its excerpt', () => {
  const text = `${'今日は会議の資料を準備してから倉庫に行きました'.repeat(20)}温室のセンサー${'来週また連絡します'.repeat(5)}`;
  expect(written(excerpt(text, wordsOf('温室')))).toMatch(/^….*行きました\[温室\]のセンサー/);
});

describe('a part of any run', () => {
  const characters = [
    '東',
    '京',
    '𠮷',
    'か',
    'が',
    'か\u3099',
    'ｶﾞ',
    'ﾊﾟ',
    'ｱ',
    'ﾞ',
    'ー',
    'ヿ',
    'ゟ',
    '豈',
    '々',
    '\u0301',
    '\ufe0f',
  ];
  it(`is marked where it was written, SEED=${seed}`, () => {
    const random = randomFrom(seed).next;
    for (let turn = 0; turn < 3_000; turn += 1) {
      const text = Array.from({ length: 8 }, () => characters[Math.floor(random() * characters.length)]).join('');
      for (const { text: run, isCjk } of tokensOf(text)) {
        if (!isCjk) continue;
        const letters = [...run];
        const start = Math.floor(random() * letters.length);
        const part = letters.slice(start, start + 2).join('');
        const places = placesOf(
          { kind: 'words', tokens: [{ text: part, isCjk }], isPrefix: false },
          tokensOf(text),
          text,
        );
        expect(places.length, JSON.stringify(text)).toBeGreaterThan(0);
        for (const place of places) {
          expect(fold(text.slice(place.start, place.end)), JSON.stringify([text, part])).toContain(part);
          expect(place.end - place.start, JSON.stringify([text, part])).toBeLessThan(12);
        }
      }
    }
  });
});
