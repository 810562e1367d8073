import { expect, test } from 'vitest';
import { dayCalendar } from '../../src/render/day-calendar.js';
import { inEnglish } from './words.js';

const DAY_MS = 86_400_000;
const day = (iso: string, messages: number, first_nr: number) => ({
  conversation_id: 'c',
  day: Date.parse(`${iso}T00:00:00Z`) / DAY_MS,
  messages,
  first_nr,
});

test('a year is a table, a month a row, a day a cell that leads to its first message', () => {
  const years = dayCalendar([day('2019-12-31', 4, 1), day('2020-02-01', 1, 5), day('2020-02-29', 2, 1203)], inEnglish);
  expect(years.map(({ year, total, isOpen }) => [year, total, isOpen])).toEqual([
    [2020, '3 messages', true],
    [2019, '4 messages', false],
  ]);
  const [february] = years[0]?.months ?? [];
  expect([february?.name, february?.total, february?.days.length]).toEqual(['Feb', '3', 31]);
  expect(february?.days[28]).toEqual({
    day: 29,
    href: '2.html#m1203',
    label: '29 Feb 2020: 2 messages',
    heat: 'heat-2',
  });
  expect(february?.days[1]?.heat).toBe('');
  expect(february?.days[29]?.heat).toBe('none');
  expect(years[1]?.months[0]?.days[30]?.heat).toBe('heat-4');
});

test('days before 1970 and after 2100 have their place', () => {
  const years = dayCalendar([day('1969-07-20', 1, 1), day('2120-03-01', 1, 2)], inEnglish);
  expect(years.map(({ year, months }) => [year, months[0]?.name])).toEqual([
    [2120, 'Mar'],
    [1969, 'Jul'],
  ]);
});

test('without messages there is no calendar', () => {
  expect(dayCalendar([], inEnglish)).toEqual([]);
});
