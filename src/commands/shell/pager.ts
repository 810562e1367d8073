// commands/shell: shows what is longer than the terminal through a pager.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';

export interface PagedOutput {
  /** Lines of the terminal. */
  readonly rows?: number;
}

/** Takes as many pieces as the terminal has room for, and one more when there are more: then it is not the whole text. */
export async function firstScreen(
  pieces: AsyncGenerator<string>,
  { rows = Number.POSITIVE_INFINITY }: PagedOutput,
): Promise<{ text: string; isWhole: boolean }> {
  let text = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    text += next.value;
    if (text.split('\n').length > rows) return { text, isWhole: false };
  }
  return { text, isWhole: true };
}

/**
 * Runs the pager over the text and what comes after it until it is left, which `onLeave` hears of. False when there is no pager: all is still
 * to be shown. Throws what went wrong with the pieces before it was left.
 */
export async function page(text: string, rest: AsyncGenerator<string>, onLeave: () => void): Promise<boolean> {
  const pager = process.env.PAGER || 'less';
  // For less, which is the usual one: quit when it all fits, pass colours, cut long lines, leave the text on the screen.
  const child = spawn(pager, {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRSX', ...process.env },
    shell: false,
  });
  child.stdin.on('error', () => {});
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  let isLeft = false;
  let failure: unknown;
  const left = once(child, 'exit').then(() => {
    isLeft = true;
    onLeave();
  });
  async function* all(): AsyncGenerator<string> {
    yield text;
    try {
      yield* rest;
    } catch (error) {
      if (!isLeft) failure = error;
    }
  }
  // It may be left before it has read everything.
  await pipeline(all(), child.stdin).catch(() => {});
  await left;
  await rest.return(undefined);
  if (failure !== undefined) throw failure;
  return true;
}
