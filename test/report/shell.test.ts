// The shell of query, in the built program: lines typed, Ctrl-C, completion, history, and the pager.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';

const PROMPT = 'fleep> ';
const CTRL_C = '\u0003';
const SHELL = new URL('../../dist/commands/shell/shell.js', import.meta.url).href;
const BOX = new URL('../../dist/report/box.js', import.meta.url).href;

/** A cross join that nobody lives to see the end of. */
const ENDLESS =
  'SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE (a.range + b.range * c.range) % 7 = 3';

let fixture: Fixture;
let home: TemporaryFolder;
beforeAll(async () => {
  fixture = await openFixture('parquet', SAMPLE);
  home = await temporaryFolder();
  vi.stubEnv('XDG_STATE_HOME', home.path);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fixture[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

type Key = readonly [after: string, key: string];

interface Look {
  /** Lines of the terminal. */
  readonly rows?: number;
}

/** What comes out of a stream. `seen` waits for a text, at most for as long as a test should take. */
function watched(stream: Readable) {
  let shown = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    shown += piece;
  });
  return {
    shown: () => shown,
    seen: (text: string) => vi.waitUntil(() => shown.includes(text), { timeout: 60_000, interval: 10 }),
    forget: (text: string) => {
      shown = shown.replaceAll(text, '');
    },
  };
}

/** The built shell on a terminal of its own, and what it shows there. */
async function openShell({ rows = 500 }: Look = {}) {
  const { runShell }: typeof import('../../src/commands/shell/shell.js') = await import(SHELL);
  const { QueryBox }: typeof import('../../src/report/box.js') = await import(BOX);
  const box = new QueryBox(fixture.path, { timeMs: 60_000, memory: '500MB' });
  const input = Object.assign(new PassThrough(), { setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { columns: 100, rows });
  const watching = watched(output);
  const ended = runShell({ archive: fixture.path, box, parameters: {}, format: 'csv' }, { input, output });
  return { ...watching, input, ended, [Symbol.asyncDispose]: () => box[Symbol.asyncDispose]() };
}

/** What is shown when keys are typed, the last of which end the shell. */
async function typed(keys: readonly Key[], look?: Look): Promise<string> {
  await using shell = await openShell(look);
  for (const [after, key] of keys) {
    await shell.seen(after);
    shell.forget(PROMPT);
    shell.input.write(key);
  }
  expect(await shell.ended).toBe(ExitCode.complete);
  return shell.shown();
}

const history = async () => (await readFile(home.at('fleep-archive', 'query-history'), 'utf8')).split('\n');

describe('the shell', () => {
  it('answers statements of several lines, lives through errors, and keeps a history for its user alone', async () => {
    const shown = await typed([
      [PROMPT, 'SELECT 40 + 2\nAS answer;\n'],
      [PROMPT, 'SELECT nothing;\n'],
      [PROMPT, '.mode json\n'],
      [PROMPT, 'SELECT 7 AS x;\n'],
      [PROMPT, '.quit\n'],
    ]);
    expect(shown).toContain('answer\r\n42');
    expect(shown).toContain('The query failed: ');
    expect(shown).toContain('"x": 7');
    expect(await history()).toContain('SELECT 40 + 2');
  });

  it('completes names of tables and commands, and Ctrl-C ends what runs', async () => {
    const shown = await typed([
      [PROMPT, 'SELECT count(*) AS n FROM react\t'],
      ['FROM reactions', ';\n'],
      [PROMPT, '.sch\t'],
      ['.schema ', 'reactions\n'],
      [PROMPT, `${ENDLESS};\n`],
      ['% 7 = 3;', CTRL_C],
      [PROMPT, '.quit\n'],
    ]);
    expect(shown).toContain('n\r\n');
    expect(shown).toMatch(/reaction +VARCHAR/);
    expect(shown).toContain('The query was stopped.');
  });

  it('discards all of the line at Ctrl-C, wherever the cursor is', async () => {
    const toTheStart = '\u0001';
    const shown = await typed([
      [PROMPT, 'SELECT 1\n'],
      ['...>', `AS one, ${toTheStart}${CTRL_C}`],
      [PROMPT, 'SELECT 5 AS five;\n'],
      ['five\r\n5\r\n', '.quit\n'],
    ]);
    expect(shown).not.toContain('one\r\n');
  });

  it('lets no text drive the terminal', async () => {
    const shown = await typed([
      [PROMPT, "SELECT 'a' || chr(27) || '[2J' || chr(155) AS t;\n"],
      [PROMPT, '.mode json\n'],
      [PROMPT, "SELECT 'b' || chr(155) AS t;\n"],
      [PROMPT, '.quit\n'],
    ]);
    expect(shown).toContain('t\r\na␛[2J\ufffd\r\n');
    expect(shown).toContain('"t": "b\\u009b"');
  });

  it('remembers a thousand lines', async () => {
    const lines = Array.from({ length: 1010 }, (_, index) => `.none${index}`);
    await typed([[PROMPT, `${lines.join('\n')}\n.quit\n`]]);
    expect(await history()).toEqual(['.quit', ...lines.reverse().slice(0, 999), '']);
  });

  it('remembers them when its terminal is lost', async () => {
    await using shell = await openShell();
    shell.input.write('.late\n');
    await shell.seen('There is no .late');
    const lost = expect(shell.ended).rejects.toThrow('read EIO');
    shell.input.destroy(new Error('read EIO'));
    await lost;
    expect((await history())[0]).toBe('.late');
  });
});

describe('the pager of the shell', () => {
  it('may be missing: that is said, and all is shown', async () => {
    vi.stubEnv('PAGER', 'no-such-program -R');
    const shown = await typed(
      [
        [PROMPT, 'SELECT range AS n FROM range(1000);\n'],
        [PROMPT, '.quit\n'],
      ],
      { rows: 5 },
    );
    expect(shown).toContain('\n998\r\n999\r\nThe pager "no-such-program -R" cannot be started: ');
  });

  /** A shell in a process group of its own, as a terminal has one, whose pager begins and then waits for a file. */
  function shellWithPager(waitsFor: string) {
    const program = `
      const { runShell } = await import(${JSON.stringify(SHELL)});
      const { QueryBox } = await import(${JSON.stringify(BOX)});
      const archive = ${JSON.stringify(fixture.path)};
      const box = new QueryBox(archive, { timeMs: 60_000, memory: '500MB' });
      const input = Object.assign(process.stdin, { setRawMode: () => {} });
      const output = Object.assign(process.stdout, { columns: 100, rows: 5 });
      process.exitCode = await runShell({ archive, box, parameters: {}, format: 'csv' }, { input, output });
      await box[Symbol.asyncDispose]();`;
    const pager = `trap '' INT; echo begun; while [ ! -e '${waitsFor}' ]; do sleep 0.05; done; wc -l`;
    return spawn(process.execPath, ['--input-type=module', '-e', program], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PAGER: pager },
    });
  }

  it('has Ctrl-C for itself: shell and query live on', async () => {
    await using folder = await temporaryFolder();
    const shell = shellWithPager(folder.at('go'));
    const ended = once(shell, 'close');
    shell.stdin.write('SELECT range AS n FROM range(1000000);\n');
    const { shown, seen } = watched(shell.stdout);
    try {
      await seen('begun\n');
      process.kill(-(shell.pid ?? 0), 'SIGINT');
      await setTimeout(200);
      await writeFile(folder.at('go'), '');
      await seen('1000001\n');
      shell.stdin.end('SELECT 6 AS six;\n.quit\n');
      await ended;
    } finally {
      // The pager is in the same group.
      if (shell.exitCode === null) process.kill(-(shell.pid ?? 0), 'SIGKILL');
    }
    expect(await ended).toEqual([ExitCode.complete, null]);
    expect(shown()).toContain('six\r\n6\r\n');
    expect(await history()).toContain('SELECT range AS n FROM range(1000000);');
  });
});
