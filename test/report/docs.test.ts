// docs/reports.md cannot rot: its list is what the catalog says. UPDATE_DOCS=1 rewrites the list.
import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { loadCatalog, parseReport } from '../../src/report/catalog.js';
import { describeCatalog } from '../../src/report/describe.js';
import { runReport } from '../../src/report/run.js';
import { openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

const FILE = new URL('../../docs/reports.md', import.meta.url);
const LIST = /(<!-- reports: begin \(generated\) -->\n)(.*)(<!-- reports: end -->)/s;

it('docs/reports.md lists every report as its header has it', async () => {
  const text = await readFile(FILE, 'utf8');
  const list = `\n${describeCatalog(await loadCatalog())}\n`;
  if (process.env.UPDATE_DOCS === '1') {
    await writeFile(
      FILE,
      text.replace(LIST, (_, begin: string, __, end: string) => begin + list + end),
    );
    return;
  }
  expect(LIST.exec(text)?.[2]).toBe(list);
});

it('the example in docs/reports.md is a report that runs', async () => {
  const example = /```sql\n(.*?)```/s.exec(await readFile(FILE, 'utf8'))?.[1] ?? '';
  await using fixture = await openFixture('duckdb', SAMPLE);
  const { columns, rows } = await runReport(fixture.database, parseReport('example.sql', example), { limit: '1' });
  expect(columns.every((column) => column.meaning !== '')).toBe(true);
  expect(rows).toEqual([{ person: 'Ben', characters: 18 }]);
});
