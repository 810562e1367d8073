// journal: one writer for each archive. The file `lock` names the process that holds it.
// Invariant: of any number of processes that try, one proceeds; a lock whose process is gone is taken over by one of them.
import { link, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { temporaryName } from '../lib/durable.js';
import { isCode, lockedError } from '../lib/errors.js';
import { isAlive, isRunning, markOfThisProcess, type ProcessMark, parseMark } from '../lib/process-mark.js';
import { lockPath } from './archive-folder.js';

export interface Lock extends AsyncDisposable {
  release(): Promise<void>;
}

/** Takes the archive's lock. Throws `locked` (exit 11) while another process holds it. */
export async function acquireLock(archive: string): Promise<Lock> {
  const path = lockPath(archive);
  const mine = JSON.stringify(await markOfThisProcess());
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await tryLink(path, mine)) {
      const release = async () => removeIfMine(path, mine);
      return { release, [Symbol.asyncDispose]: release };
    }
    const text = await findText(path);
    if (text === undefined) continue;
    // What was not written by us names nobody who could be asked whether it is alive.
    const holder = parseMark(text);
    if (holder !== undefined && (await isAlive(holder))) {
      throw lockedError(`${archive} is in use by process ${holder.pid} on ${holder.host}: ${whatToDo(holder, path)}`);
    }
    await removeStale(path, text);
  }
  throw lockedError(`${archive} is in use by another process: wait until it has ended.`);
}

/** Whether a process holds it now. */
export async function isLocked(archive: string): Promise<boolean> {
  const text = await findText(lockPath(archive));
  const holder = text === undefined ? undefined : parseMark(text);
  return holder !== undefined && (await isAlive(holder));
}

/** A process of another machine cannot be asked whether it is there; whoever knows that it cannot be may say so. */
const whatToDo = ({ host }: ProcessMark, path: string): string =>
  host === hostname()
    ? 'wait until it has ended.'
    : `wait until it has ended, or, if that machine is off, remove ${path}.`;

/** Creates the lock with its content in one step: a link either makes the whole file or fails. */
async function tryLink(path: string, content: string): Promise<boolean> {
  const temporary = temporaryName(path);
  await writeFile(temporary, content, { flag: 'wx', mode: 0o600 });
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
}

/** Removes a dead holder's lock, unless another process replaced it in the meantime; a second lock guards the removal. */
async function removeStale(path: string, text: string): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await tryLink(guard, String(process.pid)))) {
    const owner = Number(await findText(guard));
    if (Number.isInteger(owner) && !isRunning(owner)) await rm(guard, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return;
  }
  try {
    if ((await findText(path)) === text) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function removeIfMine(path: string, mine: string): Promise<void> {
  if ((await findText(path)) === mine) await rm(path, { force: true });
}

async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
