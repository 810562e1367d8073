// render: the worker thread. Does the tasks that the pool sends and answers each with what it made.
// Orders: tasks may be sent before the answer to the one before; they are done one after the other. `end` comes last, once.
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolMessage } from './pool.js';
import { runTask } from './tasks.js';
import { openThread } from './thread.js';

if (parentPort !== null) {
  const port = parentPort;
  let working: Promise<unknown> = openThread(workerData).then((context) => {
    const handle = async (message: PoolMessage): Promise<void> => {
      if (message.kind === 'end') {
        await context.database.close();
        port.close();
      } else port.postMessage(await runTask(message, context));
    };
    // An error ends the thread, and the pool hears of it through the thread's `error` event.
    port.on('message', (message: PoolMessage) => {
      working = working.then(() => handle(message));
    });
  });
}
