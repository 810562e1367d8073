// docs/schema.md cannot rot: its tables, columns, types and units are those of a database made by the migrations, and its examples run.
import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { runUserQuery } from '../../src/report/query.js';
import { listQueries, readQuery } from '../../src/store/sql.js';
import { openFixture, type Tables } from '../report/fixture.js';
import { readTree } from '../source-tree.js';

interface Column {
  readonly table: string;
  readonly name: string;
  /** With ` not null` where every row has a value. */
  readonly type: string;
  readonly unit: string;
  readonly meaning: string;
  readonly source: string;
}

const INTERNAL = [
  'superseded_messages',
  'superseded_records',
  'told_messages',
  'told_hooks',
  'merged_records',
  'flow_events',
  'crawl_cursors',
  'load_position',
  'missing_contents',
  'named_contents',
];
const SECRETS = ['autojoin_url', 'cmail', 'hook_key', 'hook_url'];
/** Other columns in which a secret may be. */
const HOLD_SECRETS = ['record_versions.record', 'messages.message', 'messages.mail_hdrs', 'problems.value'];

function parse(text: string): Column[] {
  return text.split(/^## /m).flatMap((section) => {
    const table = /^`([a-z_]+)`\n/.exec(section)?.[1];
    if (table === undefined) return [];
    return [...section.matchAll(/^\| `([a-z0-9_]+)` \| (.*) \|$/gm)].map(([, name = '', rest = '']) => {
      const [type = '', unit = '', meaning = '', source = ''] = rest.split('|').map((cell) => cell.trim());
      return { table, name, type, unit, meaning, source };
    });
  });
}

async function columnsOfDatabase(): Promise<Pick<Column, 'table' | 'name' | 'type'>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const name of await listQueries('schema')) await connection.run(await readQuery(`schema/${name}`));
    const reader = await connection.runAndReadAll(
      `SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
       WHERE NOT internal AND NOT starts_with(table_name, 'v_') ORDER BY table_name, column_index`,
    );
    return reader.getRowObjects().map((row) => ({
      table: String(row.table_name),
      name: String(row.column_name),
      type: `${row.data_type}${row.is_nullable === true ? '' : ' not null'}`,
    }));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

let documented: Column[];
let actual: Pick<Column, 'table' | 'name' | 'type'>[];
const shape = ({ table, name, type }: Pick<Column, 'table' | 'name' | 'type'>) => `${table}.${name} ${type}`;

beforeAll(async () => {
  documented = parse(await readFile(new URL('../../docs/schema.md', import.meta.url), 'utf8'));
  actual = await columnsOfDatabase();
});

describe('docs/schema.md', () => {
  it('has every column with its type, in the order of the table', () => {
    const tables = actual.filter(({ table }) => table !== 'message_versions' && !INTERNAL.includes(table));
    const byTable = (columns: typeof actual) => Object.fromEntries(columns.map(({ table }) => [table, columns]));
    for (const table of Object.keys(byTable(tables))) {
      const want = tables.filter((column) => column.table === table).map(shape);
      expect(documented.filter((column) => column.table === table).map(shape)).toEqual(want);
    }
    expect(documented.filter(({ table }) => table !== 'message_versions').length).toBe(tables.length);
  });

  it('describes message_versions as messages with is_latest', () => {
    const names = (table: string) => actual.filter((column) => column.table === table).map(({ name }) => name);
    expect(names('message_versions').sort()).toEqual([...names('messages'), 'is_latest'].sort());
    expect(documented.filter(({ table }) => table === 'message_versions').map(shape)).toEqual([
      'message_versions.is_latest BOOLEAN',
    ]);
  });

  it('names the unit of everything that has one', () => {
    const unitOf = ({ name, type }: Column): string | undefined => {
      if (type.startsWith('TIMESTAMP')) return 'UTC';
      if (/(?:^|_)message_nr$/.test(name)) return 'message number';
      if (/_size$/.test(name)) return 'bytes';
      if (name === 'width' || name === 'height') return 'pixels';
      if (/sha256$|^merkle_root$|^commit_hash$/.test(name)) return 'hex';
      if (name === 'page_nr') return 'page';
      return undefined;
    };
    const wrong = documented.filter((column) => unitOf(column) !== undefined && unitOf(column) !== column.unit);
    expect(wrong.map(shape)).toEqual([]);
  });

  it('says what every column means and where it comes from, and marks the secrets', () => {
    expect(documented.filter(({ source, meaning }) => source === '' || meaning === '').map(shape)).toEqual([]);
    const marked = documented.filter(({ meaning }) => meaning.startsWith('**secret**')).map(({ name }) => name);
    expect([...new Set(marked)].sort()).toEqual(SECRETS);
    const unmarked = documented.filter((c) => SECRETS.includes(c.name) && !c.meaning.startsWith('**secret**'));
    expect(unmarked.map(shape)).toEqual([]);
  });

  it('says where secrets are', async () => {
    const text = await readFile(new URL('../../docs/schema.md', import.meta.url), 'utf8');
    const said = /^The secret columns are .*?(?=\n\nWhat one account sees)/ms.exec(text)?.[0] ?? '';
    const secret = documented.filter(({ name }) => SECRETS.includes(name)).map(({ table, name }) => `${table}.${name}`);
    expect([...secret, ...HOLD_SECRETS].filter((name) => !said.includes(`\`${name}\``))).toEqual([]);
  });

  it('names the tables that are not for others', async () => {
    const text = await readFile(new URL('../../docs/schema.md', import.meta.url), 'utf8');
    expect(INTERNAL.filter((table) => !text.includes(`\`${table}\``))).toEqual([]);
  });

  it('lists the causes of gaps and the kinds of problems that the program knows', async () => {
    const quoted = (text: string) =>
      [...text.matchAll(/[`']([a-z][a-zA-Z ]+)[`']/g)].map(([, word]) => word ?? '').sort();
    const meaningOf = (table: string, name: string) =>
      documented.find((column) => column.table === table && column.name === name)?.meaning ?? '';
    const gaps = readTree('src', '.ts').find(({ path }) => path === 'crawl/gaps.ts')?.text ?? '';
    const imports = readTree('src', '.ts').find(({ path }) => path === 'import/gaps.ts')?.text ?? '';
    const causes = [/type GapCause =(.*?);/s.exec(gaps)?.[1], /type ImportGapCause =(.*?);/s.exec(imports)?.[1]].join();
    expect(quoted(meaningOf('gaps', 'cause'))).toEqual([...new Set(quoted(causes))]);
    const kinds = [gaps, imports].map((text) => /readonly kind: (.*);/.exec(text)?.[1]).join();
    expect(quoted(meaningOf('gaps', 'kind'))).toEqual([...new Set(quoted(kinds))]);
    const load = (await Promise.all((await listQueries('load')).map((name) => readQuery(`load/${name}`)))).join('\n');
    const problems = ['malformed markup', 'wrong type', 'no usable key', 'unknown record type'];
    expect(quoted(meaningOf('problems', 'problem'))).toEqual(problems.sort());
    expect(problems.filter((problem) => !load.includes(`'${problem}'`))).toEqual([]);
  });
});

describe('the examples', () => {
  const HELD: Tables = {
    conversations: [{ conversation_id: '…', title: 'Docks' }],
    messages: [{ conversation_id: '…', message_nr: 17, flow_message_nr: 30, edited_time: '2024-01-03', text: 'third' }],
    superseded_messages: [
      { conversation_id: '…', message_nr: 17, flow_message_nr: 25, edited_time: '2024-01-02', text: 'second' },
      { conversation_id: '…', message_nr: 17, edited_time: '2024-01-01', text: 'corrected at once' },
      { conversation_id: '…', message_nr: 17, text: 'first' },
    ],
    topics: [
      { conversation_id: '…', message_nr: 1, posted_time: '2024-01-01', topic: 'Docks' },
      { conversation_id: '…', message_nr: 9, posted_time: '2024-02-01', topic: 'Harbour' },
      { conversation_id: '…', message_nr: 12, posted_time: '2024-03-01', topic: 'Docks' },
    ],
    members: [{ conversation_id: '…', account_id: 'anna', joined_time: '2024-02-01', is_current: true }],
    accounts: [{ account_id: 'anna', display_name: 'Anna' }],
    files: [{ conversation_id: '…', message_nr: 2, attachment_id: 'f', file_name: 'plan.png', file_size: 3 }],
  };

  it('give what they say', async () => {
    const text = await readFile(new URL('../../docs/schema.md', import.meta.url), 'utf8');
    const examples = (text.split('## Examples')[1] ?? '').matchAll(/^-- (.*)\n(?:--.*\n)*((?:[^-`\n].*\n)+)/gm);
    await using fixture = await openFixture('duckdb', HELD);
    const rows: Record<string, Record<string, unknown>[]> = {};
    for (const [, title = '', sql = ''] of examples) rows[title] = (await runUserQuery(fixture.database, sql)).rows;
    const [versions, names, readers, missing, ...more] = Object.values(rows);
    expect(more).toEqual([]);
    expect(versions?.map(({ text }) => text)).toEqual(['first', 'corrected at once', 'second', 'third']);
    const day = (time: unknown) => (time instanceof Date ? time.toISOString().slice(0, 10) : time);
    expect(names?.map(({ topic, since, until }) => [topic, day(since), day(until)])).toEqual([
      ['Docks', '2024-01-01', '2024-02-01'],
      ['Harbour', '2024-02-01', '2024-03-01'],
      ['Docks', '2024-03-01', null],
    ]);
    expect(readers).toEqual([{ title: 'Docks', display_name: 'Anna', is_sure: true }]);
    expect(missing).toEqual([{ file_name: 'plan.png', file_size: 3 }]);
  });
});
