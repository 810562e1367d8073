import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { getReport, loadCatalog } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture('duckdb', SAMPLE);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const run = async (name: string, given: Record<string, string>) =>
  runReport(fixture.database, getReport(name, await loadCatalog()), given);

it.each([
  [
    'messages-by-person',
    { limt: '5' },
    'Unknown parameter "limt" (did you mean "limit"?): this report takes since, until, conversation, person, team, min_group, limit.',
  ],
  ['archive-coverage', { limit: '5' }, 'Unknown parameter "limit": this report takes none.'],
  ['messages-by-person', { limit: '-1' }, 'The parameter limit takes a whole number from 0 to 999999999, not "-1".'],
  [
    'quiet-conversations',
    { days: '99999999999999' },
    'The parameter days takes a whole number from 0 to 999999999, not "99999999999999".',
  ],
  [
    'messages-by-person',
    { limit: '1; DROP' },
    'The parameter limit takes a whole number from 0 to 999999999, not "1; DROP".',
  ],
  ['messages-by-person', { since: '2024-02-30' }, 'The parameter since takes a day as YYYY-MM-DD, not "2024-02-30".'],
  ['messages-by-person', { since: '1.2.2024' }, 'The parameter since takes a day as YYYY-MM-DD, not "1.2.2024".'],
  [
    'after-hours',
    { workdays: '1-5' },
    'The parameter workdays takes weekdays from 1 for Monday to 7 for Sunday, such as 12345, not "1-5".',
  ],
  ['after-hours', { to_hour: '25' }, 'The parameter to_hour takes a whole hour from 0 to 24, not "25".'],
  [
    'messages-by-hour-and-weekday',
    { timezone: 'europe/talinn' },
    'The parameter timezone takes the name of a time zone, not "europe/talinn" (did you mean "Europe/Tallinn"?).',
  ],
  [
    'messages-by-person',
    { toString: '5' },
    'Unknown parameter "toString": this report takes since, until, conversation, person, team, min_group, limit.',
  ],
])('%s refuses %j', async (name, given, message) => {
  await expect(run(name, given)).rejects.toThrow(expect.objectContaining({ exitCode: ExitCode.usage, message }));
});

it('takes the largest whole number for a number of hours', async () => {
  expect((await run('first-response', { quiet_hours: '999999999' })).rows.length).toBeGreaterThan(0);
});

it('binds a value and leaves the others at their defaults', async () => {
  expect((await run('messages-by-person', { limit: '1', min_group: '1' })).rows).toHaveLength(1);
  expect((await run('messages-by-person', { limit: '0', min_group: '1' })).rows).toHaveLength(0);
  expect((await run('messages-by-person', { since: '2024-02-29', min_group: '1' })).rows).toHaveLength(0);
});
