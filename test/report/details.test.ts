// The finer rules of single reports, each with a few rows of its own.
import { expect, it } from 'vitest';
import { getReport, loadCatalog } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { openFixture, type Tables } from './fixture.js';
import { tellingParameters } from './telling.js';

async function valuesOf(name: string, tables: Tables, given: Record<string, string> = {}): Promise<unknown[][]> {
  await using fixture = await openFixture('duckdb', tables);
  const report = getReport(name, await loadCatalog());
  const { columns, rows } = await runReport(fixture.database, report, { ...tellingParameters(report), ...given });
  return rows.map((row) => columns.map((column) => row[column.name]));
}

const message = (message_nr: number, more: Record<string, unknown> = {}) => ({
  conversation_id: 'c1',
  message_nr,
  account_id: 'anna',
  mk_message_type: 'text',
  message: 'new words',
  text: 'new words',
  posted_time: '2024-01-01 09:00:00',
  ...more,
});

const changed = { edited_time: '2024-01-01 09:05:00', edit_account_id: 'anna' };
const state = (word: string) => ({ mk_message_state: `urn:fleep:message:mk_message_state:${word}` });

it('takes a pin, an unpin and a task for no edit, unless the words changed', async () => {
  const count = async (row: Record<string, unknown>, earlier: Tables[string] = []): Promise<unknown> =>
    (
      await valuesOf('edits-and-deletions', {
        messages: [message(1, { ...changed, ...row })],
        superseded_messages: earlier,
      })
    )[0]?.[3];
  expect(await count(state('plain'))).toBe(1);
  expect(await count({ ...state('pinned'), is_pinned: true })).toBeUndefined();
  expect(await count(state('unpinned'))).toBeUndefined();
  expect(await count({ ...state('done'), task_state: 'done' })).toBeUndefined();
  expect(await count({ ...state('pinned'), is_pinned: true }, [message(1, { message: 'old words' })])).toBe(1);
  expect(await count({ ...state('pinned'), is_pinned: true }, [message(1)])).toBeUndefined();
});

it('does not list a deleted task, nor one that is done', async () => {
  const task = (message_nr: number, more: Record<string, unknown>) =>
    message(message_nr, { task_state: 'todo', ...more });
  const messages = [task(1, { is_deleted: true }), task(2, { task_state: 'done' }), task(3, { text: 'open' })];
  expect((await valuesOf('open-tasks', { messages })).map((row) => row[2])).toEqual(['open']);
});

it('counts an answer at the very end of the time allowed', async () => {
  const messages = [message(1), message(2, { account_id: 'ben', posted_time: '2024-01-01 11:00:00' })];
  expect(await valuesOf('response-time-by-person', { messages }, { within_hours: '2' })).toEqual([
    ['ben', 1, 1, 120, 120],
  ]);
  expect(await valuesOf('response-time-by-person', { messages }, { within_hours: '1' })).toEqual([]);
});

it('follows the order of message numbers, and takes a clock that runs back for no wait', async () => {
  const messages = [message(2, { account_id: 'ben', posted_time: '2024-01-01 08:00:00' }), message(1)];
  expect(await valuesOf('response-time-by-person', { messages })).toEqual([['ben', 1, 1, 0, 0]]);
});

it('keeps to the calendar of the zone when the clocks change', async () => {
  // Tallinn: UTC+2 before 31 March 2024 at 01:00 UTC, UTC+3 after.
  const messages = ['2024-03-31 00:30:00', '2024-03-31 01:30:00'].map((posted_time, nr) =>
    message(nr, { posted_time }),
  );
  const rows = await valuesOf('messages-by-hour-and-weekday', { messages }, { timezone: 'Europe/Tallinn' });
  expect(rows.filter((row) => row[2] !== 0)).toEqual([
    ['Sunday', 2, 1],
    ['Sunday', 4, 1],
  ]);
});

it('calls an author who is in no contact list by the name on the message, and takes nobody for no person', async () => {
  const messages = [message(1, { account_id: 'x', sender_name: 'Guest' }), message(2, { account_id: null })];
  expect((await valuesOf('messages-by-person', { messages })).map((row) => row.slice(0, 4))).toEqual([
    ['Guest', 1, 1, 100],
  ]);
});

it('shows nothing of one person who was chosen, and costs nothing where nobody was', async () => {
  const anna = [1, 2, 3].map((nr) => message(nr));
  const others = ['ben', 'cara'].map((account_id, index) => message(10 + index, { account_id }));
  const hook = message(20, { account_id: 'dan', hook_key: 'key' });
  const accounts = ['anna', 'ben', 'cara', 'dan'].map((account_id) => ({
    account_id,
    display_name: `${account_id} x`,
  }));
  await using fixture = await openFixture('duckdb', { messages: [...anna, ...others, hook], accounts });
  const reports = (await loadCatalog()).filter(({ sql }) => sql.includes('enough_people('));
  expect(reports).toHaveLength(10);
  for (const report of reports.filter(({ name }) => !['links-by-domain', 'reactions'].includes(name))) {
    const countOf = async (given: Record<string, string>): Promise<number> =>
      (await runReport(fixture.database, report, given)).rows.length;
    expect(await countOf({}), report.name).toBeGreaterThan(0);
    expect(await countOf({ person: 'anna' }), report.name).toBe(0);
    expect(await countOf({ person: 'anna', min_group: '1' }), report.name).toBeGreaterThan(0);
    expect(await countOf({ person: 'x', min_group: '4' }), report.name).toBe(0);
    expect(await countOf({ person: 'x', min_group: '3' }), report.name).toBeGreaterThan(0);
    expect(await countOf({ team: 'nobody' }), report.name).toBe(0);
  }
  const byDay = getReport('messages-by-day', reports);
  const none = { since: null, until: null, conversation: null, person: null, team: null, min_group: 5 };
  const [plan] = await fixture.database.rows<{ explain_value: string }>(`EXPLAIN ${byDay.sql}`, none);
  expect(plan?.explain_value.match(/SEQ_SCAN/g)).toHaveLength(1);
});

it('leaves nobody who can choose a person or a team without a smallest group', async () => {
  const open = (await loadCatalog()).filter(({ parameters }) => {
    const names = parameters.map(({ name }) => name);
    return (names.includes('person') || names.includes('team')) && !names.includes('min_group');
  });
  expect(open.map(({ name }) => name)).toEqual([]);
});

it('counts the messages of the busiest tenth only where it is a group', async () => {
  const messages = ['a', 'b', 'c', 'd', 'e'].map((account_id, nr) => message(nr, { account_id }));
  expect(await valuesOf('busiest-tenth', { messages }, { min_group: '5' })).toEqual([['2024-01', 5, 5, 1, null, 20]]);
  expect(await valuesOf('busiest-tenth', { messages }, { min_group: '1' })).toEqual([['2024-01', 5, 5, 1, 1, 20]]);
});
