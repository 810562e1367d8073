// The work of a load grows as what it loads does, however skewed that is: twice as much of it is not four times the work.
import { expect, test } from 'vitest';
import { readQuery } from '../../src/store/sql.js';
import type { Line } from '../support/sync.js';
import { conv, message } from '../support/tiny-world.js';
import { countRows, countStatement } from './counted-work.js';
import { newTables } from './load-pages.js';

const SOME = 1000;

/** How many rows twice as many records cost, for each that so many cost. */
async function growthOf(recordsOf: (count: number) => readonly Line[]): Promise<number> {
  const [few = 1, many = 0] = [await workOf(recordsOf(SOME)), await workOf(recordsOf(2 * SOME))];
  return many / few;
}

async function workOf(records: readonly Line[]): Promise<number> {
  await using tables = await newTables();
  return await countRows(tables.database, () => tables.walk(records, { low: 1, high: 3 * SOME, done: 3 * SOME }));
}

test('of holes in one conversation', async () => {
  const everyThird = (count: number) =>
    Array.from({ length: count }, (_unused, index) => message('c', 3 * index + 3, { prev_message_nr: 3 * index + 2 }));
  const growth = await growthOf((count) => [conv('c', { last_message_nr: 3 * count }), ...everyThird(count)]);
  expect(growth).toBeLessThan(2.5);
});

test('of versions of one message, and of records between them that carry only some of its fields', async () => {
  const versions = (count: number) =>
    Array.from({ length: count }, (_unused, index) => [
      message('c', 1, { flow_message_nr: 2 * index + 2, message: `<msg><p>version ${index}</p></msg>` }),
      {
        mk_rec_type: 'message',
        conversation_id: 'c',
        message_nr: 1,
        flow_message_nr: 2 * index + 3,
        pin_weight: index,
      },
    ]).flat();
  expect(await growthOf(versions)).toBeLessThan(2.5);
});

test('of the print of disclosures to teams', async () => {
  await using tables = await newTables();
  const { database } = tables;
  const disclosure = (team: number) => ({
    mk_message_type: 'disclose',
    message: JSON.stringify({ team_ids: [`team ${team}`] }),
  });
  await tables.load(...Array.from({ length: 100 }, (_unused, index) => message('c', index + 1, disclosure(index % 2))));
  const workWith = async (people: number) => {
    await database.run('DELETE FROM team_members');
    await database.run(
      `INSERT INTO team_members SELECT 'team ' || (i % 2), 'a' || i, false, false FROM (SELECT unnest(range(${people})) AS i)`,
    );
    return countStatement(database, await readQuery('render/prints.sql'));
  };
  const [few, many] = [await workWith(SOME), await workWith(2 * SOME)];
  expect(many - few).toBeLessThan(10 * SOME);
});
