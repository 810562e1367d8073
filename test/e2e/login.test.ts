// login → sync → logout as a user does it: by the built program, against the practice server.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmulator, syntheticWorld } from '../../src/emulator/index.js';
import { LOGIN, runCli, type SyncSummary, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { callWith, keptFiles, withoutLogin } from '../support/sessions.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const OTHER = { FLEEP_EMAIL: 'eve@example.org', FLEEP_PASSWORD: 'battery staple' };

type Emulator = Awaited<ReturnType<typeof startEmulator>>;
const world = () => syntheticWorld({ messages: 600, conversations: 30, seed: 4 });

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ world: world() });
  const body = JSON.stringify({ email: OTHER.FLEEP_EMAIL, password: OTHER.FLEEP_PASSWORD });
  expect((await fetch(`${emulator.url}/_emulator/accounts`, { method: 'POST', body })).status).toBe(200);
});
afterAll(() => emulator.close());

const program = (folder: TemporaryFolder, server: string) => {
  const env = withoutLogin(folder);
  return {
    run: (args: readonly string[], more = {}) => runCli([...args, '--server', server], { ...env, ...more }),
    sync: (more: readonly string[] = []) =>
      runCli(['sync', '--archive', folder.at('archive'), '--server', server, '--quiet', '--json', ...more], env),
  };
};

const logins = ({ requests }: Emulator): number => requests.get('account/login') ?? 0;

test('a session is kept in a file of the user alone, serves runs without a password, and ends', async () => {
  await using folder = await temporaryFolder();
  const { run, sync } = program(folder, emulator.url);
  const login = await run(['login'], LOGIN);
  const [kept] = await keptFiles(folder);
  if (kept === undefined) throw new Error('No session was kept.');
  expect(login).toMatchObject({ code: 0, stderr: '' });
  expect(login.stdout).toMatch(
    /^Signed in to [^\n]+ as archivist@example\.org\. [^\n]*key store cannot be used[^\n]*\n$/,
  );
  expect(login.stdout).toContain(kept.path);
  expect((await stat(kept.path)).mode & 0o777).toBe(0o600);
  for (const parent of ['state/fleep-archive/sessions', 'state/fleep-archive'])
    expect((await stat(folder.at(parent))).mode & 0o777, parent).toBe(0o700);

  const before = logins(emulator);
  const result = await sync();
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const summary: SyncSummary & { account_id: string } = JSON.parse(result.stdout);
  expect(summary.totals.messages).toBeGreaterThan(500);
  const asked = await run(['api', 'account/sync']);
  expect(JSON.parse(asked.stdout)).toMatchObject({ account_id: summary.account_id, email: kept.email });
  expect(logins(emulator)).toBe(before);
  expect(await run(['api', 'loginAccount'])).toMatchObject({ code: 5, stdout: '' });

  expect(await callWith(emulator.url, 'account/sync', kept)).toBe(200);
  expect(await run(['logout'])).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Signed out') });
  expect(await callWith(emulator.url, 'account/sync', kept)).toBe(401);
  expect(await keptFiles(folder)).toEqual([]);
  const after = await sync();
  expect(after).toMatchObject({ code: 5, stdout: '' });
  expect(after.stderr).toMatch(/^fleep-archive: [^\n]*fleep-archive login[^\n]*FLEEP_PASSWORD[^\n]*\n$/);
  expect(await run(['logout'])).toMatchObject({ code: 5, stdout: '' });
});

test('two accounts are kept side by side, and --account chooses', async () => {
  await using folder = await temporaryFolder();
  const { run } = program(folder, emulator.url);
  await run(['login', '--in-file'], OTHER);
  await run(['login', '--in-file'], LOGIN);
  const unclear = await run(['api', 'account/sync']);
  expect(unclear).toMatchObject({ code: 2, stdout: '' });
  expect(unclear.stderr).toMatch(/archivist@example\.org, eve@example\.org/);
  for (const email of [LOGIN.FLEEP_EMAIL, OTHER.FLEEP_EMAIL]) {
    const answer = await run(['api', 'account/sync', '--account', email]);
    expect(JSON.parse(answer.stdout)).toMatchObject({ email });
  }
  expect((await run(['logout', '--account', OTHER.FLEEP_EMAIL])).code).toBe(0);
  expect((await keptFiles(folder)).map(({ email }) => email)).toEqual([LOGIN.FLEEP_EMAIL]);
});

test('a session that has ended elsewhere ends a sync with 5; a new archive is not begun', async () => {
  await using folder = await temporaryFolder();
  const { run, sync } = program(folder, emulator.url);
  await run(['login', '--in-file'], LOGIN);
  const [kept] = await keptFiles(folder);
  if (kept === undefined) throw new Error('No session was kept.');
  await callWith(emulator.url, 'account/logout', kept);
  const before = logins(emulator);
  const result = await sync();
  expect(result).toMatchObject({ code: 5, stdout: '' });
  expect(result.stderr).toMatch(
    /^fleep-archive: The session of archivist@example\.org has ended: run fleep-archive login [^\n]+\n$/,
  );
  await expect(stat(folder.at('archive'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(logins(emulator)).toBe(before);
  expect((await run(['login', '--in-file'], LOGIN)).code).toBe(0);
  expect((await sync()).code).toBe(0);
  // Ended once more, now between two runs: what is there stays.
  for (const one of await keptFiles(folder)) await callWith(emulator.url, 'account/logout', one);
  expect((await sync()).code).toBe(5);
  expect((await run(['logout'])).stdout).toContain('Signed out');
});

test('a watch goes on with a kept session, and ends with 5 when that ends', async () => {
  await using folder = await temporaryFolder();
  const { run } = program(folder, emulator.url);
  await run(['login', '--in-file'], LOGIN);
  const [kept] = await keptFiles(folder);
  if (kept === undefined) throw new Error('No session was kept.');
  const args = ['watch', '--archive', folder.at('archive'), '--server', emulator.url, '--json'];
  const { child, ended } = startCli(args, withoutLogin(folder));
  child.stdout?.on('data', (text: string) => {
    // The first pass is over; the long poll waits.
    if (text.includes('"synced"')) void callWith(emulator.url, 'account/logout', kept);
  });
  expect(await ended).toMatchObject({ code: 5, stderr: expect.stringContaining('has ended') });
});

test('secrets that the service replaces are written back: the next run goes on where the first pair is dead', async () => {
  await using folder = await temporaryFolder();
  const rotating = await startEmulator({ world: world(), variants: ['ticket-rotation'] });
  try {
    const { run, sync } = program(folder, rotating.url);
    await run(['login', '--in-file'], LOGIN);
    const [first] = await keptFiles(folder);
    expect((await sync()).code).toBe(0);
    const [second] = await keptFiles(folder);
    if (first === undefined || second === undefined) throw new Error('No session was kept.');
    expect(await callWith(rotating.url, 'account/sync', first)).toBe(401);
    expect(await callWith(rotating.url, 'account/sync', second)).toBe(200);
    expect((await sync(['--full'])).code).toBe(0);
    expect((await run(['logout'])).code).toBe(0);
    expect(logins(rotating)).toBe(1);
  } finally {
    await rotating.close();
  }
});

test('logout without a service forgets the session and says that it was not told', async () => {
  await using folder = await temporaryFolder();
  const gone = await startEmulator({ world: world() });
  const { run } = program(folder, gone.url);
  await run(['login', '--in-file'], LOGIN);
  await gone.close();
  const result = await run(['logout']);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toMatch(
    /^The session of archivist@example\.org is forgotten here\. [^\n]+was not told[^\n]+\n$/,
  );
  expect(await keptFiles(folder)).toEqual([]);
});

test('a refused login keeps nothing', async () => {
  await using folder = await temporaryFolder();
  const { run } = program(folder, emulator.url);
  expect((await run(['login'], { ...LOGIN, FLEEP_PASSWORD: 'wrong' })).code).toBe(5);
  await expect(stat(folder.at('state'))).rejects.toMatchObject({ code: 'ENOENT' });
});

// `script` of util-linux runs a program on a terminal of its own.
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

test.runIf(hasScript)('on a terminal it asks, and shows nothing of the password', async () => {
  await using folder = await temporaryFolder();
  const command = `'${process.execPath}' '${CLI}' login --in-file --server ${emulator.url}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...process.env, ...withoutLogin(folder) } });
  const answers: [string, string][] = [
    ['Fleep e-mail:', `${LOGIN.FLEEP_EMAIL}\r`],
    ['Fleep password:', `\x14${LOGIN.FLEEP_PASSWORD}\r`],
  ];
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = answers;
    if (next === undefined || !shown.includes(next[0])) return;
    answers.shift();
    child.stdin.write(next[1]);
  });
  const [code] = await once(child, 'close');
  expect(shown).toContain('Signed in to');
  expect(code).toBe(0);
  expect(shown).not.toMatch(/correct|horse|\*/);
  expect(await keptFiles(folder)).toHaveLength(1);
});
