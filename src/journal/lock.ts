// journal: one writer for each archive. The file `lock` names the process that holds it.
// Invariant: of any number of processes that try, one proceeds; a lock whose process is gone is taken over by one of them.
import { link, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { temporaryName } from '../lib/durable.js';
import { isCode, lockedError } from '../lib/errors.js';
import { isAlive, markOfThisProcess, type ProcessMark, parseMark } from '../lib/process-mark.js';
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
    const holder = await findHolder(text);
    if (holder !== undefined) throw lockedError(sentenceFor(archive, holder, path));
    await removeStale(path, text, mine);
  }
  const guard = guardOf(path);
  const other = await findHolder((await findText(guard)) ?? '');
  throw lockedError(
    other === undefined
      ? `${archive} is in use by another process: wait until it has ended.`
      : sentenceFor(archive, other, guard),
  );
}

/** Whether a process holds it now. */
export async function isLocked(archive: string): Promise<boolean> {
  const text = await findText(lockPath(archive));
  return text !== undefined && (await findHolder(text)) !== undefined;
}

/** The process that wrote it, unless it is gone. What was not written by us names nobody who could be asked whether it is alive. */
async function findHolder(text: string): Promise<ProcessMark | undefined> {
  const holder = parseMark(text);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

const sentenceFor = (archive: string, holder: ProcessMark, path: string): string =>
  `${archive} is in use by process ${holder.pid} on ${holder.host}: ${whatToDo(holder, path)}`;

/** Whoever knows that the process is not there may say so where it cannot be asked: on another machine, or by a number that is used again. */
function whatToDo({ host, started }: ProcessMark, path: string): string {
  if (host !== hostname()) return `wait until it has ended, or, if that machine is off, remove ${path}.`;
  if (started === null) return `wait until it has ended, or, if it is another program by now, remove ${path}.`;
  return 'wait until it has ended.';
}

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

const guardOf = (path: string): string => `${path}.takeover`;

/**
 * Removes a file whose maker is gone, unless another process replaced it in the meantime. Only who holds its guard may do so, and a guard
 * whose maker is gone is removed in the same way: by who holds the guard of it. So nobody removes what a living process has just made,
 * whatever was read before.
 */
async function removeStale(path: string, text: string, mine: string): Promise<void> {
  const guard = guardOf(path);
  if (await tryLink(guard, mine)) {
    try {
      if ((await findText(path)) === text) await rm(path, { force: true });
    } finally {
      await removeIfMine(guard, mine);
    }
    return;
  }
  const other = await findText(guard);
  if (other === undefined) return;
  if ((await findHolder(other)) === undefined) await removeStale(guard, other, mine);
  else await new Promise((resolve) => setTimeout(resolve, 20));
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
