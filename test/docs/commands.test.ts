// docs/commands.md cannot rot: help texts, exit codes, environment variables and the fields of the JSON outputs are compared with the
// program. UPDATE_DOCS=1 rewrites the help texts.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/argument-checks.js';
import { searchCommand } from '../../src/commands/search.js';
import { statusCommand } from '../../src/commands/status.js';
import { syncCommand } from '../../src/commands/sync.js';
import { everything } from '../../src/crawl/selection.js';
import { startEmulator, syntheticWorld } from '../../src/emulator/index.js';
import { ExitCode } from '../../src/lib/errors.js';
import { readTree } from '../source-tree.js';
import { importHere, written } from '../support/import.js';

const DOC = new URL('../../docs/commands.md', import.meta.url);
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const HELP = /<!-- help: ([a-z]+) \(generated\) -->\n(.*?)<!-- end -->/gs;

const run = promisify(execFile);

/** The help of a command as it is printed into a pipe, in English. */
async function helpOf(command: string): Promise<string> {
  const env = { ...process.env, COLUMNS: '100', LC_ALL: 'en_US.UTF-8' };
  const { stdout } = await run(process.execPath, [CLI, ...(command === '' ? [] : [command]), '--help'], { env });
  return `${stdout.trimEnd()}\n`;
}

const block = (help: string): string => `\`\`\`\n${help}\`\`\`\n`;

let text: string;
beforeAll(async () => {
  text = await readFile(DOC, 'utf8');
});

/** Names in back-ticks in the first cell of the rows of the table whose head starts so. */
function firstCells(head: string): string[] {
  const table = text.slice(text.indexOf(`| ${head} |`)).split('\n\n', 1)[0] ?? '';
  const rows = table.split('\n').slice(2);
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''));
}

describe('help', () => {
  it('is in the document as the program prints it', async () => {
    const helps = new Map<string, string>();
    for (const command of COMMANDS) helps.set(command, block(await helpOf(command)));
    if (process.env.UPDATE_DOCS === '1') {
      const updated = text.replace(
        HELP,
        (_, command: string) => `<!-- help: ${command} (generated) -->\n${helps.get(command) ?? ''}<!-- end -->`,
      );
      await writeFile(DOC, updated);
      return;
    }
    const documented = [...text.matchAll(HELP)].map(([, command = '', help = '']) => [command, help] as const);
    expect(documented).toEqual([...helps]);
  });

  it('of the program names these commands and no other, and every exit code', async () => {
    const help = await helpOf('');
    expect([...help.matchAll(/^ {2}fleep-archive ([a-z]+)/gm)].map(([, name]) => name)).toEqual(COMMANDS);
    const codes = help.slice(help.indexOf('Exit codes')).replace(/\s+/g, ' ');
    const missing = Object.values(ExitCode).filter((code) => !new RegExp(`[:·] ${code} `).test(codes));
    expect(missing).toEqual([]);
  });
});

describe('exit codes', () => {
  it('are those of src/lib/errors.ts', () => {
    const rows = [...text.matchAll(/^\| (\d+) \| ([a-zA-Z]+) \|/gm)].map(([, code, name]) => [name, Number(code)]);
    expect(Object.fromEntries(rows)).toEqual(ExitCode);
  });
});

describe('environment variables', () => {
  it('are those that the program reads', () => {
    const used = readTree('src', '.ts').flatMap(({ text }) => [
      ...[...text.matchAll(/\benv\.([A-Z][A-Z_]+)|\{ ([A-Z_]+) \} = process\.env/g)].map(
        ([, name, other]) => name ?? other,
      ),
      // Node looks there.
      ...(text.includes('(tmpdir()') ? ['TMPDIR'] : []),
    ]);
    expect(firstCells('variable').sort()).toEqual([...new Set(used)].sort());
  });
});

describe('JSON', () => {
  let archive: string;
  let summary: Record<string, unknown>;
  let status: Record<string, unknown>;

  beforeAll(async () => {
    archive = await mkdtemp(join(tmpdir(), 'fleep-docs-'));
    const emulator = await startEmulator({ world: syntheticWorld({ messages: 40, conversations: 4, seed: 1 }) });
    try {
      let printed = '';
      const out = { write: (part: string) => (printed += part) };
      await syncCommand(
        {
          archive,
          server: emulator.url,
          concurrency: 2,
          full: false,
          dryRun: false,
          selection: everything,
          thumbnails: false,
          quiet: true,
          json: true,
          credentials: async () => ({ email: 'archivist@example.org', password: 'correct horse' }),
          signal: new AbortController().signal,
        },
        out,
      );
      summary = JSON.parse(printed);
      printed = '';
      await statusCommand({ archive, json: true }, out);
      status = JSON.parse(printed);
    } finally {
      await emulator.close();
    }
  });
  afterAll(() => rm(archive, { recursive: true }));

  it('of sync has the fields of the document', () => {
    expect(firstCells('field of `sync --json`')).toEqual(Object.keys(summary));
  });

  it('of sync has the counts of the document', () => {
    const counts = firstCells('count').sort();
    expect(counts).toEqual(Object.keys(summary.totals ?? {}).sort());
    expect(counts).toEqual(Object.keys(summary.added ?? {}).sort());
  });

  it('of import has the fields of the document', async () => {
    const file = await written(`${archive}.json`, { contacts: [], conversations: [] });
    const imported = await importHere(file, `${archive}-imported`);
    await rm(file);
    await rm(imported.archive, { recursive: true });
    expect(firstCells('field of `import --json`')).toEqual(Object.keys(imported));
  });

  it('of status has the fields of the document', () => {
    expect(firstCells('field of `status --json`')).toEqual(Object.keys(status));
    expect(status.last_run).toEqual(expect.objectContaining({ outcome: 'complete', exit_code: 0 }));
    for (const name of Object.keys(status.last_run ?? {})) expect(text).toContain(`\`${name}\``);
  });

  it('of search has the fields of the document', async () => {
    let printed = '';
    const look = { order: 'newest', limit: '3', json: true, quiet: true, site: 'https://example.org/' } as const;
    await searchCommand({ archive, words: ['before:2100'], ...look }, { write: (part) => (printed += part) });
    const found: { results: object[] } = JSON.parse(printed);
    expect(firstCells('field of `search --json`')).toEqual(Object.keys(found));
    expect(firstCells('field of a result of `search`')).toEqual(Object.keys(found.results[0] ?? {}));
  });

  it('of a gap has the fields of the document', async () => {
    const query = await readFile(new URL('../../queries/status/gaps.sql', import.meta.url), 'utf8');
    const row = /^\| `gaps` \|(.*)\|$/m.exec(text)?.[1] ?? '';
    const named = [...row.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);
    const selected = /SELECT (.*?)\nFROM/s.exec(query)?.[1]?.split(/,\s*(?![^(]*\))/) ?? [];
    expect(named).toEqual(selected.map((item) => /([a-z_]+)$/.exec(item.trim())?.[1]));
  });
});
