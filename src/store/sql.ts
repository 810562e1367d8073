// store: reading our .sql files and quoting. SQL lives in queries/; values are bound, names are quoted here and only here.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder queries/ of the package, from src/ and from dist/ alike. */
const queriesPath = fileURLToPath(new URL('../../queries/', import.meta.url));

/** The text of a file below queries/. */
export const readQuery = (name: string): Promise<string> => readFile(join(queriesPath, name), 'utf8');

/** Names of the .sql files of a folder below queries/, in order. */
export async function listQueries(folder: string): Promise<string[]> {
  const names = await readdir(join(queriesPath, folder));
  return names.filter((name) => name.endsWith('.sql')).sort();
}

/** An identifier, quoted. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text literal, for the few places where DuckDB takes no bound value (file lists, settings). */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
