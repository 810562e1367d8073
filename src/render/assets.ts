// render: the style sheet, the script and the icon that every page shares.
// Invariant: the pages name these files only; there is nothing inline and nothing from elsewhere.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { templatesPath } from './templates.js';

/** Puts assets/ into the site: templates/assets/ as it is, and templates/styles/ joined in order of name. */
export async function writeAssets(folder: string): Promise<void> {
  const target = join(folder, 'assets');
  await mkdir(target, { recursive: true });
  await cp(join(templatesPath, 'assets'), target, { recursive: true });
  await writeFile(join(target, 'style.css'), await readStyles(join(templatesPath, 'styles')));
}

async function readStyles(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.css')).sort();
  const parts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return parts.join('\n');
}
