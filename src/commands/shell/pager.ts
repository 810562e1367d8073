// commands/shell: shows what is longer than the terminal through a pager.
import { spawn } from 'node:child_process';

export interface PagedOutput {
  write(text: string): unknown;
  /** Lines of the terminal. */
  readonly rows?: number;
}

/** Whether a text needs a pager to be read. */
export const isLong = (text: string, { rows }: PagedOutput): boolean =>
  rows !== undefined && text.split('\n').length > rows;

/** Runs the pager until it is left. False when there is none: the text is still to be shown. */
export function page(text: string): Promise<boolean> {
  const pager = process.env.PAGER || 'less';
  // For less, which is the usual one: quit when it all fits, pass colours, cut long lines, leave the text on the screen.
  const child = spawn(pager, {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRSX', ...process.env },
    shell: false,
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(true));
    // It may be left before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}
