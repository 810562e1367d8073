// lib: a process as others can name it, and whether it is still there.
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isCode } from './errors.js';

/** One process, until the machine starts again. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process in clock ticks since boot, where the system tells it: a number that was used again is another process. */
  readonly started: string | null;
}

export const markOfThisProcess = async (): Promise<ProcessMark> => ({
  pid: process.pid,
  host: hostname(),
  started: await findStartTime(process.pid),
});

/** In a folder that is of use to its maker alone: the process that made it. */
const MAKER = 'maker.json';

export const markFolder = async (folder: string): Promise<void> =>
  writeFile(join(folder, MAKER), JSON.stringify(await markOfThisProcess()));

/** True for a folder that was marked by a process which is no more. */
export async function isAbandoned(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, MAKER), 'utf8').catch(() => undefined);
  const maker = text === undefined ? undefined : parseMark(text);
  return maker !== undefined && !(await isAlive(maker));
}

/** A mark from its JSON; undefined for a text that is none. */
export function parseMark(text: string): ProcessMark | undefined {
  try {
    const { pid, host, started }: Partial<ProcessMark> = JSON.parse(text);
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || typeof host !== 'string') return undefined;
    return { pid, host, started: started ?? null };
  } catch {
    return undefined;
  }
}

/** False when the process is known to be gone. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  // Another machine's process cannot be asked; it is taken to be alive.
  if (mark.host !== hostname()) return true;
  if (!isRunning(mark.pid)) return false;
  return mark.started === null || mark.started === (await findStartTime(mark.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** Field 22 of /proc/<pid>/stat (Linux); null elsewhere. */
async function findStartTime(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No /proc on this system.
    return null;
  }
}
