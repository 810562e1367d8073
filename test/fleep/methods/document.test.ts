// docs/api.md cannot rot: its tables are made from the table of methods. UPDATE_DOCS=1 rewrites them.
import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { methodNames, methodOf } from '../../../src/fleep/methods/index.js';
import { describeMethods } from './document.js';

const FILE = new URL('../../../docs/api.md', import.meta.url);
const TABLES = /(<!-- methods: begin \(generated\) -->\n)(.*)(<!-- methods: end -->)/s;

it('docs/api.md has every method as the table has it', async () => {
  const text = await readFile(FILE, 'utf8');
  const tables = `\n${describeMethods()}\n`;
  if (process.env.UPDATE_DOCS === '1') {
    await writeFile(
      FILE,
      text.replace(TABLES, (_, begin: string, __, end: string) => begin + tables + end),
    );
    return;
  }
  expect(TABLES.exec(text)?.[2]).toBe(tables);
  for (const name of methodNames) expect(text).toContain(`| \`${name}\` |`);
});

it('docs/api.md counts the methods as they are', async () => {
  const text = await readFile(FILE, 'utf8');
  expect(text).toContain(`${methodNames.length} methods`);
  expect(text).toContain(`${methodNames.filter((name) => methodOf(name).safety === 'read').length} of them only read`);
});
