// render: the worker thread. Takes units from the pool one by one and answers each with what it made.
// Orders: `unit` messages come one at a time, each after the answer to the one before; `end` comes last.
import { parentPort, workerData } from 'node:worker_threads';
import { renderUnit } from './conversation-pages.js';
import type { PoolMessage } from './pool.js';
import { openThread } from './thread.js';

if (parentPort !== null) {
  const port = parentPort;
  const opening = openThread(workerData);
  // An error ends the thread, and the pool hears of it through the thread's `error` event.
  port.on('message', async (message: PoolMessage) => {
    const context = await opening;
    if (message.kind === 'unit') {
      port.postMessage(await renderUnit(message.unit, context));
    } else {
      await context.database.close();
      port.close();
    }
  });
}
