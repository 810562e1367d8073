// Bar 6, first half: what a user can get wrong ends with one clear sentence on stderr, the documented exit code, and nothing lost.
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CliResult,
  type EmulatorProcess,
  LOGIN,
  runCli,
  startCli,
  startEmulatorProcess,
  syncOnce,
} from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { newGate } from '../support/gate.js';
import { conv, message, people } from '../support/tiny-world.js';

let folder: TemporaryFolder;
let emulator: EmulatorProcess;
let archive: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const world = folder.at('world.ndjson');
  const lines = [...people, conv('c1'), message('c1', 1), message('c1', 2)];
  await writeFile(world, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  emulator = await startEmulatorProcess('--world', world);
  archive = folder.at('archive');
  await syncOnce(emulator.url, archive);
});

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** One sentence on one line of stderr, no trace, nothing on stdout. */
function expectSentence(result: CliResult, code: number, ...words: readonly string[]): void {
  expect(result.stderr).toMatch(/^fleep-archive: [^\n]{20,}\n$/);
  for (const word of words) expect(result.stderr).toContain(word);
  expect(result.stdout).toBe('');
  expect(result.code).toBe(code);
}

const sync = (target: string, server: string, env?: Record<string, string>) =>
  runCli(['sync', '--archive', target, '--server', server, '--quiet'], env);

describe('signing in and the server', () => {
  test('a wrong password ends with 5 and makes no folder', async () => {
    const target = folder.at('never-made');
    const result = await sync(target, emulator.url, { ...LOGIN, FLEEP_PASSWORD: 'wrong' });
    expectSentence(result, 5, 'FLEEP_PASSWORD', 'archivist@example.org');
    expect(result.stderr).not.toContain('wrong');
    expect(await readdir(folder.path)).not.toContain('never-made');
  });

  test('a wrong password for an archive that is there leaves it as it was', async () => {
    const before = await countMessages();
    expectSentence(await sync(archive, emulator.url, { ...LOGIN, FLEEP_PASSWORD: 'wrong' }), 5);
    expect(await countMessages()).toBe(before);
  });

  test('no password at all and nobody to ask ends with 5', async () => {
    expectSentence(await sync(archive, emulator.url, { FLEEP_EMAIL: 'a@b', FLEEP_PASSWORD: '' }), 5, 'FLEEP_PASSWORD');
  });

  test('no server ends with 6 and names it', async () => {
    const words = ['http://127.0.0.1:9', 'check the address and the network'];
    expectSentence(await sync(folder.at('no-server'), 'http://127.0.0.1:9'), 6, ...words);
    for (const args of [['api', 'account/sync'], ['login']])
      expectSentence(await runCli([...args, '--server', 'http://127.0.0.1:9']), 6, ...words);
  });
});

describe('a folder that is no archive ends with 10', () => {
  test.each([
    ['status', ['status']],
    ['render', ['render', '--out', 'unused-site']],
    ['report', ['report', 'messages-by-month']],
    ['query', ['query', 'SELECT 1']],
    ['query of a script that is empty', ['query']],
  ])('%s', async (_name, args) => {
    expectSentence(await runCli([...args, '--archive', folder.at('nothing-here')]), 10, 'nothing-here');
  });

  test('sync into a folder with other things in it touches nothing', async () => {
    const foreign = folder.at('foreign');
    await mkdir(foreign);
    await writeFile(`${foreign}/letter.txt`, 'dear');
    expectSentence(await sync(foreign, emulator.url), 10, 'letter.txt');
    expect(await readdir(foreign)).toEqual(['letter.txt']);
  });
});

describe('usage ends with 2', () => {
  test.each([
    ['an unknown option', ['status', '--archive', 'x', '--colour'], ['colour']],
    ['an option that is there twice', ['status', '--archive', 'x', '--archive', 'y'], ['--archive', 'more than once']],
    ['an unknown command', ['synk'], ['no command "synk" (did you mean "sync"?): "fleep-archive --help"']],
    [
      'a far-fetched command behind an option',
      ['--archive', 'zz/a', 'foo'],
      ['no command "foo": "fleep-archive --help"'],
    ],
    ['no command', [], ['Name a command: "fleep-archive --help" lists them.\n']],
    ['an option without its value', ['sync', '--archive'], ['archive']],
    ['a missing option', ['status'], [': --archive. See --help.']],
    ['two missing options', ['render'], [': --archive, --out. See --help.']],
    ['an import of nothing', ['import', '--archive', 'x'], ['Name the file to import. See --help.']],
    ['a folder of reports that is not there', ['report', '--queries', 'nowhere'], ['nowhere', 'with --queries.']],
    ['--concurrency x', ['sync', '--archive', 'x', '--concurrency', 'x'], ['concurrency']],
    ['--concurrency 0', ['sync', '--archive', 'x', '--concurrency', '0'], ['concurrency']],
    ['--min-group x', ['report', 'pins', '--archive', 'x', '--min-group', 'x'], ['--min-group', 'whole number']],
    ['--store of no kind', ['sync', '--archive', 'x', '--store', 'sqlite'], ['store']],
    ['--server that is no address', ['sync', '--archive', 'x', '--server', 'fleep'], ['fleep']],
    [
      'a world that is not there',
      ['emulator', '--world', 'no-such-world.ndjson'],
      ['no-such-world.ndjson', 'name another one with --world.'],
    ],
    ['two worlds', ['emulator', '--demo', '--world', 'x'], ['--world']],
    ['a synthetic world without numbers', ['emulator', '--synthetic', 'messages=x'], ['messages=x']],
  ])('%s', async (_name, args, words) => {
    expectSentence(await runCli(args), 2, ...words);
  });

  test('a world file with a broken line, which is named', async () => {
    const world = folder.at('broken.ndjson');
    await writeFile(world, `${JSON.stringify(people[0])}\n{"mk_rec_type": oops}\n`);
    expectSentence(await runCli(['emulator', '--world', world]), 2, 'broken.ndjson', 'line 2', 'mend it');
  });

  test('a practice server on a port that is taken', async () => {
    const { port } = new URL(emulator.url);
    expectSentence(await runCli(['emulator', '--demo', '--port', port]), 2, port, 'name another with --port');
  });

  test('an address for the site with a password in it, which is not repeated', async () => {
    const render = ['render', '--archive', archive, '--out', folder.at('site')];
    const result = await runCli([...render, '--base-url', 'https://u:open-sesame@x.example/']);
    expectSentence(result, 2, '--base-url', 'password');
    expect(result.stderr).not.toContain('open-sesame');
  });

  test('an unknown report names the nearest', async () => {
    expectSentence(await runCli(['report', 'messages-by-mnth', '--archive', archive]), 2, 'messages-by-month');
  });

  test.each([
    ['SQL that does not parse', 'SELEC 1', 'SELEC'],
    ['a column that is not there', 'SELECT colour FROM messages', 'colour'],
    ['a second statement', 'SELECT 1; SELECT 2', 'SELECT'],
    ['a file of the machine', "SELECT * FROM read_csv('/etc/passwd')", 'read_csv'],
  ])('%s, with the message of DuckDB', async (_name, sql, word) => {
    expectSentence(await runCli(['query', sql, '--archive', archive]), 2, word);
  });

  test('--store of another kind than the archive has', async () => {
    const args = ['sync', '--archive', archive, '--server', emulator.url, '--store', 'parquet'];
    expectSentence(await runCli(args), 2, 'duckdb');
  });
});

test('an archive in use ends with 11, and the run that uses it is not disturbed', async () => {
  await using held = await holdingProxy(emulator.url);
  const first = startCli(['sync', '--archive', archive, '--server', held.url, '--quiet', '--json']);
  await held.reached;
  expectSentence(await sync(archive, emulator.url), 11, archive);
  held.release();
  expect((await first.ended).code).toBe(0);
  expect((await sync(archive, emulator.url)).code).toBe(0);
});

/** A server in front of another that holds back the answer to account/poll until it is told to go on. */
async function holdingProxy(origin: string) {
  const gate = newGate();
  const reached = newGate();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url === '/api/account/poll') {
      reached.open();
      await gate.opened;
    }
    const answer = await fetch(`${origin}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json', cookie: request.headers.cookie ?? '' },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    response.writeHead(answer.status, { 'set-cookie': answer.headers.getSetCookie() });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    reached: reached.opened,
    release: gate.open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function countMessages(): Promise<number> {
  const { stdout } = await runCli([
    'query',
    'SELECT count(*) AS n FROM messages',
    '--archive',
    archive,
    '--format',
    'json',
  ]);
  const [row]: { n: number }[] = JSON.parse(stdout);
  return row?.n ?? -1;
}
