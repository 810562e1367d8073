// Bar 6 of the reports: archives of unusual shape: every report, every format and every chart works on them, and what is shown keeps
// its measure.
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS, reportCommand } from '../../src/commands/report.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { presentReport } from '../../src/report/present.js';
import { runReport } from '../../src/report/run.js';
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

describe.each(ARCHIVES)('%s', (_name, tables) => {
  it('every report in every format, with its chart', async () => {
    await using fixture = await openFixture('duckdb', tables);
    await using folder = await temporaryFolder();
    const given = { archive: fixture.path, names: [], all: true, params: [], minGroup: 1 };
    for (const format of REPORT_FORMATS) {
      const out = folder.at(format);
      await reportCommand({ ...given, format, out, chart: format === 'html' ? 'svg' : undefined }, { write: () => {} });
      const made = (await readdir(out)).filter((file) => !file.endsWith('.svg'));
      expect(made).toHaveLength(catalog.length);
    }
  });

  it('every table fits a terminal of 80 columns', async () => {
    await using fixture = await openFixture('parquet', tables);
    for (const report of catalog) {
      const result = await runReport(fixture.database, report, tellingParameters(report));
      const text = await presentReport(result, 'table', 80);
      const rows = text.slice(text.indexOf('\n\n'));
      const wide = rows.split('\n').filter((line) => [...line].length > 80);
      expect({ report: report.name, wide }).toEqual({ report: report.name, wide: [] });
    }
  });
});
