// commands: where a command prints to; the process's own stdout by default, a collector in tests.

export interface Output {
  write(text: string): unknown;
  /** Columns of the terminal; undefined when it is none, and then nothing is cut. */
  readonly columns?: number | undefined;
}
