// What is a word and when two spellings are the same one; what a query means; whether words stand in a text.
import { describe, expect, it, test } from 'vitest';
import { dayRangeOf } from '../../src/search/days.js';
import { fold } from '../../src/search/fold.js';
import { stands } from '../../src/search/match.js';
import { parseQuery, type Query, type Words } from '../../src/search/query.js';
import { QueryError } from '../../src/search/query-error.js';
import { pairsOf, termsOf, tokensOf } from '../../src/search/tokens.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const seed = chooseSeed();

test.each([
  ['Õhtul', 'ohtul'],
  ['ﬁle', 'file'],
  ['Straße', 'strasse'],
  ['İstanbul', 'istanbul'],
  ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
  ['Ёлка', 'елка'],
  ['مُحَمَّد', 'محمد'],
  ['שָׁלוֹם', 'שלום'],
  ['がぎ', 'がぎ'],
  ['ｶﾞ', 'ガ'],
  ['한국', '한국'],
  ['हिन्दी', 'हिन्दी'],
])('%s is found as %s', (word, folded) => {
  expect(fold(word)).toBe(folded);
});

it(`folds nothing more the second time, SEED=${seed}`, () => {
  const random = randomFrom(seed).next;
  for (let turn = 0; turn < 5_000; turn += 1) {
    const word = Array.from({ length: 6 }, () => String.fromCodePoint(codePoint(random))).join('');
    expect(fold(fold(word)), JSON.stringify(word)).toBe(fold(word));
  }
});

/** Any character but half a pair. */
function codePoint(random: () => number): number {
  const code = Math.floor(random() * (random() < 0.8 ? 0x3100 : 0x20000));
  return code >= 0xd800 && code < 0xe000 ? 0x61 : code;
}

describe('tokens', () => {
  const words = (text: string) => tokensOf(text).map((token) => token.text);
  it('are runs of letters and digits', () => {
    expect(words("R&D: it's e-mail_2, naïve 3.14!")).toEqual([
      'r',
      'd',
      'it',
      's',
      'e',
      'mail',
      '2',
      'naive',
      '3',
      '14',
    ]);
    expect(words('tokyo東京タワーplan')).toEqual(['tokyo', '東京タワー', 'plan']);
    expect(words('… — !')).toEqual([]);
    expect(words('\u2764\ufe0flove 1\ufe0f\u20e3 \u2764\ufe0f')).toEqual(['love', '1']);
    expect(words('ｶﾞｽの事')).toEqual(['ガスの事']);
  });
  it('know where they stand', () => {
    const text = 'Ah, \u2764\ufe0fÕhtul東京ﾊﾟ';
    expect(tokensOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Ah', 'Õhtul', '東京ﾊﾟ']);
  });
  it('of Chinese and Japanese are listed by pairs', () => {
    expect(termsOf({ text: '東京都', isCjk: true })).toEqual(['東京', '京都', '都']);
    expect(pairsOf('東京都')).toEqual(['東京', '京都']);
    expect(pairsOf('𠮷野')).toEqual(['𠮷野']);
    expect(pairsOf('都')).toEqual([]);
  });
  it('of any length are known by 64 characters', () => {
    expect(words('x'.repeat(100))).toEqual(['x'.repeat(64)]);
  });
});

describe('a query', () => {
  const written = (query: Query): string => {
    switch (query.kind) {
      case 'and':
      case 'or':
        return `${query.kind}(${query.items.map(written).join(' ')})`;
      case 'not':
        return `not(${written(query.item)})`;
      case 'words':
        return query.tokens.map(({ text }) => text).join('+') + (query.isPrefix ? '*' : '');
      case 'flag':
        return query.flag;
      case 'days':
        return `${query.from}..${query.until}`;
      default:
        return `${query.kind}:${written(query.words)}`;
    }
  };
  test.each([
    ['pump', 'pump'],
    ['Pump valve', 'and(pump valve)'],
    ['a AND b OR c d', 'or(and(a b) and(c d))'],
    ['a (b OR c)', 'and(a or(b c))'],
    ['"new pump" pu*', 'and(new+pump pu*)'],
    ['"new pu*"', 'new+pu*'],
    ['"new pu"*', 'new+pu*'],
    ['“new pump” „old one“', 'and(new+pump old+one)'],
    ['-a NOT b', 'and(not(a) not(b))'],
    ['or and not', 'and(or and not)'],
    ['e-mail R&D', 'and(e+mail r+d)'],
    ['from:anna in:"Office move" FROM:x*', 'and(person:anna conversation:office+move person:x*)'],
    ['has:file IS:Task', 'and(has:file is:task)'],
    ['on:1970-01-02 before:1970 after:1970-01', 'and(1..2 -Infinity..0 31..Infinity)'],
    ['note:this http://x.y', 'and(note+this http+x+y)'],
  ])('%s is %s', (text, meaning) => {
    const query = parseQuery(text);
    expect(query && written(query)).toBe(meaning);
  });
  test.each([
    'a OR',
    'OR a',
    '(a',
    'a)',
    '()',
    '"a',
    'NOT',
    'is:red',
    'on:2015-13',
    'on:2015-02-30',
    'before:now',
    '!!!',
  ])('%s is refused in a sentence', (text) => {
    expect(() => parseQuery(text)).toThrow(QueryError);
    expect(() => parseQuery(text)).toThrow(/^\S.*[.]$/);
  });
  it('that is refused says why in a code with what belongs to it, and in English', () => {
    const errorOf = (text: string): unknown => {
      try {
        return parseQuery(text);
      } catch (error) {
        return error;
      }
    };
    expect(errorOf('on:{asked}')).toMatchObject({
      code: 'noDate',
      blanks: { asked: 'on:{asked}' },
      message: '"on:{asked}" is no date: write 2015, 2015-07 or 2015-07-14.',
    });
    expect(errorOf('«a')).toMatchObject({ code: 'unclosedQuote', message: 'There is a « without a » after it.' });
  });
  it('of spaces asks for nothing', () => {
    expect(parseQuery('  ')).toBeUndefined();
  });
  it(`of any characters is understood or refused, never anything else, SEED=${seed}`, () => {
    const random = randomFrom(seed).next;
    const pieces = [
      'a',
      '東京',
      ' ',
      '(',
      ')',
      '"',
      'OR',
      'NOT',
      '-',
      '*',
      'from:',
      'is:task',
      'on:2015',
      '«',
      '»',
      '\u0301',
    ];
    for (let turn = 0; turn < 5_000; turn += 1) {
      const text = Array.from({ length: 8 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
      try {
        parseQuery(text);
      } catch (error) {
        expect(error, text).toBeInstanceOf(QueryError);
      }
    }
  });
  it('of very many brackets is refused', () => {
    expect(() => parseQuery('('.repeat(100_000))).toThrow(QueryError);
  });
});

test('days before, on and after a date are all days, none twice', () => {
  for (const date of ['2016', '2016-02', '2016-02-29', '0099-12-31']) {
    const [before, on, after] = ['before', 'on', 'after'].map((field) => dayRangeOf(field, date));
    expect(before?.until).toBe(on?.from);
    expect(on?.until).toBe(after?.from);
  }
});

describe('words in a text', () => {
  const wordsOf = (text: string): Words => {
    const query = parseQuery(text);
    if (query?.kind !== 'words') throw new Error(`${text} is not just words`);
    return query;
  };
  test.each([
    ['pump', 'The PUMP!', true],
    ['pump', 'pumps', false],
    ['pump*', 'pumps', true],
    ['"new pump"', 'a new, pump', true],
    ['"new pump"', 'new old pump', false],
    ['"new pu*"', 'new pumps', true],
    ['京', '東京都', true],
    ['東都', '東京都', false],
    ['京都', '東京都', true],
    ['"東京 都"', '東京 都庁', true],
    ['"京 都"', '東京 都庁', true],
    ['"東 都"', '東京 都庁', false],
  ])('%s in "%s": %s', (words, text, isThere) => {
    expect(stands(wordsOf(words), tokensOf(text))).toBe(isThere);
  });
});
