// render: the style sheet, the scripts and the icon that pages share.
// Invariant: the pages name these files only; there is nothing inline and nothing from elsewhere.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templatesPath } from './templates.js';

/** The search page's script, which `npm run build` makes of src/browser/; from src/ and from dist/ alike. */
const searchScript = join(fileURLToPath(new URL('../../dist/browser/', import.meta.url)), 'search.js');

/** Puts assets/ into the site: templates/assets/ as it is, templates/styles/ joined in order of name, and the script of the search page. */
export async function writeAssets(folder: string): Promise<void> {
  const target = join(folder, 'assets');
  await mkdir(target, { recursive: true });
  await cp(join(templatesPath, 'assets'), target, { recursive: true });
  await cp(searchScript, join(target, 'search.js'));
  await writeFile(join(target, 'style.css'), await readStyles(join(templatesPath, 'styles')));
}

async function readStyles(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.css')).sort();
  const parts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return parts.join('\n');
}
