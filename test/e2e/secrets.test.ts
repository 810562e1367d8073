// No password, ticket or token anywhere but where sessions are kept: runs that fail in many ways, with everything printed that Node can
// be told to print. That the searcher finds what it looks for is shown in leaks.test.ts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { type CliResult, runCli, startCli } from '../support/cli.js';
import { type Exchange, type Front, type Spoil, startFront, untouched } from '../support/faulty-front.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { leaksIn, placesBelow, placesInTables, textPlace, watchProcesses } from '../support/leaks.js';
import { keptFiles, withoutLogin } from '../support/sessions.js';
import {
  after,
  asList,
  BUT_LOGIN,
  badGzip,
  echo,
  html,
  noAccount,
  only,
  redirectTo,
  reset,
  truncated,
  truncatedGzip,
  unauthorized,
} from '../support/spoiled.js';
import type { Line } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const EMAIL = 'archivist@example.org';
const PASSWORD = 'canary "pass" wörd & 7/+?';
const WRONG = 'canary-of-a-wrong-password';

const lines: Line[] = [
  ...people.map((line) => ('password' in line ? { ...line, password: PASSWORD } : line)),
  ...Array.from({ length: 12 }, (_unused, index) => {
    const id = `c${index}`;
    const attachment = {
      attachment_id: 'a',
      file_name: 'a.txt',
      file_url: `/file/${id}/a.txt`,
      content: { text: 'a' },
    };
    const own = { mk_rec_type: 'file', conversation_id: id, message_nr: 3, file_type: 'text/plain', ...attachment };
    return [conv(id), ...Array.from({ length: 40 }, (_none, nr) => message(id, nr + 1)), own];
  }).flat(),
];

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let foreign: { url: string; asked: string[]; close(): void };

beforeAll(async () => {
  emulator = await startEmulator({ world: worldFromRecords(lines), variants: ['ticket-rotation'] });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  foreign = { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
});
afterAll(async () => {
  foreign.close();
  await emulator.close();
});

interface Setting {
  readonly folder: TemporaryFolder;
  readonly front: Front;
  readonly archive: string;
  /** Ends the program with a signal; nothing before it was started. */
  kill: (signal: NodeJS.Signals) => void;
}

interface FailingRun {
  readonly args: readonly string[];
  /** Begins with a kept session, not with a password in the environment. */
  readonly kept?: true;
  readonly password?: string;
  readonly before?: (setting: Setting) => unknown;
  readonly spoil?: (setting: Setting) => Spoil;
  readonly ends: { code: number | null; signal?: NodeJS.Signals; says?: RegExp };
  /** Node's own output shows addresses, and an upload has its ticket there (SECURITY.md). */
  readonly isQuiet?: true;
  readonly command?: (args: readonly string[], env: Record<string, string>) => Promise<CliResult>;
}

const SYNC = ['sync', '--archive', 'archive'];

const killAt =
  (nth: number, signal: NodeJS.Signals) =>
  (setting: Setting): Spoil =>
  (exchange) => {
    if (exchange.nth === nth) setting.kill(signal);
    return false;
  };

/** Spoiled answers, and an end to it at a number of requests: trying again takes a minute. */
const stopAfter =
  (nth: number, setting: Setting, answer: (exchange: Exchange) => void) =>
  (exchange: Exchange): void => {
    answer(exchange);
    if (exchange.nth === nth) setting.kill('SIGTERM');
  };

/** Writes of files end at 16 kB, as they do on a disk that is full. */
const withoutRoom = async (args: readonly string[], env: Record<string, string>): Promise<CliResult> => {
  const cli = new URL('../../dist/cli.js', import.meta.url).pathname;
  const child = spawn('sh', ['-c', 'ulimit -f 32; exec "$@"', 'sh', process.execPath, cli, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (text) => (output[name] += text));
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...output };
};

const runs: Readonly<Record<string, FailingRun>> = {
  'a wrong password': { args: SYNC, password: WRONG, ends: { code: 5 } },
  'a wrong password of login': { args: ['login'], password: WRONG, ends: { code: 5 } },
  'a refusal that repeats the password': {
    args: ['login'],
    spoil: () => only(/^account\/login/, echo(431)),
    ends: { code: 5, says: /account\/login: no: / },
  },
  'a login with 500s, until somebody stops it': {
    args: ['login'],
    spoil: (setting) => only(/login/, stopAfter(3, setting, echo(500))),
    ends: { code: 130 },
  },
  'a login that is HTML': { args: ['login'], spoil: () => only(/login/, html), ends: { code: 6 } },
  'a login that is cut off': { args: SYNC, spoil: () => only(/login/, truncated), ends: { code: 6 } },
  'a login that is a list': { args: SYNC, spoil: () => only(/login/, asList), ends: { code: 6 } },
  'a login that names no account': { args: SYNC, spoil: () => only(/login/, noAccount), ends: { code: 6 } },
  'a login that is sent elsewhere': {
    args: ['login'],
    spoil: () => only(/login/, redirectTo(`${foreign.url}/taken`)),
    ends: { code: 6 },
  },
  'a session that cannot be kept': {
    args: ['login', '--in-file'],
    before: ({ folder }) => writeFile(folder.at('state'), ''),
    ends: { code: 5, says: /cannot be written/ },
  },
  'a session that ends in the middle': {
    args: SYNC,
    kept: true,
    spoil: () => after(15, only(/./, unauthorized)),
    ends: { code: 5, says: /has ended/ },
  },
  'a session that ends again and again': {
    args: SYNC,
    spoil: () => after(5, only(BUT_LOGIN, unauthorized)),
    ends: { code: 5 },
  },
  'a session that was ended elsewhere': {
    args: ['api', 'account/sync'],
    kept: true,
    spoil: () => only(/./, unauthorized),
    ends: { code: 5, says: /has ended/ },
  },
  'a file of a session that is cut off': {
    args: SYNC,
    kept: true,
    before: async ({ folder }) => {
      const [kept] = await keptFiles(folder);
      if (kept !== undefined) await writeFile(kept.path, (await readFile(kept.path, 'utf8')).slice(0, -6));
    },
    ends: { code: 5, says: /not a session/ },
  },
  'secrets that are replaced and cannot be kept': {
    args: SYNC,
    kept: true,
    spoil:
      ({ folder }) =>
      async ({ nth }) => {
        if (nth !== 8) return false;
        for (const { path } of await keptFiles(folder)) {
          await rm(path);
          await mkdir(path);
        }
        return false;
      },
    ends: { code: 0, says: /new secrets that could not be kept/ },
  },
  '500s, until somebody stops it': {
    args: SYNC,
    kept: true,
    spoil: (setting) => after(20, only(/./, stopAfter(25, setting, echo(503)))),
    ends: { code: 130 },
  },
  'connections that are reset, until somebody stops it': {
    args: SYNC,
    spoil: (setting) => after(10, only(BUT_LOGIN, stopAfter(15, setting, reset))),
    ends: { code: 130 },
  },
  'refusals that repeat the request': {
    args: SYNC,
    kept: true,
    spoil: () => only(/^conversation\/(?!list)/, echo(431)),
    ends: { code: 3 },
  },
  'pages that are HTML': { args: SYNC, spoil: () => only(/^conversation\/sync/, html), ends: { code: 3 } },
  'pages that are cut off': { args: SYNC, spoil: () => only(/^conversation\/sync/, truncated), ends: { code: 3 } },
  'pages that cannot be unpacked': {
    args: SYNC,
    kept: true,
    spoil: () => only(/^account\/poll/, badGzip),
    ends: { code: 6 },
  },
  'packed pages that are cut off': {
    args: SYNC,
    kept: true,
    spoil: () => only(/^conversation\/sync/, truncatedGzip),
    ends: { code: 3 },
  },
  'pages that are sent elsewhere': {
    args: SYNC,
    spoil: () => after(8, only(BUT_LOGIN, redirectTo(`${foreign.url}/taken`))),
    ends: { code: 3 },
  },
  'files that are refused': { args: SYNC, spoil: () => only(/^\/file/, echo(403)), ends: { code: 3 } },
  'a kill at the 20th request': {
    args: SYNC,
    kept: true,
    spoil: killAt(20, 'SIGKILL'),
    ends: { code: null, signal: 'SIGKILL' },
  },
  'a stop at the 20th request': { args: SYNC, spoil: killAt(20, 'SIGTERM'), ends: { code: 130 } },
  'a folder of somebody else': {
    args: SYNC,
    before: async ({ archive }) => {
      await mkdir(archive);
      await writeFile(`${archive}/letter.txt`, 'dear');
    },
    ends: { code: 10 },
  },
  'a file in the place of the folder': {
    args: ['sync', '--archive', 'archive/below'],
    before: ({ archive }) => writeFile(archive, ''),
    ends: { code: 10 },
  },
  'an archive.json that is cut off': {
    args: SYNC,
    kept: true,
    before: async ({ archive }) => {
      await mkdir(archive);
      await writeFile(`${archive}/archive.json`, '{"format":1,"server":"htt');
    },
    ends: { code: 10 },
  },
  'a disk without room': { args: SYNC, kept: true, command: withoutRoom, ends: { code: 1 } },
  'an upload that breaks off': {
    args: ['api', 'uploadFile', '--allow-write', '--file', 'upload.txt'],
    kept: true,
    before: ({ folder }) => writeFile(folder.at('work', 'upload.txt'), 'text'),
    spoil: () => only(/upload/, reset),
    ends: { code: 6 },
    isQuiet: true,
  },
  'a query that breaks off': {
    args: ['api', 'checkSession'],
    kept: true,
    spoil: () => only(/globals/, ({ response }) => void response.writeHead(400).end('{}')),
    ends: { code: 2 },
    isQuiet: true,
  },
  'a logout that the service does not take': {
    args: ['logout'],
    kept: true,
    spoil: () => only(/logout/, echo(500)),
    ends: { code: 0, says: /was not told/ },
  },
};

/** Every place that a run may have left something in, but for the one where sessions are kept. */
async function placesOf({ folder, archive }: Setting, { stdout, stderr }: CliResult) {
  const files = placesBelow(folder.path, folder.at('state', 'fleep-archive', 'sessions'));
  const output = [textPlace('stdout', stdout), textPlace('stderr', stderr)];
  return [...output, ...files, ...(await placesInTables(archive))];
}

async function prepare(folder: TemporaryFolder, front: Front): Promise<Setting> {
  for (const name of ['home', 'tmp', 'work']) await mkdir(folder.at(name));
  return { folder, front, archive: folder.at('work', 'archive'), kill: () => undefined };
}

async function runFailing(run: FailingRun, setting: Setting): Promise<CliResult> {
  const { folder, front } = setting;
  const env = {
    ...withoutLogin(folder),
    HOME: folder.at('home'),
    TMPDIR: folder.at('tmp'),
    ...(run.isQuiet === true ? {} : { NODE_DEBUG: '*' }),
  };
  const login = { FLEEP_EMAIL: EMAIL, FLEEP_PASSWORD: run.password ?? PASSWORD };
  const at = ['--server', front.url];
  if (run.kept === true) expect((await runCli(['login', '--in-file', ...at], { ...env, ...login })).code).toBe(0);
  await run.before?.(setting);
  front.spoil = run.spoil?.(setting) ?? untouched;
  const args = [...run.args, ...at].map((word) =>
    word.startsWith('archive') || word === 'upload.txt' ? folder.at('work', word) : word,
  );
  const all = { ...env, ...(run.kept === true ? {} : login) };
  if (run.command !== undefined) return run.command(args, all);
  const { child, ended } = startCli(args, all);
  setting.kill = (signal) => child.kill(signal);
  return ended;
}

describe.concurrent('no secret is anywhere after', () => {
  test.each(Object.entries(runs))('%s', async (_name, run) => {
    await using folder = await temporaryFolder();
    await using front = await startFront(emulator.url);
    for (const secret of [PASSWORD, WRONG]) front.secrets.add(secret);
    const setting = await prepare(folder, front);
    const processes = watchProcesses(front.secrets);
    const result = await runFailing(run, setting).finally(() => processes.stop());
    const places = await placesOf(setting, result);
    const { code, signal = null, says = /(?:)/ } = run.ends;
    const told = result.stderr.split('\n').filter((line) => line.startsWith('fleep-archive:'));
    expect({ code: result.code, signal: result.signal, told }).toMatchObject({ code, signal });
    expect(`${told.join('\n')}${result.stdout}`).toMatch(says);
    expect(leaksIn(places, front.secrets)).toEqual([]);
    expect(processes.leaks()).toEqual([]);
    if (run.kept === true) expect(front.secrets.size).toBeGreaterThan(3);
    if (run.isQuiet !== true) expect(result.stderr.length).toBeGreaterThan(10_000);
  });
});

test('nobody followed a redirect to another host', () => {
  expect(foreign.asked).toEqual([]);
});
