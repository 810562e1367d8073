// A run is for the archive: it goes on when nobody listens to what it tells.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LOGIN } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { rows } from '../support/import.js';
import { serveTalk } from '../support/watch.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

test.each(['2>/dev/full', '2>&1 | true', '2>&-'])('a sync with %s is done and noted', async (stderr) => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  const server = await serveTalk();
  // bash tells the code of the sync, not of what is behind the pipe.
  const command = `"$0" "$1" sync --archive "$2" --server "$3" ${stderr}; exit "\${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', command, process.execPath, CLI, archive, server.url], {
    env: { ...process.env, ...LOGIN },
    stdio: 'ignore',
  });
  const [code] = await once(child, 'close');
  await server.close();
  expect(code).toBe(0);
  expect((await readdir(archive)).sort()).toEqual(['archive.duckdb', 'archive.json', 'files', 'journal']);
  expect(await rows(archive, 'SELECT outcome FROM runs')).toEqual([{ outcome: 'complete' }]);
});
