// render: spreads units over worker threads, while the thread that starts them takes units from the same queue.
// Invariant: every unit is done exactly once or the whole run fails with the first error; no thread outlives the run.
import { Worker } from 'node:worker_threads';
import type { ThreadSettings } from './thread.js';
import type { UnitResult, WorkUnit } from './units.js';

export type PoolMessage = { readonly kind: 'unit'; readonly unit: WorkUnit } | { readonly kind: 'end' };

/** Keeps each thread small: a unit needs some tens of megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 256 };

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

/** Renders units of the queue on `threads` workers until it is empty. `onDone` hears of each finished unit. */
export async function renderOnWorkers(
  queue: UnitQueue,
  threads: number,
  settings: ThreadSettings,
  onDone: (result: UnitResult) => void,
): Promise<void> {
  const workers = Array.from({ length: threads }, () => startWorker(settings));
  try {
    await Promise.all(workers.map((worker) => feed(worker, queue, onDone)));
  } finally {
    queue.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const startWorker = (settings: ThreadSettings): Worker =>
  new Worker(new URL('./worker.js', import.meta.url), { workerData: settings, resourceLimits: LIMITS });

function feed(worker: Worker, queue: UnitQueue, onDone: (result: UnitResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = 0;
    let hasEnded = false;
    const next = (): void => {
      const unit = queue.take();
      if (unit !== undefined) {
        open += 1;
        worker.postMessage({ kind: 'unit', unit } satisfies PoolMessage);
      } else if (open === 0 && !hasEnded) {
        hasEnded = true;
        worker.postMessage({ kind: 'end' } satisfies PoolMessage);
      }
    };
    worker.on('message', (result: UnitResult) => {
      open -= 1;
      onDone(result);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A render thread ended with ${code}.`))));
    for (let unit = 0; unit < AHEAD; unit += 1) next();
  });
}
