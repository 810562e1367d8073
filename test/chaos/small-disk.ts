// chaos: a real file system of a few megabytes, of which a test says how much is free. Mounting one takes root (Linux).
// Invariant: what is mounted is unmounted; as root in CI it is never passed over.
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Leaves so many bytes free. Answers what was free before. */
  fill(freeBytes: number): void;
  /** All is free that the archive does not take. */
  makeRoom(): void;
  freeBytes(): number;
}

export async function mountSmallDisk(sizeBytes: number): Promise<SmallDisk> {
  const folder = await temporaryFolder();
  const failure = mount(folder, sizeBytes);
  if (failure !== undefined) {
    await folder[Symbol.asyncDispose]();
    throw new Error(failure);
  }
  const ballast = folder.at('ballast');
  const makeRoom = () => rmSync(ballast, { force: true });
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder.path);
    return bavail * bsize;
  };
  return {
    path: folder.path,
    freeBytes,
    makeRoom,
    fill: (free) => {
      makeRoom();
      writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - free)));
    },
    [Symbol.asyncDispose]: async () => {
      spawnSync('umount', [folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

function mount(folder: TemporaryFolder, sizeBytes: number): string | undefined {
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'fleep-test', join(folder.path)],
    { encoding: 'utf8' },
  );
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** Why no file system can be mounted here; undefined when one can. */
export async function findMountObstacle(): Promise<string | undefined> {
  try {
    await using _disk = await mountSmallDisk(1024 * 1024);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** In CI as root it has to work. */
export const mustMount = process.env.CI !== undefined && process.getuid?.() === 0;
