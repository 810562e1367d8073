// test: the rows of a report against its truth, cell by cell.

import type { Report } from '../../../src/report/catalog.js';
import { runReport } from '../../../src/report/run.js';
import type { Database } from '../../../src/store/database.js';
import { ANSWERS } from './answers.js';
import type { Facts } from './facts.js';
import { REST } from './rest.js';
import { THINGS } from './things.js';
import type { Cell, Given, Truth } from './tools.js';
import { VOLUME } from './volume.js';

export const TRUTHS: Readonly<Record<string, Truth>> = { ...VOLUME, ...ANSWERS, ...THINGS, ...REST };

/** Columns that no world decides. */
const NOT_OF_THE_WORLD: ReadonlySet<string> = new Set(['found']);

export interface Difference {
  readonly expected: string;
  readonly actual: string;
}

/** The first row in which report and truth differ; undefined when they agree in all. */
export async function findDifference(
  database: Database,
  report: Report,
  facts: Facts,
  given: Given,
): Promise<Difference | undefined> {
  const { columns, rows } = await runReport(database, report, given);
  const names = columns.map(({ name }) => name).filter((name) => !NOT_OF_THE_WORLD.has(name));
  const actual = rows.map((row) => names.map((name) => plain(row[name])));
  const expected = TRUTHS[report.name]?.(facts, given) ?? [];
  const length = Math.max(actual.length, expected.length);
  const index = Array.from({ length }, (_unused, nr) => nr).find((nr) => !isSameRow(expected[nr], actual[nr]));
  if (index === undefined) return undefined;
  return {
    expected: `${index}: ${JSON.stringify(expected[index])}`,
    actual: `${index}: ${JSON.stringify(actual[index])}`,
  };
}

/** A time as seconds, a day as YYYY-MM-DD. */
function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() / 1000 : value;
}

function isSameRow(expected: readonly Cell[] | undefined, actual: readonly unknown[] | undefined): boolean {
  if (expected === undefined || actual === undefined || expected.length !== actual.length) return false;
  return expected.every((cell, index) => isSame(cell, actual[index]));
}

function isSame(expected: Cell, actual: unknown): boolean {
  if (typeof expected === 'object' && expected !== null && 'exact' in expected) {
    return typeof actual === 'number' && Math.abs(actual - expected.exact) <= 0.5 * 10 ** -expected.digits + 1e-9;
  }
  // A day in UTC is a time as well.
  if (typeof expected === 'string' && typeof actual === 'number') return Date.parse(expected) / 1000 === actual;
  return JSON.stringify(expected) === JSON.stringify(actual);
}
