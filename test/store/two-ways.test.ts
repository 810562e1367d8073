// The tables do not depend on where the loads were cut: those that a rebuild makes of the journal at once equal those that loads page by
// page made. RANDOM_CUTS says how many random journals are loaded both ways, SEED where they begin.
import { expect, test } from 'vitest';
import { chooseSeed, randomFrom } from '../support/random.js';
import type { Line } from '../support/sync.js';
import { MESSAGE, randomPages } from './random-pages.js';
import { type TestPage, tablesBothWays } from './two-ways.js';

async function expectSame(pages: readonly TestPage[]): Promise<void> {
  const tables = await tablesBothWays(pages);
  const named = (way: 'inParts' | 'atOnce') => Object.fromEntries([...tables].map(([name, both]) => [name, both[way]]));
  expect(named('inParts')).toEqual(named('atOnce'));
}

const one = { ...MESSAGE, message_nr: 1 };
const text = (words: string, more: Line = {}): Line => ({
  ...one,
  account_id: 'a',
  mk_message_type: 'text',
  message: `<msg><p>${words}</p></msg>`,
  ...more,
});
const page = (...records: readonly Line[]): TestPage => ({ account: 'a', records });
const LATEST = ['flow_message_nr', 'text', 'pin_weight'];

/** Each way, the columns of the rows of a table. */
async function bothWays(table: string, columns: readonly string[], ...pages: readonly TestPage[]) {
  const { inParts = [], atOnce = [] } = (await tablesBothWays(pages)).get(table) ?? {};
  return [inParts, atOnce].map((rows) => rows.map((row) => columns.map((column) => row[column])));
}

test('a part of a message is laid over a version that comes later and that its number does not precede', async () => {
  const whole5 = page(text('one', { flow_message_nr: 5 }));
  const whole6 = page(text('two', { flow_message_nr: 6 }));
  const part7 = page({ ...one, flow_message_nr: 7, pin_weight: 7 });
  const row = [[7, 'two', 7]];
  expect(await bothWays('messages', LATEST, whole5, part7, whole6)).toEqual([row, row]);
  const part6 = page({ ...one, flow_message_nr: 6, task_weight: 8 });
  const late = [[7, 'one', 7, 8]];
  expect(await bothWays('messages', [...LATEST, 'task_weight'], whole5, part7, part6)).toEqual([late, late]);
});

test('a part without a number is laid over the newest version that was told before it', async () => {
  const pages = [text('one', { flow_message_nr: 5 }), { ...one, pin_weight: 7 }, text('two', { flow_message_nr: 9 })];
  const rows = [
    [5, 'one', null, false],
    [5, 'one', 7, false],
    [9, 'two', null, true],
  ];
  const versions = await bothWays('message_versions', [...LATEST, 'is_latest'], ...pages.map((record) => page(record)));
  expect(versions.map((told) => told.toSorted())).toEqual([rows, rows]);
});

test('a text that cannot be read is a problem, whatever replaced it', async () => {
  const pages = [text('one', { message: '<msg><p>broken' }), text('two', { flow_message_nr: 6 })];
  const row = [['c/1', 'malformed markup']];
  const columns = ['record_key', 'problem'];
  expect(await bothWays('problems', columns, ...pages.map((record) => page(record)))).toEqual([row, row]);
});

test('what one who left is shown once more is no other version than it was', async () => {
  const header = (topic: string, last_message_nr: number, can_post: boolean) => ({
    mk_rec_type: 'conv',
    conversation_id: 'c',
    topic,
    last_message_nr,
    can_post,
  });
  const old = { account: 'a', records: [header('Old', 5, false)] };
  const young = { account: 'b', records: [header('New', 8, true)] };
  const rows = [
    ['conv', 1, '"Old"'],
    ['conv', 2, '"New"'],
  ];
  const versions = await bothWays('record_versions', ['mk_rec_type', 'version', 'record'], old, young, old);
  const topics = versions.map((told) =>
    told
      .filter(([type]) => type === 'conv')
      .map(([type, nr, record]) => [type, nr, /"topic":("\w+")/.exec(String(record))?.[1]]),
  );
  expect(topics).toEqual([rows, rows]);
});

test('a hook that is told without its id, without its key, and then with both is one of which nothing is lost', async () => {
  const told = (more: Line): TestPage => page({ mk_rec_type: 'hook', conversation_id: 'c', ...more });
  const both = { hook_id: 'h', hook_key: 'k' };
  const pages = [told({ hook_key: 'k' }), told({ hook_id: 'h', hook_name: 'H' }), told(both)];
  const row = [['k', 'h', 'H']];
  const columns = ['hook_key', 'hook_id', 'hook_name'];
  expect(await bothWays('hooks', columns, ...pages)).toEqual([row, row]);
  const renewed = [
    told({ ...both, hook_key: 'z' }),
    told({ ...both, hook_key: 'a' }),
    told({ hook_id: 'h', hook_name: 'H' }),
  ];
  const rows = [
    ['a', 'h', 'H'],
    ['z', 'h', null],
  ];
  expect(await bothWays('hooks', columns, ...renewed)).toEqual([rows, rows]);
});

test('what a crawl says in the words of an import, after the import was taken for an echo of another version, is kept', async () => {
  const pages: TestPage[] = [
    page(text('one', { edited_time: 1_600_000_000 })),
    { account: null, records: [text('one', { subject: 's', task_weight: 8 })] },
    page(text('one', { subject: 's', task_weight: 8 })),
    page(text('two', { flow_message_nr: 8 })),
  ];
  const versions = await bothWays('message_versions', ['page_nr', 'subject', 'text'], ...pages);
  expect(versions[0]?.filter(([, subject]) => subject === 's')).toEqual([[3, 's', 'one']]);
  expect(versions[1]).toEqual(versions[0]);
});

const seed = chooseSeed();
test.each(Array.from({ length: Number(process.env.RANDOM_CUTS ?? 4) }, (_unused, index) => seed + index))(
  'SEED=%i',
  async (cutSeed) => expectSame(randomPages(randomFrom(cutSeed))),
);
