// The shape of src/: which folder may import which (the table of docs/architecture.md), no cycles, and a few words that may not
// appear. Each guard is also given a small wrong example, so that it is known to see one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCycle, type Import, importsOf, readTree, type SourceFile, stageOf } from './source-tree.js';

const sources = readTree('src', '.ts');
const templates = readTree('templates', '.hbs');
const imports = sources.flatMap(importsOf);

const MOST_LINES = 350;

/** `| `crawl` | … | `fleep` `lib` |` → crawl: fleep, lib. */
function permittedArrows(): Map<string, Set<string>> {
  const text = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z]+)` \|[^|]*\|([^|]*)\|$/gm);
  return new Map(
    [...rows].map(([, stage, targets]) => [
      stage ?? '',
      new Set([...(targets ?? '').matchAll(/`([a-z]+)`/g)].map(([, t]) => t ?? '')),
    ]),
  );
}

const crossings = (all: readonly Import[]) =>
  all
    .filter(({ from, to }) => stageOf(from) !== stageOf(to))
    .map(({ from, to }) => ({ from, to, arrow: `${stageOf(from)} → ${stageOf(to)}` }));

const forbidden = (all: readonly Import[], table: ReadonlyMap<string, ReadonlySet<string>>) =>
  crossings(all).filter(({ from, to }) => table.get(stageOf(from))?.has(stageOf(to)) !== true);

/** Lines in which the pattern stands, as path:line. */
const linesWith = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );

const file = (path: string, text: string): SourceFile => ({ path, text });

describe('imports', () => {
  const table = permittedArrows();

  it('go only along the arrows of docs/architecture.md', () => {
    expect(forbidden(imports, table)).toEqual([]);
  });

  it('use every arrow of the table and every folder is in it', () => {
    const used = new Set(crossings(imports).map(({ arrow }) => arrow));
    const listed = [...table].flatMap(([stage, targets]) => [...targets].map((target) => `${stage} → ${target}`));
    expect(listed.filter((arrow) => !used.has(arrow))).toEqual([]);
    const stages = [...new Set(sources.map(({ path }) => stageOf(path)))];
    expect(stages.filter((stage) => !table.has(stage))).toEqual([]);
    expect([...table.keys()].filter((stage) => !stages.includes(stage))).toEqual([]);
  });

  it('allow no way round: the table itself has no cycle', () => {
    const arrows = [...table].flatMap(([from, targets]) => [...targets].map((to) => ({ from, to })));
    expect(findCycle(arrows)).toBeUndefined();
  });

  it('reach the practice server from one command only', () => {
    const from = imports.filter(({ to }) => stageOf(to) === 'emulator').map((found) => found.from);
    expect([...new Set(from.filter((path) => stageOf(path) !== 'emulator'))]).toEqual(['commands/emulator.ts']);
  });

  it('let sync, import and rebuild alone open the journal for writing', () => {
    const openers = imports.filter(({ to, isType }) => to === 'journal/journal.ts' && !isType).map(({ from }) => from);
    expect(openers).toEqual(['commands/import-archive.ts', 'commands/rebuild.ts', 'commands/sync-archive.ts']);
  });

  it('load DuckDB through one file, which sets up its allocator first', () => {
    const loads = /^import (?!type ).*'@duckdb\/node-api'|^\} from '@duckdb\/node-api'/;
    expect(linesWith(sources, loads).map((line) => line.split(':')[0])).toEqual(['store/duckdb.ts']);
    expect(linesWith([file('x.ts', "import { A } from '@duckdb/node-api';")], loads)).toHaveLength(1);
  });

  it('have no cycle between files when the program runs', () => {
    expect(findCycle(imports.filter(({ isType }) => !isType))).toBeUndefined();
  });

  it('name files that exist', () => {
    const known = new Set(sources.map(({ path }) => path));
    expect(imports.filter(({ to }) => !known.has(to))).toEqual([]);
    expect(imports.length).toBeGreaterThan(sources.length);
  });

  it('are found in every form, and wrong ones are seen', () => {
    const text = [
      "import { crawl } from '../crawl/crawl.js';",
      "import type { Row } from '../store/values.js';",
      'import {\n  a,\n  b,\n} from "elsewhere";',
      "export { x } from './x.js';",
      "const later = await import('../commands/sync.js');",
      "new Worker(new URL('./worker.js', import.meta.url));",
    ].join('\n');
    const found = importsOf(file('lib/bad.ts', text));
    expect(found.map(({ to, isType }) => `${to} ${isType}`).sort()).toEqual([
      'commands/sync.ts false',
      'crawl/crawl.ts false',
      'lib/worker.ts false',
      'lib/x.ts false',
      'store/values.ts true',
    ]);
    expect(forbidden(found, table).map(({ arrow }) => arrow)).toEqual(['lib → crawl', 'lib → store', 'lib → commands']);
  });

  it('that form a cycle are named', () => {
    const step = (from: string, to: string) => ({ from, to });
    expect(findCycle([step('a', 'b'), step('b', 'c'), step('c', 'b')])).toEqual(['b', 'c', 'b']);
    expect(findCycle([step('a', 'b'), step('a', 'c'), step('b', 'c')])).toBeUndefined();
  });
});

describe('src', () => {
  const ENDS_OR_PRINTS = /\bconsole\s*\.|\bprocess\s*\.\s*exit\b(?!Code)/;

  it('prints through no console and ends the process nowhere', () => {
    expect(linesWith(sources, ENDS_OR_PRINTS)).toEqual([]);
    const bad = file('a.ts', 'console.log(1);\nprocess.exitCode = 1;\nprocess.exit(1);');
    expect(linesWith([bad], ENDS_OR_PRINTS)).toEqual(['a.ts:1', 'a.ts:3']);
  });

  it('sets the exit code in cli.ts only', () => {
    expect(linesWith(sources, /\bprocess\.exitCode\b/).map((at) => at.replace(/:\d+$/, ''))).toEqual(['cli.ts']);
  });

  it('has no way round the type checker', () => {
    const ESCAPES = /\bas any\b|\bas unknown as\b|:\s*any\s*[=,;)>[]|@ts-(?:ignore|expect-error|nocheck)/;
    expect(linesWith(sources, ESCAPES)).toEqual([]);
    expect(linesWith([file('a.ts', 'const x: any = y as unknown as Z;')], ESCAPES)).toEqual(['a.ts:1']);
  });

  it(`has files of at most ${MOST_LINES} lines, each with a word on what it is`, () => {
    const lines = (text: string) => text.trimEnd().split('\n');
    const tooLong = sources.filter(({ text }) => lines(text).length > MOST_LINES);
    expect(tooLong.map(({ path }) => path)).toEqual([]);
    const mute = sources.filter(({ text }) => !/^(?:#!.*\n)?\/\/ \S/.test(text));
    expect(mute.map(({ path }) => path)).toEqual([]);
  });
});

describe('templates', () => {
  const UNESCAPED = /\{\{\{|\{\{\s*&/;

  it('escape everything', () => {
    expect(templates.length).toBeGreaterThan(5);
    expect(linesWith(templates, UNESCAPED)).toEqual([]);
    expect(linesWith([file('a.hbs', '{{name}}\n{{{name}}}\n{{& name}}')], UNESCAPED)).toEqual(['a.hbs:2', 'a.hbs:3']);
  });

  it('get HTML from few files, each of which is named here', () => {
    const makers = linesWith(sources, /\bnew SafeString\b|\bSafeString\(/).map((at) => at.replace(/:\d+$/, ''));
    expect([...new Set(makers)]).toEqual(['render/markup-html.ts']);
  });
});
