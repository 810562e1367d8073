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
