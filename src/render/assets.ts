// render: the style sheet, the scripts and the icon that pages share.
// Invariant: the pages name these files only; there is nothing inline and nothing from elsewhere.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templateFiles } from './templates.js';

/** The search page's script, which `npm run build` makes of src/browser/; from src/ and from dist/ alike. */
const searchScript = join(fileURLToPath(new URL('../../dist/browser/', import.meta.url)), 'search.js');

/** Puts assets/ into the site: assets/ of the templates as it is, their styles/ joined in order of name, and the script of the search page. `own`: a user's templates. */
export async function writeAssets(folder: string, own?: string): Promise<void> {
  const target = join(folder, 'assets');
  await mkdir(target, { recursive: true });
  for (const path of [searchScript, ...(await templateFiles('assets', own, ''))])
    await copyFile(path, join(target, basename(path)));
  const styles = await Promise.all((await templateFiles('styles', own, '.css')).map((path) => readFile(path, 'utf8')));
  await writeFile(join(target, 'style.css'), styles.join('\n'));
}
