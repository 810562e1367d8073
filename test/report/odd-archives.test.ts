// Bar 6 of the reports: archives of unusual shape: every report, every format and every chart works on them, and what is shown keeps
// its measure.
import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROW_FORMATS } from '../../src/lib/format/rows.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { presentReport } from '../../src/report/present.js';
import { type ReportResult, runReport } from '../../src/report/run.js';
import { writeParquetRows } from '../../src/store/parquet-rows.js';
import { temporaryFolder } from '../support/folder.js';
import { openFixture, type Tables } from './fixture.js';
import { tellingParameters } from './telling.js';

const catalog = await loadCatalog();
const numbers = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index);

interface Shape {
  readonly name?: (index: number) => string;
  readonly title?: (index: number) => string;
  readonly text?: (index: number) => string;
  readonly time?: (index: number) => string;
  readonly people?: number;
  readonly conversations?: number;
}

/** An archive with a little of everything, in one shape. */
function archive(count: number, shape: Shape = {}): Tables {
  const { people = 3, conversations = 2 } = shape;
  const { name = (index) => `Person ${index}`, title = (index) => `Title ${index}` } = shape;
  const {
    text = (index) => `words and more words ${index}?`,
    time = (index) => `2024-01-${10 + (index % 20)} 10:00:00`,
  } = shape;
  const key = (index: number) => ({
    conversation_id: `c${index % conversations}`,
    message_nr: 1 + index,
    account_id: `a${index % people}`,
    posted_time: time(index),
  });
  return {
    accounts: numbers(people).map((index) => ({ account_id: `a${index}`, display_name: name(index) })),
    conversations: numbers(conversations).map((index) => ({ conversation_id: `c${index}`, title: title(index) })),
    messages: numbers(count).map((index) => ({
      ...key(index),
      mk_message_type: index % 7 === 3 ? 'email' : 'text',
      mk_message_state: 'urn:fleep:message:mk_message_state:plain',
      message: `<msg><p>${text(index)} <a href="https://h${index % 3}.example/">x</a></p></msg>`,
      text: text(index),
      is_deleted: index % 11 === 10,
      is_pinned: index % 5 === 4,
      edited_time: index % 5 === 2 ? time(index) : null,
      edit_account_id: 'a0',
      task_state: index % 6 === 1 ? 'todo' : index % 6 === 2 ? 'done' : null,
      assignee_ids: ['a0'],
      hook_key: index % 9 === 8 ? 'key' : null,
      sender_name: name(index),
    })),
    files: numbers(count).map((index) => ({
      ...key(index),
      attachment_id: `f${index}`,
      file_name: `${name(index)}.png`,
      file_type: 'image/png',
      file_size: 1000 * index,
      file_sha256: `h${index % 3}`,
    })),
    reactions: numbers(count).map((index) => ({ ...withoutTime(key(index)), reaction: name(index) })),
    mentions: numbers(count).map(key).map(withoutTime),
    members: numbers(count).map((index) => ({
      conversation_id: `c${index % conversations}`,
      account_id: `a${index % people}`,
      joined_time: time(index),
    })),
    gaps: count > 1 ? [{ gap_id: 'g', conversation_id: 'c0', is_open: true, cause: 'server gap' }] : [],
  };
}

const withoutTime = ({ posted_time: _time, ...row }: Record<string, unknown>) => row;

const LONG = 'Donaudampfschifffahrtsgesellschaft'.repeat(9).slice(0, 300);
const century = (index: number): string => `${1970 + index}-02-28 23:59:59`;

const ARCHIVES: readonly (readonly [string, Tables])[] = [
  ['empty', {}],
  ['one message', archive(1, { people: 1, conversations: 1 })],
  ['one person', archive(40, { people: 1 })],
  ['a hundred years of dates', archive(101, { time: century })],
  ['5,000 conversations with one title', archive(5000, { conversations: 5000, title: () => 'Same' })],
  ['names of 300 characters', archive(40, { name: (index) => `${index}${LONG}`, title: () => LONG })],
  [
    'all right-to-left',
    archive(40, { name: () => 'דנה לוי', title: () => 'مشروع الحديقة', text: () => 'مرحبا بكم، هل وصلت الشحنة؟' }),
  ],
];

const SHAPES = ARCHIVES.map(([name, tables], index) => ({
  name,
  tables,
  store: index % 2 === 0 ? ('duckdb' as const) : ('parquet' as const),
}));

describe.each(SHAPES)('$name, in $store', ({ tables, store }) => {
  const results: ReportResult[] = [];

  beforeAll(async () => {
    await using fixture = await openFixture(store, tables);
    for (const report of catalog) results.push(await runReport(fixture.database, report, tellingParameters(report)));
  });

  it('every report in every format, with its chart', async () => {
    expect(results).toHaveLength(catalog.length);
    for (const result of results) {
      const { name, chart } = result.report;
      for (const format of ROW_FORMATS) {
        const text = await presentReport(result, format);
        const hasNothing = format === 'ndjson' && result.rows.length === 0;
        expect({ name, format, hasNothing: text === '' }).toEqual({ name, format, hasNothing });
        if (format === 'html')
          expect({ name, hasChart: hasChart(text) }).toEqual({ name, hasChart: chart !== undefined });
      }
    }
  });

  it('every report as Parquet', async () => {
    await using folder = await temporaryFolder();
    for (const { report, columns, types, rows } of results) {
      const names = columns.map(({ name }) => name);
      await writeParquetRows(folder.at(report.name), { columns: names, types, chunks: [rows] });
    }
    expect((await readdir(folder.path)).sort()).toEqual(catalog.map(({ name }) => name).sort());
  });

  it('every table fits a terminal of 80 columns', async () => {
    expect(results).toHaveLength(catalog.length);
    for (const result of results) {
      const text = await presentReport(result, 'table', 80);
      const rows = text.slice(text.indexOf('\n\n'));
      const wide = rows.split('\n').filter((line) => [...line].length > 80);
      expect({ report: result.report.name, wide }).toEqual({ report: result.report.name, wide: [] });
    }
  });
});

/** Whether a page holds a drawing that came to its end. */
function hasChart(html: string): boolean {
  const [, base64 = ''] = /src="data:image\/svg\+xml;base64,([^"]*)"/.exec(html) ?? [];
  return /^<svg .*<\/svg>$/s.test(Buffer.from(base64, 'base64').toString());
}
