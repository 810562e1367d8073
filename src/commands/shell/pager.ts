// commands/shell: shows what is longer than the terminal through a pager.
import { type ChildProcess, spawn } from 'node:child_process';
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

/** A line of shell, as it is for git and man: `less -R`. */
export const pagerCommand = (): string => process.env.PAGER || 'less';

/**
 * Runs the pager over the text and what comes after it until it is left, which `onLeave` hears of. Where it cannot be started, all pieces
 * come back to be shown otherwise. Throws what went wrong with the pieces before it was left.
 */
export async function page(
  text: string,
  rest: AsyncGenerator<string>,
  onLeave: () => void,
): Promise<AsyncGenerator<string> | undefined> {
  // Ctrl-C goes to the pager and to this process alike, and is meant for the pager.
  process.on('SIGINT', ignore);
  try {
    return await runPager(text, rest, onLeave);
  } finally {
    process.off('SIGINT', ignore);
  }
}

const ignore = (): void => {};

/** What a shell ends with for a program that it cannot run, or does not find. */
const NOT_STARTED: readonly unknown[] = [126, 127];

/** Characters; more than fits between two processes, so that somebody has read when as many were taken. */
const MOST_UNREAD = 1_000_000;

async function runPager(
  text: string,
  rest: AsyncGenerator<string>,
  onLeave: () => void,
): Promise<AsyncGenerator<string> | undefined> {
  // For less, which is the usual one: quit when it all fits, pass colours, cut long lines, leave the text on the screen.
  const child = spawn(pagerCommand(), {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRSX', ...process.env },
    shell: true,
  });
  child.stdin.on('error', () => {});
  let isLeft = false;
  const ended = exitCodeOf(child).then((code) => {
    isLeft = !NOT_STARTED.includes(code);
    if (isLeft) onLeave();
  });
  // That there is no such pager is known only when something was given to it.
  const given = [text];
  let givenSize = 0;
  let failure: unknown;
  async function* all(): AsyncGenerator<string> {
    yield text;
    try {
      for (let next = await rest.next(); !next.done; next = await rest.next()) {
        givenSize += next.value.length;
        if (givenSize <= MOST_UNREAD) given.push(next.value);
        yield next.value;
      }
    } catch (error) {
      if (!isLeft) failure = error;
    }
  }
  // It may be left before it has read everything.
  await pipeline(all(), child.stdin).catch(() => {});
  await ended;
  if (!isLeft && givenSize <= MOST_UNREAD) return again(given, failure, rest);
  await rest.return(undefined);
  if (failure !== undefined) throw failure;
  return undefined;
}

/** One that there is no shell for has the code of one that was not found. */
const exitCodeOf = (child: ChildProcess): Promise<unknown> =>
  once(child, 'exit').then(
    ([code]) => code,
    () => NOT_STARTED[1],
  );

async function* again(given: readonly string[], failure: unknown, rest: AsyncGenerator<string>) {
  yield* given;
  if (failure !== undefined) throw failure;
  yield* rest;
}
