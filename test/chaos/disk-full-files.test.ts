// Bar 3: a disk that a download fills ends the run with 7 at once; nobody asks the service again for what the disk does not take.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCli } from '../support/cli.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';
import { findMountObstacle, mountSmallDisk, mustMount } from './small-disk.js';
import { faultsOf } from './trial.js';

const MIB = 1024 * 1024;
const SEED = 'a large file';
const FILE_BYTES = 24 * MIB;
/** Enough for all but the file. */
const FREE_BYTES = 16 * MIB;
/** A watch that takes it for an outage never ends. */
const MOST_MS = 60_000;

const sha256 = createHash('sha256')
  .update(createHash('shake256', { outputLength: FILE_BYTES }).update(SEED).digest())
  .digest('hex');

const lines = [
  ...people,
  conv('talk'),
  message('talk', 1),
  {
    mk_rec_type: 'file',
    conversation_id: 'talk',
    message_nr: 1,
    attachment_id: 'a',
    file_name: 'large.bin',
    file_url: '/file/talk/large.bin',
    file_size: FILE_BYTES,
    file_sha256: sha256,
    content: { shake256: SEED, bytes: FILE_BYTES },
  },
];

const obstacle = await findMountObstacle();
const onSmallDisk = obstacle === undefined || mustMount ? test : test.skip;
const because = obstacle === undefined ? '' : ` (not here: ${obstacle})`;

onSmallDisk.each(['sync', 'watch'])(`%s${because}`, async (command) => {
  await using disk = await mountSmallDisk(64 * MIB);
  await using server = await serve({ world: liveWorld(lines).world });
  const archive = join(disk.path, 'a');
  disk.fill(FREE_BYTES);
  const { child, ended } = startCli([command, '--archive', archive, '--server', server.url, '--quiet']);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
  const { code, stderr } = await ended.finally(() => clearTimeout(tooLong));
  expect([code, stderr]).toEqual([
    7,
    `fleep-archive: No space left for ${archive}: make room and run the same command again to go on.\n`,
  ]);
  disk.makeRoom();
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  expect(await faultsOf(archive, lines)).toEqual([]);
});
