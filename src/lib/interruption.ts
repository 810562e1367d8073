// lib: the wish of the user, or of the system, that the program ends.
import { setMaxListeners } from 'node:events';

/** Aborted by Ctrl-C or SIGTERM, for the commands that end in good order then; the others just end. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  // Each request in flight listens to it, and 64 at a time are no leak.
  setMaxListeners(0, controller.signal);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/** Does what may not be left undone when Ctrl-C or SIGTERM ends a command that knows no good order. Call what it returns when it is done anyway. */
export function beforeTheEnd(work: () => void): () => void {
  const names = ['SIGINT', 'SIGTERM'] as const;
  const forget = () => {
    for (const name of names) process.off(name, end);
  };
  // Without a signal it was this program that asked, which ends by itself (cli.ts).
  const end = (signal?: NodeJS.Signals) => {
    forget();
    work();
    if (signal !== undefined) process.kill(process.pid, signal);
  };
  for (const name of names) process.on(name, end);
  return forget;
}
