import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAssignments, REPORT_FORMATS, type ReportOptions, reportCommand } from '../../src/commands/report.js';
import { ExitCode } from '../../src/lib/errors.js';
import { formatRows, type RowFormat } from '../../src/lib/format/rows.js';
import { loadCatalog } from '../../src/report/catalog.js';
import { temporaryFolder } from '../support/folder.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture('parquet', SAMPLE);
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** What a command printed, on a terminal of so many columns when given. */
async function printed(run: (out: { write(text: string): void; columns?: number }) => Promise<void>, columns?: number) {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  await run(columns === undefined ? { write } : { write, columns });
  return text;
}

const report = (name: string | undefined, format: RowFormat, params: string[] = [], columns?: number) =>
  printed(
    (out) => reportCommand({ archive: fixture.path, names: name === undefined ? [] : [name], format, params }, out),
    columns,
  );

describe('report', () => {
  it('lists all reports without a name', async () => {
    const listed: { name: string }[] = JSON.parse(await report(undefined, 'json'));
    expect(listed.map((row) => row.name)).toEqual((await loadCatalog()).map((one) => one.name));
  });

  it('prints a title over a table, and fits it to the terminal', async () => {
    const text = await report('messages-by-conversation', 'table', ['limit=1'], 80);
    expect(text).toMatch(/^Messages by conversation\nWhere does the talk happen\?\n\nconversation {2}messages /);
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('prints rows and nothing else as CSV and JSON', async () => {
    expect(await report('reactions', 'csv')).toBe(
      "reaction,times,people,messages,share_percent\r\n'+1,3,2,2,75\r\nheart,1,0,1,25\r\n",
    );
    expect(JSON.parse(await report('reactions', 'json', ['limit=1']))).toEqual([
      { reaction: '+1', times: 3, people: 2, messages: 2, share_percent: 75 },
    ]);
  });

  it('prints a heading over Markdown', async () => {
    expect(await report('reactions', 'md', ['limit=1'])).toMatch(
      /^## Reactions\n\nWhich .*\?\n\n\| reaction \| times \|/,
    );
  });

  it('refuses an unknown report before it looks at the archive', async () => {
    const run = reportCommand({ archive: '/nowhere', names: ['reaction'], format: 'json', params: [] }, { write() {} });
    await expect(run).rejects.toThrow(expect.objectContaining({ exitCode: ExitCode.usage }));
  });

  it('ends with "no archive" in a folder that is none', async () => {
    const archive = join(fixture.path, 'files');
    const run = reportCommand({ archive, names: ['reactions'], format: 'json', params: [] }, { write() {} });
    await expect(run).rejects.toThrow(expect.objectContaining({ exitCode: ExitCode.noArchive }));
  });

  const run = (options: Partial<ReportOptions>, columns?: number) =>
    printed(
      (out) => reportCommand({ archive: fixture.path, names: [], format: 'table', params: [], ...options }, out),
      columns,
    );

  it('draws bars where they fit on a terminal, and none into a pipe', async () => {
    const wide = await run({ names: ['messages-by-month'] }, 100);
    expect(wide).toContain('████████████');
    expect(await run({ names: ['messages-by-month'] })).not.toContain('█');
    expect(await run({ names: ['messages-by-month'] }, 30)).not.toContain('█');
  });

  it('describes a report with its parameters and its SQL, without an archive', async () => {
    const text = await run({ archive: undefined, names: ['reactions'], describe: true });
    expect(text).toContain('- `limit` (integer, default `30`)');
    expect(text).toContain('GROUP BY r.reaction');
  });

  it('prints several for people, and writes all others into files', async () => {
    const text = await run({ names: ['reactions', 'mentions'], minGroup: 1 });
    expect(text).toContain('Reactions\n');
    expect(text).toContain('Mentions\n');
    await expect(run({ names: ['reactions', 'mentions'], format: 'csv' })).rejects.toThrow('--out');
    await expect(run({ names: ['reactions'], format: 'parquet' })).rejects.toThrow('--out');
  });

  it('pools single persons unless told otherwise', async () => {
    expect(JSON.parse(await run({ names: ['messages-by-person'], format: 'json' }))).toEqual([]);
    const single: { person: string }[] = JSON.parse(
      await run({ names: ['messages-by-person'], format: 'json', minGroup: 1 }),
    );
    expect(single.map(({ person }) => person)).toEqual(['Anna', 'Ben', 'cara@example.org']);
    const note = '\nNo rows: nothing was found, or fewer than 5 people are left, who are not shown (--min-group).\n';
    expect(await run({ names: ['messages-by-person'] })).toContain(note);
    expect(await run({ names: ['messages-by-person'], format: 'md' })).toContain(note);
    expect(await run({ names: ['messages-by-person'], format: 'md', minGroup: 1 })).not.toContain('No rows');
    const pair: { person: string }[] = JSON.parse(
      await run({ names: ['messages-by-person'], format: 'json', minGroup: 2 }),
    );
    expect(pair.map(({ person }) => person)).toEqual(['places 1–3']);
  });

  it.each(REPORT_FORMATS)('writes all reports as %s, with their charts', async (format) => {
    await using folder = await temporaryFolder();
    await run({ all: true, format, out: folder.at('out'), chart: 'svg', params: ['limit=5'] });
    const files = (await readdir(folder.at('out'))).sort();
    const names = (await loadCatalog()).map(({ name }) => name);
    const extension = format === 'table' ? 'txt' : format;
    expect(files).toEqual(names.flatMap((name) => [`${name}.${extension}`, `${name}.svg`]).sort());
    const sizes = files.filter((file) => statSync(join(folder.at('out'), file)).size === 0);
    expect(format === 'ndjson' ? [] : sizes).toEqual([]);
  });

  it('draws charts as PNG into files, and to what is no terminal', async () => {
    await using folder = await temporaryFolder();
    const options = { archive: fixture.path, names: ['pins'], format: 'csv', chart: 'png', params: [] } as const;
    await run({ ...options, out: folder.at('out') });
    const file = await readFile(folder.at('out/pins.png'));
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    const pieces: (string | Uint8Array)[] = [];
    const printing = { ...options, format: 'table' } as const;
    await reportCommand(printing, { write: (piece) => pieces.push(piece) });
    expect(pieces.map((piece) => Buffer.from(piece).equals(file))).toEqual([true]);
    await expect(reportCommand(printing, { write: () => {}, columns: 80 })).rejects.toThrow(
      /^A terminal shows no PNG: /,
    );
  });

  it('gives Parquet the types and the rows of the report', async () => {
    await using folder = await temporaryFolder();
    await run({ names: ['messages-by-conversation'], format: 'parquet', out: folder.path });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const file = join(folder.path, 'messages-by-conversation.parquet');
    const reader = await connection.runAndReadAll(`FROM '${file}'`);
    expect(reader.columnTypes().map(String)).toEqual([
      'VARCHAR',
      'BIGINT',
      'DOUBLE',
      'BIGINT',
      'TIMESTAMP',
      'TIMESTAMP',
    ]);
    expect(reader.getRowObjectsJson()[1]).toMatchObject({
      conversation: 'Office',
      messages: '4',
      first_posted: '2024-01-31 23:30:00',
    });
    connection.closeSync();
    instance.closeSync();
  });

  it('makes a page of its own that escapes what strangers wrote', async () => {
    const html = await run({ names: ['reactions'], format: 'html' });
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('<script');
    expect(formatRows({ columns: ['<b>'], rows: [{ '<b>': '<script>"' }] }, 'html')).toContain('&lt;script&gt;&quot;');
  });

  it('takes a parameter that one of several has, and refuses one that none has', async () => {
    await run({ names: ['reactions', 'membership'], params: ['limit=1'] });
    await expect(run({ names: ['reactions', 'membership'], params: ['limt=1'] })).rejects.toThrow('"limt"');
  });

  it('reads parameters as name=value', () => {
    expect(parseAssignments(['a=1', 'b=x=y', 'c='])).toEqual({ a: '1', b: 'x=y', c: '' });
    expect(() => parseAssignments(['a=1', 'b=2', 'a=1'])).toThrow('--param a is given more than once');
    expect(() => parseAssignments(['limit'])).toThrow('A parameter has the form name=value, not "limit".');
  });
});
