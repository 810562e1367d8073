// Issue 5, bar 5: the site's bytes follow from what is archived alone: not from the machine's zone or locale, how many requests the crawl
// made at a time and in which order, the kind of store, or how many threads render.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { LOGIN, runCli, startEmulatorProcess } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { sharedArchive, sharedSite } from '../support/shared.js';
import { siteHashes } from '../support/site-hashes.js';

interface Way {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Options of each run of `sync`, one after the other. */
  readonly syncs: readonly (readonly string[])[];
}

const WAYS: readonly Way[] = [
  {
    name: 'far east, one request at a time, Parquet',
    env: { TZ: 'Pacific/Kiritimati', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' },
    syncs: [['--store', 'parquet', '--concurrency', '1']],
  },
  {
    name: 'far west, many requests at a time; one conversation first, then the latest of the others, then the rest',
    env: { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    syncs: [
      ['--concurrency', '8', '--conversation', 'Canopy alarms', '--no-files'],
      ['--concurrency', '8', '--since', '2024-06-01'],
      ['--concurrency', '8'],
    ],
  },
];

test('the same world gives the same site, whichever way it was taken', async () => {
  await using folder = await temporaryFolder();
  await using emulator = await startEmulatorProcess('--demo');
  // As it is made without a word about zone, language or number of requests.
  const first = await siteHashes(await sharedSite('demo'));
  const sites: Map<string, string>[] = [];
  for (const [index, { env, syncs }] of WAYS.entries()) {
    const archive = folder.at(`archive-${index}`);
    for (const options of syncs) {
      await run(['sync', '--archive', archive, '--server', emulator.url, '--quiet', ...options], env);
    }
    await run(['render', '--archive', archive, '--out', folder.at(`site-${index}`), '--quiet'], env);
    sites.push(await siteHashes(folder.at(`site-${index}`)));
  }
  expect(first.size).toBeGreaterThan(30);
  for (const [index, site] of sites.entries()) {
    expect(differing(first, site), WAYS[index]?.name ?? '').toEqual([]);
  }

  const threaded = folder.at('site-threads');
  await renderWithThreads(folder, await sharedArchive('demo'), threaded, 3);
  expect(differing(first, await siteHashes(threaded)), 'three threads more').toEqual([]);

  const titled = folder.at('site-titled');
  await run(['render', '--archive', await sharedArchive('demo'), '--out', titled, '--title', 'Other', '--quiet'], {});
  expect(differing(first, await siteHashes(titled)), 'another title is seen').toContain('index.html');
});

async function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const { code, stderr } = await runCli(args, { ...LOGIN, ...env });
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
}

const SCRIPT = `
import { openArchive } from '${new URL('../../dist/journal/archive-folder.js', import.meta.url)}';
import { renderSite } from '${new URL('../../dist/render/site.js', import.meta.url)}';
const [archive, out, workers] = process.argv.slice(2);
await renderSite({ archive: await openArchive(archive), out, workers: Number(workers) });
`;

/** The command line starts no threads for a small archive. */
async function renderWithThreads(folder: TemporaryFolder, archive: string, out: string, workers: number) {
  // A file, since threads inherit the options of a program that is given on the command line.
  const script = folder.at('render.mjs');
  await writeFile(script, SCRIPT);
  await promisify(execFile)(process.execPath, [script, archive, out, String(workers)]);
}

/** Paths of files that only one of the sites has, or that are not the same in both. */
const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path)).sort();
