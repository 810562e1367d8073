// chaos: the built program under the shim (shim.mjs), and what must be true of a folder that it left.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Journal } from '../../src/journal/journal.js';
import { type CliResult, LOGIN, startCli } from '../support/cli.js';
import { verifyJournal } from '../support/journal-reader.js';
import type { Acknowledged } from './crash-states.js';

const SHIM = fileURLToPath(new URL('shim.mjs', import.meta.url));

/** `CHAOS_…` variables of the shim. */
export type ShimSettings = Readonly<Record<`CHAOS_${string}`, string>>;

export const runShimmed = (args: readonly string[], root: string, settings: ShimSettings = {}): Promise<CliResult> =>
  startCli(args, { ...LOGIN, NODE_OPTIONS: `--import ${SHIM}`, CHAOS_ROOT: root, ...settings }).ended;

/** What is wrong with what was acknowledged; looks at it as the next run would, which may cut a torn end. */
export async function brokenPromises(archive: string, acknowledged: Acknowledged | undefined): Promise<string[]> {
  if (acknowledged === undefined) return [];
  try {
    if (!existsSync(join(archive, 'archive.json'))) return ['archive.json is not there'];
    JSON.parse(readFileSync(join(archive, 'archive.json'), 'utf8'));
    await (await Journal.open(archive, { runId: 'check' })).close();
    const pages = verifyJournal(archive);
    const { page, hash } = acknowledged;
    if (pages[page - 1]?.hash !== hash) return [`page ${page} of ${pages.length} is lost`];
    const contents = pages.flatMap(({ records }) => records.map(({ text }) => JSON.parse(text)));
    return [
      ...contents
        .filter((record) => record?.mk_rec_type === 'archive_file')
        .filter(
          (record) =>
            !holds(
              join(archive, 'files', record.stored_sha256.slice(0, 2), record.stored_sha256),
              record.stored_sha256,
            ),
        )
        .map((record) => `the content of ${record.file_url} is lost`),
      ...unlistedFiles(archive),
    ];
  } catch (error) {
    return [String(error)];
  }
}

/** Files that the manifest lists and that are not whole. */
function unlistedFiles(archive: string): string[] {
  const manifest = join(archive, 'parquet', 'manifest.json');
  if (!existsSync(manifest)) return [];
  const { tables }: { tables: Record<string, { path: string; sha256: string }[]> } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  );
  return Object.values(tables)
    .flat()
    .filter(({ path, sha256 }) => !holds(join(archive, 'parquet', path), sha256))
    .map(({ path }) => `${path} is not as the manifest says`);
}

const holds = (path: string, sha256: string): boolean =>
  existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
