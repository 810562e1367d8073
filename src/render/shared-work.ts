// render: tasks that the threads of a pool and the thread that started them take from one queue.
// Invariant: the pool begins at once, with what is in the queue then; when the work is finished the queue is empty and nobody is at a task.
// The first error ends it, after all have stopped.
import { setImmediate } from 'node:timers/promises';
import type { WorkerPool } from './pool.js';
import type { RenderContext } from './render-context.js';
import { runTask, type TaskQueue, type TaskResult } from './tasks.js';

export class SharedWork {
  /** Takes more tasks until `finish` is called. */
  readonly queue: TaskQueue;
  readonly #context: RenderContext;
  readonly #pool: WorkerPool;
  readonly #hear: (done: TaskResult) => void;
  readonly #begun: Promise<void>;

  /** `hear` is told of each task that is done. */
  constructor(queue: TaskQueue, context: RenderContext, pool: WorkerPool, hear: (done: TaskResult) => void) {
    this.queue = queue;
    this.#context = context;
    this.#pool = pool;
    this.#hear = hear;
    this.#begun = pool.run(queue, hear);
    // Told by `finish`, which is never called when something else fails before.
    this.#begun.catch(() => {});
  }

  /** Does `first` in this thread and then its share of the tasks. Gives what `first` gave. */
  async finish<T>(first: () => Promise<T>): Promise<T>;
  async finish(): Promise<void>;
  async finish<T>(first?: () => Promise<T>): Promise<T | undefined> {
    // The pool may have had nothing to do for a while.
    const others = this.#begun.then(() => this.#pool.run(this.queue, this.#hear));
    const [here, there] = await Promise.allSettled([this.#here(first).finally(() => this.queue.clear()), others]);
    if (there.status === 'rejected') throw there.reason;
    if (here.status === 'rejected') throw here.reason;
    return here.value;
  }

  async #here<T>(first: (() => Promise<T>) | undefined): Promise<T | undefined> {
    const value = await first?.();
    for (let task = this.queue.take(); task !== undefined; task = this.queue.take()) {
      this.#hear(await runTask(task, this.#context));
      // A task may have waited for nothing: the others must be heard, or they are given no more.
      await setImmediate();
    }
    return value;
  }
}
