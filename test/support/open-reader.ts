// test support: another process that has the tables of an archive open, as a render, a query or a report has.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { databasePath } from '../../src/journal/archive-folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SCRIPT = `
import { DuckDBInstance } from '@duckdb/node-api';
const instance = await DuckDBInstance.create(process.argv[1], { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
await connection.run('SELECT count(*) FROM messages');
process.stdout.write('open');
process.stdin.resume();
`;

/** Resolves when it reads; disposing of it ends it. */
export async function openReader(archive: string): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, databasePath(archive)], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('The reader could not open the tables.'))),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
