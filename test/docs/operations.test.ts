// docs/operations.md cannot rot: what the systemd unit leaves ended is what the page says, and watch ends so.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ExitCode } from '../../src/lib/errors.js';
import { runCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';

const text = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const ENDS = [...text.matchAll(/^\| (\d+) \| .* \| (leaves it|starts it again) \|$/gm)].map(([, code, unit]) => ({
  code: Number(code),
  unit,
}));

it('names the exit codes that the unit does not start again on', () => {
  const kept = /^RestartPreventExitStatus=(.*)$/m.exec(text)?.[1]?.split(' ').map(Number);
  expect(ENDS.filter(({ unit }) => unit === 'leaves it').map(({ code }) => code)).toEqual(kept);
  expect(ENDS.map(({ code }) => code)).toEqual([
    ExitCode.unexpected,
    ExitCode.usage,
    ExitCode.signIn,
    ExitCode.noSpace,
    ExitCode.noArchive,
    ExitCode.locked,
  ]);
});

it('starts the unit for ever, more and more seldom', () => {
  expect(text).toMatch(/^StartLimitIntervalSec=0$/m);
  expect(text).toMatch(/^RestartSec=60\nRestartSteps=8\nRestartMaxDelaySec=15min$/m);
  expect(text).toContain('it never gives up, and waits longer from start to start, up to a quarter of an hour');
});

it('ends a watch with 10, and asks nobody, where archive.json is lost and where something else is', async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.at('lost', 'journal'), { recursive: true });
  await writeFile(folder.at('lost', 'journal', '00000001.ndjson'), '');
  await writeFile(folder.at('lost', 'archive.duckdb'), '');
  await mkdir(folder.at('letters'));
  await writeFile(folder.at('letters', 'letter.txt'), 'dear');
  for (const name of ['lost', 'letters']) {
    // Nobody listens there, which a watch that came so far would wait out.
    const { code, stderr } = await runCli(['watch', '--archive', folder.at(name), '--server', 'http://127.0.0.1:9']);
    expect({ name, code }).toEqual({ name, code: ExitCode.noArchive });
    expect(stderr).toContain(folder.at(name));
  }
});
