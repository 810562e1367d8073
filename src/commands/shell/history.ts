// commands/shell: the lines of earlier shells, kept beside the sessions.
// Invariant: for the user's eyes alone; what cannot be read or written costs the history and nothing else.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePath, replaceFile } from '../../lib/durable.js';
import { stateFolder } from '../session-store.js';

/** What is older is forgotten, by the line editor. */
export const MOST_LINES = 1000;

const historyPath = (): string => join(stateFolder(), 'query-history');

/** The latest line first, as readline wants them. */
export async function readHistory(): Promise<string[]> {
  try {
    return (await readFile(historyPath(), 'utf8')).split('\n').filter((line) => line !== '');
  } catch {
    // There is none yet, or it is not ours to read.
    return [];
  }
}

export async function writeHistory(lines: readonly string[]): Promise<void> {
  const path = historyPath();
  try {
    await makePath(dirname(path), 0o700);
    await replaceFile(path, async (file) => {
      await file.chmod(0o600);
      await file.writeFile(lines.map((line) => `${line}\n`).join(''));
    });
  } catch {
    // A shell without a history is still a shell.
  }
}
