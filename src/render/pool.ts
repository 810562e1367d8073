// render: spreads tasks over worker threads, while the thread that starts them takes tasks from the same queue.
// Invariant: every task is done exactly once or the whole run fails with the first error; no thread outlives the pool.
import { Worker } from 'node:worker_threads';
import type { Task, TaskQueue, TaskResult } from './tasks.js';
import type { ThreadSettings } from './thread.js';

/** After `end` a thread has nothing more to do; after `stop` it leaves what it has not begun. */
export type PoolMessage = Task | { readonly kind: 'end' } | { readonly kind: 'stop' };

/** Keeps each thread small: a unit needs some tens of megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 256 };

/** Tasks that a worker is given before it has answered, so that it need not wait for a busy main thread. */
const AHEAD = 2;

interface StartedWorker {
  readonly worker: Worker;
  /** How it ended: undefined, or the error. Never rejects, since nobody may be waiting yet. */
  readonly ended: Promise<{ error: unknown } | undefined>;
}

/** Worker threads. They start up at once and take tasks when `run` is called. */
export class WorkerPool implements AsyncDisposable {
  readonly #workers: readonly StartedWorker[];

  constructor(threads: number, settings: ThreadSettings) {
    this.#workers = Array.from({ length: threads }, () => startWorker(settings));
  }

  /** Does tasks of the queue until it is empty. `onDone` hears of each finished task. Throws the first error. */
  async run(queue: TaskQueue, onDone: (result: TaskResult) => void): Promise<void> {
    const outcomes = this.#workers.map(async ({ worker, ended }) => {
      const failure = await Promise.race([feed(worker, queue, onDone), ended]);
      if (failure === undefined) return;
      queue.clear();
      throw failure.error;
    });
    await Promise.all(outcomes);
  }

  /** Lets each thread close what it has open. */
  async end(): Promise<void> {
    for (const { worker } of this.#workers) worker.postMessage({ kind: 'end' } satisfies PoolMessage);
    for (const { ended } of this.#workers) {
      const failure = await ended;
      if (failure !== undefined) throw failure.error;
    }
  }

  /** Waits for what each thread is at. To terminate one in the middle of a question to DuckDB would be the end of the whole process. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { worker } of this.#workers) worker.postMessage({ kind: 'stop' } satisfies PoolMessage);
    await Promise.all(this.#workers.map(({ ended }) => ended));
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

/** Resolves when the queue is empty and the worker has answered everything that it was given. */
function feed(worker: Worker, queue: TaskQueue, onDone: (result: TaskResult) => void): Promise<undefined> {
  return new Promise((resolve) => {
    let open = 0;
    const next = (): void => {
      const task = queue.take();
      if (task !== undefined) {
        open += 1;
        worker.postMessage(task satisfies PoolMessage);
      } else if (open === 0) {
        worker.off('message', hear);
        resolve(undefined);
      }
    };
    const hear = (result: TaskResult): void => {
      open -= 1;
      onDone(result);
      next();
    };
    worker.on('message', hear);
    for (let task = 0; task < AHEAD; task += 1) next();
  });
}
