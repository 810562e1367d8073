// test support: a folder that can only be read, for root too: a bind mount, which takes root to make (Linux).
// Invariant: what is mounted is unmounted; as root in CI it is never passed over.
import { spawnSync } from 'node:child_process';
import { test } from 'vitest';
import { findMountObstacle, mustMount } from '../chaos/small-disk.js';

/** Shows the folder as it is on a disk that can only be read, until it is disposed of. */
export function makeReadOnly(path: string): Disposable {
  run('mount', '--bind', path, path);
  const unmounted = { [Symbol.dispose]: () => run('umount', path) };
  try {
    run('mount', '-o', 'remount,ro,bind', path);
    return unmounted;
  } catch (error) {
    unmounted[Symbol.dispose]();
    throw error;
  }
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(stderr.trim());
}

const obstacle = await findMountObstacle();

/** A test for a place where something can be mounted. */
export const testWithMount = obstacle === undefined || mustMount ? test : test.skip;
