// render: the worker thread. Does the tasks that the pool sends and answers each with what it made.
// Orders: tasks may be sent before the answer to the one before; they are done one after the other. `end` comes last, once; `stop` may come
// at any time, and drops the tasks that wait.
import { parentPort, workerData } from 'node:worker_threads';
import { throwAfter } from '../lib/errors.js';
import type { PoolMessage } from './pool.js';
import { runTask } from './tasks.js';
import { openThread } from './thread.js';

if (parentPort !== null) {
  const port = parentPort;
  let isStopped = false;
  let isClosed = false;
  let working: Promise<unknown> = openThread(workerData).then((context) => {
    const handle = async (message: PoolMessage): Promise<void> => {
      if (isClosed) return;
      if (message.kind === 'end' || message.kind === 'stop') {
        isClosed = true;
        await context.database.close();
        port.close();
      } else if (!isStopped) {
        const done = runTask(message, context);
        port.postMessage(await done.catch((error: unknown) => throwAfter(error, () => context.database.close())));
      }
    };
    // An error ends the thread, and the pool hears of it through the thread's `error` event.
    port.on('message', (message: PoolMessage) => {
      if (message.kind === 'stop') isStopped = true;
      working = working.then(() => handle(message));
    });
  });
}
