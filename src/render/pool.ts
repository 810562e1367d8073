// render: spreads units over worker threads.
// Invariant: every unit is done exactly once or the whole run fails with the first error; no thread outlives the run.
import { Worker } from 'node:worker_threads';
import type { ThreadSettings } from './thread.js';
import type { UnitResult, WorkUnit } from './units.js';

export type PoolMessage = { readonly kind: 'unit'; readonly unit: WorkUnit } | { readonly kind: 'end' };

/** Keeps each thread small: a unit needs some tens of megabytes. Room for the young saves collections. */
const LIMITS = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 192 };

/** Renders units on `threads` workers. `onDone` hears of each finished unit. */
export async function renderOnWorkers(
  units: readonly WorkUnit[],
  threads: number,
  settings: ThreadSettings,
  onDone: (result: UnitResult) => void,
): Promise<void> {
  // Largest first, so that no thread is left alone with a large one at the end.
  const waiting = [...units].sort((a, b) => b.messages - a.messages);
  const workers = Array.from({ length: Math.min(threads, units.length) }, () => startWorker(settings));
  try {
    await Promise.all(workers.map((worker) => feed(worker, waiting, onDone)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const startWorker = (settings: ThreadSettings): Worker =>
  new Worker(new URL('./worker.js', import.meta.url), { workerData: settings, resourceLimits: LIMITS });

function feed(worker: Worker, waiting: WorkUnit[], onDone: (result: UnitResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const unit = waiting.shift();
      const message: PoolMessage = unit === undefined ? { kind: 'end' } : { kind: 'unit', unit };
      worker.postMessage(message);
    };
    worker.on('message', (result: UnitResult) => {
      onDone(result);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A render thread ended with ${code}.`))));
    next();
  });
}
