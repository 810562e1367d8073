// render: spreads units over worker threads, while the thread that starts them takes units from the same queue.
// Invariant: every unit is done exactly once or the whole run fails with the first error; no thread outlives the pool.
import { Worker } from 'node:worker_threads';
import type { ThreadSettings } from './thread.js';
import type { UnitResult, WorkUnit } from './units.js';

export type PoolMessage = { readonly kind: 'unit'; readonly unit: WorkUnit } | { readonly kind: 'end' };

/** Keeps each thread small: a unit needs some tens of megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 256 };

/** Units that a worker is given before it has answered, so that it need not wait for a busy main thread. */
const AHEAD = 2;

/** Units that nobody has taken yet. */
export class UnitQueue {
  readonly #waiting: WorkUnit[];

  constructor(units: readonly WorkUnit[]) {
    // Largest first, so that no thread is left alone with a large one at the end.
    this.#waiting = [...units].sort((a, b) => b.messages - a.messages);
  }

  take(): WorkUnit | undefined {
    return this.#waiting.shift();
  }

  /** Leaves nothing to take: after a failure all threads stop at their next unit. */
  clear(): void {
    this.#waiting.length = 0;
  }
}

interface StartedWorker {
  readonly worker: Worker;
  /** How it ended: undefined, or the error. Never rejects, since nobody may be waiting yet. */
  readonly ended: Promise<{ error: unknown } | undefined>;
}

/** Worker threads. They start up at once and take units when `render` is called. */
export class WorkerPool implements AsyncDisposable {
  readonly #workers: readonly StartedWorker[];

  constructor(threads: number, settings: ThreadSettings) {
    this.#workers = Array.from({ length: threads }, () => startWorker(settings));
  }

  /** Renders units of the queue until it is empty. `onDone` hears of each finished unit. Throws the first error. */
  async render(queue: UnitQueue, onDone: (result: UnitResult) => void): Promise<void> {
    const outcomes = this.#workers.map(async ({ worker, ended }) => {
      feed(worker, queue, onDone);
      const failure = await ended;
      if (failure === undefined) return;
      queue.clear();
      throw failure.error;
    });
    await Promise.all(outcomes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }
}

function startWorker(settings: ThreadSettings): StartedWorker {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings, resourceLimits: LIMITS });
  const ended = new Promise<{ error: unknown } | undefined>((resolve) => {
    worker.on('error', (error: unknown) => resolve({ error }));
    worker.on('exit', (code) =>
      resolve(code === 0 ? undefined : { error: new Error(`A render thread ended with code ${code}.`) }),
    );
  });
  return { worker, ended };
}

function feed(worker: Worker, queue: UnitQueue, onDone: (result: UnitResult) => void): void {
  let open = 0;
  let hasEnded = false;
  const post = (message: PoolMessage): void => worker.postMessage(message);
  const next = (): void => {
    const unit = queue.take();
    if (unit !== undefined) {
      open += 1;
      post({ kind: 'unit', unit });
    } else if (open === 0 && !hasEnded) {
      hasEnded = true;
      post({ kind: 'end' });
    }
  };
  worker.on('message', (result: UnitResult) => {
    open -= 1;
    onDone(result);
    next();
  });
  for (let unit = 0; unit < AHEAD; unit += 1) next();
}
