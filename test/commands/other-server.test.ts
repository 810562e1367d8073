// An archive that goes on with another server: one remark on stderr, and no word where the server is the one of the run before.
import { expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const world = () => liveWorld([...people, conv('talk'), message('talk', 1)]).world;

/** What a watch says on stderr until its first pass has ended. */
async function watchOnce(args: readonly string[]): Promise<string> {
  const { child, ended } = startCli(['watch', '--json', ...args]);
  child.stdout?.on('data', (text: string) => {
    if (text.includes('"synced"')) child.kill('SIGTERM');
  });
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(0);
  return stderr;
}

test('sync, its dry run and watch say that the server is another one, once', async () => {
  await using folder = await temporaryFolder();
  await using first = await serve({ world: world() });
  await using second = await serve({ world: world() });
  const sync = async (server: string, ...more: string[]) => {
    const args = ['sync', '--archive', folder.at('archive'), '--server', server, '--quiet', ...more];
    const { code, stderr } = await runCli(args);
    expect(code, stderr).toBe(0);
    return stderr;
  };
  const remark = (from: string, to: string) =>
    `fleep-archive: ${folder.at('archive')} was last synced from ${from} and goes on with ${to}: ` +
    'where these are not one service, stop, and give the other one an archive of its own.\n';

  expect(await sync(first.url)).toBe('');
  expect(await sync(`${first.url}/`)).toBe('');
  expect(await sync(second.url, '--dry-run')).toBe(remark(first.url, second.url));
  expect(await sync(second.url)).toBe(remark(first.url, second.url));
  expect(await sync(second.url)).toBe('');
  const watched = ['--archive', folder.at('archive'), '--server'];
  expect(await watchOnce([...watched, first.url])).toBe(remark(second.url, first.url));
  expect(await watchOnce([...watched, first.url])).toBe('');
});
