// bench: a watch while somebody writes: its resident memory after a first stretch and at the end.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FleepClient } from '../dist/fleep/client.js';
import { cli, credentials, startServer } from './processes.mjs';

const WARM_UP = 0.3;
const PAUSE_MS = 250;

/** Megabytes early and late, and how many messages were written and archived. */
export async function watchUnderWrites(scratch, seconds) {
  const server = await startServer(20_000, 50);
  const archive = join(scratch, 'watched');
  const watch = spawn(process.execPath, [cli, 'watch', '--archive', archive, '--server', server.url, '--json'], {
    env: { ...process.env, ...credentials },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => watch.once('close', resolve));
  let archived = 0;
  watch.stdout.setEncoding('utf8').on('data', (text) => {
    for (const line of text.split('\n').filter((one) => one.includes('"synced"')))
      archived += JSON.parse(line).added.messages ?? 0;
  });
  const client = new FleepClient({
    server: server.url,
    email: credentials.FLEEP_EMAIL,
    password: credentials.FLEEP_PASSWORD,
  });
  try {
    await client.signIn();
    const { body } = await client.call('getAllConversation', { args: { sync_horizon: 0 } });
    const ids = body.conversations.map((conversation) => conversation.conversation_id);
    const started = Date.now();
    let written = 0;
    let early = 0;
    while (Date.now() - started < seconds * 1000) {
      await client.call('sendMessage', { id: ids[written % ids.length], args: { message: `message ${written}` } });
      written += 1;
      if (Date.now() - started < seconds * 1000 * WARM_UP) early = Math.max(early, residentMb(watch.pid));
      await sleep(PAUSE_MS);
    }
    const late = residentMb(watch.pid);
    await sleep(3000);
    watch.kill('SIGTERM');
    await ended;
    return { early, late, written, archived: archived - 20_000 };
  } finally {
    watch.kill();
    await client.close();
    await server.stop();
  }
}

/** Linux only. */
const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
