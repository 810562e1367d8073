import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAssignments, reportCommand } from '../../src/commands/report.js';
import { ExitCode } from '../../src/lib/errors.js';
import type { RowFormat } from '../../src/lib/format/rows.js';
import { loadCatalog } from '../../src/report/catalog.js';
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
  printed((out) => reportCommand({ archive: fixture.path, name, format, params }, out), columns);

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
    const run = reportCommand({ archive: '/nowhere', name: 'reaction', format: 'json', params: [] }, { write() {} });
    await expect(run).rejects.toThrow(expect.objectContaining({ exitCode: ExitCode.usage }));
  });

  it('ends with "no archive" in a folder that is none', async () => {
    const archive = join(fixture.path, 'files');
    const run = reportCommand({ archive, name: 'reactions', format: 'json', params: [] }, { write() {} });
    await expect(run).rejects.toThrow(expect.objectContaining({ exitCode: ExitCode.noArchive }));
  });

  it('reads parameters as name=value', () => {
    expect(parseAssignments(['a=1', 'b=x=y', 'c='])).toEqual({ a: '1', b: 'x=y', c: '' });
    expect(() => parseAssignments(['limit'])).toThrow('A parameter has the form name=value, not "limit".');
  });
});
