// test support: browsers and what they need as child processes. Invariant: each is ended by its own id, and waited for.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** Throws when the program is not there: a test that cannot run has failed. */
export function requireProgram(path: string, howToGet: string): string {
  if (!existsSync(path)) throw new Error(`There is no ${path}: ${howToGet}.`);
  return path;
}

export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
}

/** The streams that the caller reads are 'pipe' in `stdio`; nothing else of what the program says is kept. */
export function start(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: readonly ('ignore' | 'pipe')[],
): Started {
  const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: [...stdio] });
  const ended = once(child, 'exit');
  return {
    child,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The first line of the stream in which the pattern is found, or the part of it in brackets. Throws when the stream ends before. */
export async function waitFor(stream: unknown, pattern: RegExp): Promise<string> {
  if (!(stream instanceof Readable)) throw new Error('There is no pipe to read from.');
  for await (const line of createInterface({ input: stream })) {
    const found = pattern.exec(line);
    if (found === null) continue;
    // Nobody reads on, and a program whose output is full would stand still.
    stream.resume();
    return found[1] ?? found[0];
  }
  throw new Error(`It ended before it said ${pattern}.`);
}
