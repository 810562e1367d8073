// The same rows in the same order whatever the store and the order of loading: bar of "every report gives the same rows".
import { describe, expect, it } from 'vitest';
import { formatRows } from '../../src/lib/format/rows.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { runReport } from '../../src/report/run.js';
import { type Fixture, openFixture, type Tables } from './fixture.js';

const catalog = await loadCatalog();

/** Many rows with few different values, so that every report has ties to break; two people and two titles look the same. */
function tied(): Tables {
  const numbers = Array.from({ length: 240 }, (_, index) => index);
  const time = (index: number): string => `2024-0${1 + (index % 3)}-0${1 + (index % 2)} 10:00:00`;
  const key = (index: number) => ({ conversation_id: `c${index % 6}`, message_nr: index, account_id: `a${index % 5}` });
  return {
    accounts: numbers
      .slice(0, 5)
      .map((index) => ({ account_id: `a${index}`, display_name: index < 3 ? 'Same' : `P${index}` })),
    conversations: numbers
      .slice(0, 6)
      .map((index) => ({ conversation_id: `c${index}`, title: index < 4 ? 'Same' : null })),
    messages: numbers.map((index) => ({
      ...key(index),
      mk_message_type: 'text',
      message: `<msg><a href="https://h${index % 4}.example/">x</a></msg>`,
      text: 'same text',
      posted_time: time(index),
      edited_time: index % 2 === 0 ? time(index) : null,
      is_deleted: index % 11 === 0,
      task_state: index % 4 === 1 ? 'todo' : null,
      assignee_ids: ['a1', 'a0', 'a2'],
    })),
    // Two files a message: only the attachment tells them apart.
    files: numbers.map((index) => ({
      conversation_id: `c${index % 6}`,
      message_nr: Math.floor(index / 12),
      account_id: `a${index % 5}`,
      attachment_id: `f${index}`,
      file_name: 'same.png',
      file_type: `image/t${index % 4}`,
      file_size: 100,
      file_sha256: `h${index % 7}`,
      posted_time: time(index),
    })),
    reactions: numbers.map((index) => ({ ...key(index), reaction: `r${index % 4}` })),
    mentions: numbers.map((index) => key(index)),
    members: numbers.map((index) => ({
      conversation_id: `c${index % 6}`,
      account_id: `a${index % 5}`,
      joined_time: time(index),
      left_time: time(index + 1),
    })),
    gaps: numbers.slice(0, 6).map((index) => ({ gap_id: `g${index}`, conversation_id: `c${index}`, is_open: true })),
  };
}

const backward = (tables: Tables): Tables =>
  Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.toReversed()]));

async function allReports(fixture: Fixture, given: Record<string, string> = {}): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const report of catalog) {
    const known = Object.fromEntries(
      Object.entries(given).filter(([name]) => report.parameters.some((p) => p.name === name)),
    );
    const { columns, rows } = await runReport(fixture.database, report, known);
    texts[report.name] = formatRows({ columns: columns.map((column) => column.name), rows }, 'json');
  }
  return texts;
}

describe('reports', () => {
  it('give the same rows on DuckDB, on Parquet, and when the rows were loaded in another order', async () => {
    await using file = await openFixture('duckdb', tied());
    await using parquet = await openFixture('parquet', backward(tied()));
    // A small limit makes a report without a total order pick other rows, not only show them in another order.
    const given = { limit: '3', days: '0', min_group: '1' };
    const expected = await allReports(file, given);
    expect(await allReports(parquet, given)).toEqual(expected);
    expect(await allReports(parquet, { limit: '1000' })).toEqual(await allReports(file, { limit: '1000' }));
    expect(await allReports(parquet, { min_group: '2' })).toEqual(await allReports(file, { min_group: '2' }));
    const silent = Object.keys(expected).filter((name) => expected[name] === '[]\n');
    expect(silent).toEqual(['hook-traffic', 'pins', 'trending-words', 'unanswered-questions']);
  });

  it('work on empty tables of both kinds', async () => {
    await using file = await openFixture('duckdb', {});
    await using parquet = await openFixture('parquet', {});
    const texts = await allReports(file);
    expect(new Set(Object.values(texts))).toEqual(new Set(['[]\n']));
    expect(await allReports(parquet)).toEqual(texts);
  });

  it('tell people and conversations of the same name apart', async () => {
    await using fixture = await openFixture('duckdb', tied());
    const texts = await allReports(fixture, { min_group: '1' });
    expect(texts['messages-by-person']).toContain('"Same (a1)"');
    expect(texts['messages-by-conversation']).toContain('"Same (c3)"');
    expect(texts['messages-by-conversation']).toContain('"untitled c4"');
  });
});
