// commands: where a command prints to; the process's own stdout by default, a collector in tests.
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { visibleJson } from '../lib/format/visible.js';

export interface Output {
  write(text: string): unknown;
  /** Columns of the terminal; undefined when it is none, and then nothing is cut. */
  readonly columns?: number | undefined;
}

/** For JSON with texts of strangers, which must not drive a terminal. What is no terminal gets it as it is. */
export const jsonOutput = (out: Output): Output =>
  out.columns === undefined ? out : { columns: out.columns, write: (json) => out.write(visibleJson(json)) };

/** Prints pieces as they come, no faster than they are read; no more of them when nobody reads any longer. */
export async function printPieces(out: Output, pieces: AsyncIterable<string>): Promise<void> {
  if (!(out instanceof Writable)) {
    for await (const piece of pieces) out.write(piece);
    return;
  }
  // The process's own output is as if nothing had been after each error, so only the events tell. cli.ts says what is to be said of them.
  const heard = new AbortController();
  const stop = () => heard.abort();
  out.once('error', stop);
  try {
    for await (const piece of pieces) {
      if (!out.write(piece)) await once(out, 'drain', heard).catch(() => {});
      if (heard.signal.aborted) return;
    }
  } finally {
    out.off('error', stop);
  }
}
