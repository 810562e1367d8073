// What the architecture test looks at: files of src/ and templates/, and which file imports which.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** Path below the folder that was read, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  readonly to: string;
  /** `import type`, which is gone when the program runs. */
  readonly isType: boolean;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** All files below a folder of the project whose name ends so, sorted. */
export function readTree(folder: string, ending: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({
      path: relative(join(root, folder), path).split(sep).join('/'),
      text: readFileSync(path, 'utf8'),
    }));
}

const IMPORT = /\b(import|export)\s+(type\s)?[^'";]*?\bfrom\s+'(\.[^']+)'|\bimport\s*\(?\s*'(\.[^']+)'/g;
// A worker thread starts a file of ours without importing it.
const STARTED = /\bnew URL\('(\.[^']+\.js)', import\.meta\.url\)/g;

/** The relative imports of a file, dynamic ones among them, as paths below the same folder. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const resolve = (to: string) => posix.join(posix.dirname(path), to).replace(/\.js$/, '.ts');
  return [
    ...[...text.matchAll(IMPORT)].map(([, , type, from, called]) => ({
      from: path,
      to: resolve(from ?? called ?? ''),
      isType: type !== undefined,
    })),
    ...[...text.matchAll(STARTED)].map(([, to]) => ({ from: path, to: resolve(to ?? ''), isType: false })),
  ];
}

/** `crawl/flow.ts` → `crawl`; a file that stands in no folder goes by its own name: `cli.ts` → `cli`. */
export const stageOf = (path: string): string => path.split('/', 1)[0]?.replace(/\.ts$/, '') ?? '';

/** One cycle of the graph as a list of paths, the first repeated at the end; undefined when there is none. */
export function findCycle(imports: readonly Pick<Import, 'from' | 'to'>[]): string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(path);
    if (start >= 0) return [...trail.slice(start), path];
    if (finished.has(path)) return undefined;
    for (const to of targets.get(path) ?? []) {
      const cycle = visit(to, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(path);
    return undefined;
  };
  for (const path of targets.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
