// test support: the built program as child processes, the way other programs call it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Unmatched } from '../../src/crawl/unmatched.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The login of every world that the tests make (shared/world-format.md). */
export const LOGIN = { FLEEP_EMAIL: 'archivist@example.org', FLEEP_PASSWORD: 'correct horse' };

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
}

/** Starts `fleep-archive <args>` with the login in its environment. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = LOGIN): RunningCli {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: collect(child) };
}

export const runCli = (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult> =>
  startCli(args, env).ended;

async function collect(child: ChildProcess): Promise<CliResult> {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...output };
}

export interface EmulatorProcess extends AsyncDisposable {
  readonly url: string;
}

/** Starts `fleep-archive emulator <args>`; ends it by its process id and waits until it is gone. */
export async function startEmulatorProcess(...args: string[]): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, [CLI, 'emulator', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const { url }: { url: string } = JSON.parse(line);
    return { url, [Symbol.asyncDispose]: stop };
  }
  const complaint = String(child.stderr.read() ?? '');
  throw new Error(`The emulator ended before it listened: ${complaint}`);
}

/** `sync` into `archive`, which must end with `code`; returns the summary. */
export async function syncOnce(
  server: string,
  archive: string,
  more: readonly string[] = [],
  code = 0,
): Promise<SyncSummary> {
  const result = await runCli(['sync', '--archive', archive, '--server', server, '--json', '--quiet', ...more]);
  if (result.code !== code) throw new Error(`sync ended with ${result.code ?? result.signal}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

export interface SyncSummary {
  readonly exit_code: number;
  readonly unmatched: Unmatched;
  readonly requests: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly added: Readonly<Record<string, number>>;
}
