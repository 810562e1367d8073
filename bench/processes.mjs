// bench: starts what is measured in a process of its own and says how long it took, its CPU time and its peak memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const peak = join(root, 'bench', 'peak.mjs');

export const cli = join(root, 'dist', 'cli.js');

export const credentials = { FLEEP_EMAIL: 'archivist@example.org', FLEEP_PASSWORD: 'correct horse' };

/** Runs a script to its end. Returns its stdout, wall and CPU seconds, and peak resident megabytes of its process. */
export async function measure(scratch, script, args, env = {}) {
  const usage = join(scratch, 'usage.json');
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', peak, script, ...args], {
    env: { ...process.env, ...credentials, ...env, BENCH_USAGE: usage },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - started) / 1000;
  const { peakKb, cpuSeconds } = JSON.parse(readFileSync(usage, 'utf8'));
  return { stdout, seconds, cpuSeconds, peakMb: peakKb / 1024 };
}

/** Starts the practice server on a synthetic world, in a process of its own. Says how long it took until it listened. */
export async function startServer(messages, conversations, more = []) {
  const size = `messages=${messages},conversations=${conversations},seed=1`;
  const started = performance.now();
  const child = spawn(process.execPath, [cli, 'emulator', '--synthetic', size, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const startSeconds = (performance.now() - started) / 1000;
  const stop = () => new Promise((resolve) => child.once('close', resolve).kill());
  return { url: JSON.parse(line).url, startSeconds, peakMb: () => peakMbOf(child.pid), stop };
}

/** Most memory that a running process has had; Linux only. */
function peakMbOf(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
