// docs/reliability.md cannot rot: its kinds of faults, its calls, its ways to lose something and its parts of "npm run chaos" are those
// of the code, and the tests that it names are there.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WAYS } from '../chaos/hole-ways.js';
import { CALLS, kindsOf, labelOf } from '../chaos/kinds.js';
import { randomFrom } from '../support/random.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('docs/reliability.md');

/** What stands in code marks. */
const marked = (part: string): string[] => [...part.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

/** Lines of the section with this title. */
const section = (title: string): string => text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

/** Rows of the table in a section: first cell → second cell. */
const rowsOf = (title: string): Map<string, string> =>
  new Map(
    [...section(title).matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)]
      .slice(1)
      .map(([, first, second]) => [first ?? '', second ?? '']),
  );

test('every kind of fault is listed in its group, and none besides', () => {
  // What a kind is made of may be left to chance: many turns give all of it.
  const turns = Array.from({ length: 60 }, (_unused, seed) => kindsOf(randomFrom(seed), '/file/', 'c'));
  const rows = rowsOf('The kinds');
  const groups = Object.keys(turns[0] ?? {});
  expect([...rows.keys()]).toEqual(groups);
  for (const group of groups) {
    const labels = new Set(turns.flatMap((kinds) => (kinds[group] ?? []).map(labelOf)));
    expect([group, new Set(marked(rows.get(group) ?? ''))]).toEqual([group, labels]);
  }
});

test('every call that a sync makes is listed', () => {
  const paragraph =
    section('The kinds')
      .split('\n')
      .find((line) => line.startsWith('Calls of a sync: ')) ?? '';
  expect(marked(paragraph)).toEqual([...CALLS]);
});

test('every way to lose something is listed', () => {
  const listed = [...section('Ways to lose something').matchAll(/^- (.+)$/gm)].map(([, way]) => way);
  expect(listed).toEqual(WAYS.map(({ name }) => name));
});

test('every part of the campaign is listed', () => {
  const parts = [...(/PARTS = \{(.*?)\};/s.exec(read('scripts/chaos.mjs'))?.[1] ?? '').matchAll(/^ {2}(\w+):/gm)];
  expect(parts.length).toBeGreaterThan(3);
  expect([...rowsOf('How to try it').keys()].flatMap(marked)).toEqual(parts.map(([, name]) => name));
});

test('every test that it names is there', () => {
  const named = marked(text).filter((name) => name.startsWith('test/'));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !existsSync(new URL(`../../${name}`, import.meta.url)))).toEqual([]);
});
