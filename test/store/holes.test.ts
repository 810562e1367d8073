// Which numbers of a conversation are missing, and why: every hole is named, none is invented.
import { expect, test } from 'vitest';
import { readQuery } from '../../src/store/sql.js';
import { ANNA, BERT, conv, message } from '../support/tiny-world.js';
import { type Loaded, newTables } from './load-pages.js';

/** Visible messages with these numbers, each naming the one before it. */
const chain = (...numbers: readonly number[]) => numbers.map((nr, index) => visible(nr, numbers[index - 1] ?? 0));

const visible = (nr: number, prev_message_nr: number) => message('c', nr, { prev_message_nr });

const done = (last: number, low = 1) => ({ low, high: last, done: last });

const holes = async (tables: Loaded) =>
  (
    await tables.rows(
      'SELECT first_message_nr AS first, last_message_nr AS last, cause, is_expected FROM gaps WHERE is_open ORDER BY ALL',
    )
  ).map(
    ({ first, last, cause, is_expected }) => `${first}-${last} ${cause}${is_expected === true ? ' (expected)' : ''}`,
  );

const header = (last: number, more: Readonly<Record<string, unknown>> = {}) =>
  conv('c', { join_message_nr: 1, last_message_nr: last, show_message_nr: last, ...more });

test('numbers that no message carries are no holes', async () => {
  await using tables = await newTables();
  await tables.walk([header(9), ...chain(1, 2, 5, 9)], done(9));
  expect(await holes(tables)).toEqual([]);
});

test('a message that a later one names and that never came is a hole until it comes', async () => {
  await using tables = await newTables();
  await tables.walk([header(9), ...chain(1, 2), visible(9, 5)], done(9));
  expect(await holes(tables)).toEqual(['3-5 server gap']);
  await tables.load(visible(5, 2));
  expect(await holes(tables)).toEqual([]);
});

test('the newest visible message must be there, and so must the first', async () => {
  await using tables = await newTables();
  await tables.walk([header(7), visible(2, 1), visible(3, 2)], done(7));
  expect(await holes(tables)).toEqual(['1-1 server gap', '4-7 server gap']);
});

test('what lies before joining, what was deleted and what passed while away is expected', async () => {
  await using tables = await newTables();
  const run = { mk_rec_type: 'archive_run', run_id: 'r', account_id: BERT };
  const system = (nr: number, prev: number, type: string) =>
    message('c', nr, {
      mk_message_type: type,
      account_id: type === 'add' ? ANNA : BERT,
      message: JSON.stringify({ members: [BERT] }),
      prev_message_nr: prev,
    });
  const records = [
    header(20, { join_message_nr: 4 }),
    system(4, 3, 'add'),
    ...chain(5, 6).map((one, index) => ({ ...one, prev_message_nr: 4 + index })),
    system(8, 6, 'leave'),
    system(12, 11, 'add'),
    message('c', 20, { prev_message_nr: 12 }),
  ];
  await tables.walk([run, ...records], done(20, 4));
  expect(await holes(tables)).toEqual(['1-3 before joining (expected)', '9-11 left and rejoined (expected)']);
  await tables.load(header(20, { join_message_nr: 4, delete_message_nr: 6 }));
  expect(await holes(tables)).toEqual(['1-3 before joining (expected)', '9-11 left and rejoined (expected)']);
});

test('who left with the highest number that there is does not stop a load', async () => {
  await using tables = await newTables();
  const run = { mk_rec_type: 'archive_run', run_id: 'r', account_id: BERT };
  const leave = JSON.stringify(message('c', 9, { mk_message_type: 'leave', account_id: BERT }));
  await tables.load(header(9), run, visible(9, 0), leave.replace('"message_nr":9', '"message_nr":9223372036854775807'));
  expect(await holes(tables)).toEqual(['1-9 not fetched yet']);
});

test('history that was disclosed after all is no hole, and one that was deleted before it could be had is', async () => {
  await using tables = await newTables();
  await tables.walk(
    [
      header(6, { join_message_nr: 1, delete_message_nr: 4 }),
      ...chain(4, 5, 6).map((one) => ({ ...one, prev_message_nr: Number(one.message_nr) - 1 })),
    ],
    done(6, 4),
  );
  expect(await holes(tables)).toEqual(['1-3 deleted by the account (expected)']);
});

test('a walk that was stopped says what it did not come to', async () => {
  await using tables = await newTables();
  await tables.load(header(30));
  expect(await holes(tables)).toEqual(['1-30 not fetched yet']);
  await tables.walk([message('c', 21, { prev_message_nr: 20 })], { low: 21, high: 30 });
  expect(await holes(tables)).toEqual(['1-20 not fetched yet']);
  const gap = {
    mk_rec_type: 'archive_gap',
    gap_id: 'conversation:c',
    kind: 'conversation',
    conversation_id: 'c',
    cause: 'not permitted',
    is_open: true,
  };
  await tables.load(gap);
  expect(await holes(tables)).toEqual(['1-20 not permitted', 'null-null not permitted']);
  await tables.walk([header(35)], done(30));
  expect(await holes(tables)).toContain('31-35 not permitted');
});

test('numbers that a run named already are not named twice', async () => {
  await using tables = await newTables();
  const gap = {
    mk_rec_type: 'archive_gap',
    gap_id: 'messages:c:3',
    kind: 'messages',
    conversation_id: 'c',
    first_message_nr: 3,
    last_message_nr: 4,
    cause: 'no progress',
    is_open: true,
  };
  await tables.walk([gap, header(5), ...chain(1, 2), visible(5, 4)], done(5));
  expect(await holes(tables)).toEqual(['3-4 no progress']);
});

test('what is missing right above what is closed is a hole of its own', async () => {
  await using tables = await newTables();
  await tables.walk([header(9, { join_message_nr: 4 }), visible(7, 6), visible(9, 7)], done(9, 4));
  expect(await holes(tables)).toEqual(['1-3 before joining (expected)', '4-6 server gap']);
});

test('what only a history brought is held to its own chain, from where it begins', async () => {
  await using tables = await newTables('duckdb', null);
  await tables.importHistory(conv('c'), visible(5, 4), visible(6, 5), visible(9, 7));
  expect(await holes(tables)).toEqual(['1-4 before the history (expected)', '7-7 server gap']);
  await tables.importHistory(visible(7, 6));
  expect(await holes(tables)).toEqual(['1-4 before the history (expected)']);
  await tables.importHistory(conv('c', { join_message_nr: 3 }));
  expect(await holes(tables)).toEqual(['1-2 before joining (expected)', '3-4 server gap']);
});

test('what a second history says more of a message can show a hole', async () => {
  await using tables = await newTables('duckdb', null);
  const bare = (nr: number) => ({ ...visible(nr, 0), prev_message_nr: null });
  await tables.importHistory(conv('c'), bare(1), bare(5));
  expect(await holes(tables)).toEqual([]);
  await tables.importHistory(visible(5, 4));
  expect(await holes(tables)).toEqual(['2-4 server gap']);
});

test('a history that is whole has no holes', async () => {
  await using tables = await newTables('duckdb', null);
  await tables.importHistory(conv('c'), ...chain(1, 2, 5, 9));
  expect(await holes(tables)).toEqual([]);
});

const upTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_unused, index) => visible(first + index, first + index - 1));

test('what no account may see is no hole, though it lies between what two of them may', async () => {
  await using tables = await newTables();
  const left = message('c', 5, { mk_message_type: 'leave', account_id: ANNA, message: '', prev_message_nr: 4 });
  const there = { members: [BERT], leavers: [ANNA] };
  await tables.walk([header(5), ...upTo(1, 4), left], done(5), ANNA);
  await tables.walk([header(12, { ...there, join_message_nr: 10 }), ...upTo(10, 12)], done(12, 10), BERT);
  expect(await holes(tables)).toEqual(['6-9 before joining (expected)']);
});

test('what one account deleted and another was not there for is no hole', async () => {
  await using tables = await newTables();
  await tables.walk([header(60, { delete_message_nr: 50 }), ...upTo(50, 60)], done(60, 50), ANNA);
  expect(await holes(tables)).toEqual(['1-49 deleted by the account (expected)']);
  await tables.walk([header(60, { join_message_nr: 40 }), ...upTo(40, 60)], done(60, 40), BERT);
  expect(await holes(tables)).toEqual(['1-39 before joining (expected)']);
});

test.each([true, false])(
  'what the walk of a second account did not come to (messages name others: %s)',
  async (isNaming) => {
    await using tables = await newTables();
    const said = (first: number, last: number) =>
      upTo(first, last).map((one) => (isNaming ? one : { ...one, prev_message_nr: null }));
    await tables.walk([header(20), ...said(1, 20)], done(20), ANNA);
    await tables.walk([header(50), ...said(45, 50)], { low: 45, high: 50 }, BERT);
    expect(await holes(tables)).toEqual(['21-44 not fetched yet']);
    await tables.walk(said(1, 44), done(50), BERT);
    expect(await holes(tables)).toEqual([]);
  },
);

test('what was said before a second account came is still to come for one that is there and was not asked again', async () => {
  await using tables = await newTables();
  const members = [ANNA, BERT];
  await tables.walk([header(5, { members }), ...upTo(1, 5)], done(5), ANNA);
  await tables.walk([header(12, { members, join_message_nr: 10 }), ...upTo(10, 12)], done(12, 10), BERT);
  expect(await holes(tables)).toEqual(['6-9 not fetched yet']);
});

test('messages that came without a header have holes, and are those of a conversation', async () => {
  await using tables = await newTables('duckdb', null);
  await tables.importHistory(...chain(1, 2), visible(4, 3), visible(9, 8));
  const found = ['3-3 server gap', '5-8 server gap'];
  expect(await holes(tables)).toEqual(found);
  const coverage = await tables.rows(await readQuery('status/coverage.sql'));
  expect(coverage).toMatchObject([{ conversations: 1, conversations_complete: 0, messages: 6, messages_held: 4 }]);
  expect(await tables.rows(await readQuery('plan/totals.sql'))).toMatchObject([{ conversations: 1, messages: 4 }]);
  await tables.importHistory(conv('c'));
  expect(await holes(tables)).toEqual(found);
});

test('the newest message that the header of a history names must be there', async () => {
  await using tables = await newTables('duckdb', null);
  await tables.importHistory(
    conv('c', { join_message_nr: 1, last_message_nr: 50, show_message_nr: 49 }),
    ...chain(1, 2, 5),
  );
  expect(await holes(tables)).toEqual(['6-49 server gap']);
});
