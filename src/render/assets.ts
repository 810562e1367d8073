// render: the style sheet, the scripts and the icon that every page shares.
// Invariant: the pages name these files only; there is nothing inline and nothing from elsewhere.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { templateFiles } from './templates.js';

/** Puts assets/ into the site: assets/ of the templates as it is, and their styles/ joined in order of name. `own`: a user's templates. */
export async function writeAssets(folder: string, own?: string): Promise<void> {
  const target = join(folder, 'assets');
  await mkdir(target, { recursive: true });
  for (const path of await templateFiles('assets', own, '')) await copyFile(path, join(target, basename(path)));
  const styles = await Promise.all((await templateFiles('styles', own, '.css')).map((path) => readFile(path, 'utf8')));
  await writeFile(join(target, 'style.css'), styles.join('\n'));
}
