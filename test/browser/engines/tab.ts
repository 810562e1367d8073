// test support: what a test of the site needs of a browser, so that one test runs in Chromium, in Firefox and in WebKit.

/** A tab of a browser. */
export interface Tab {
  /** Resolves when the page has loaded. */
  goto(address: string): Promise<unknown>;
  /** Runs a function in the page, which may use nothing from around it; what it returns comes back as JSON would. */
  evaluate<Result>(work: () => Result | Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Where tabs come from. */
export interface Tabs {
  /** How many a test may have open at a time. */
  readonly most: number;
  /** Everything that a reader of the site below the address `root` must never meet is noted in `faults`, one line each. */
  open(root: string, faults: string[]): Promise<Tab>;
}

export interface Engine extends Tabs, AsyncDisposable {
  /** `Firefox 153.8.0`. */
  readonly version: string;
  /** How faults begin that it tells of by itself, besides what a look into its pages shows. */
  readonly tells: readonly string[];
}
