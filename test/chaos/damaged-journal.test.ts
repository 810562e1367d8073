// Bar 2: a journal of which something is not as it was written, beside tables that know what was there. A run ends with 1 and a sentence,
// and every file is as it was; with the journal put back the next one goes on. CHAOS_RUNS: so many damages of each kind; SEED which.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openImport } from '../../src/commands/import-archive.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { ArchiveError } from '../../src/lib/errors.js';
import { openStore } from '../../src/store/open.js';
import { randomWorld } from '../conformance/random-world.js';
import { runCli } from '../support/cli.js';
import { pathsIn, type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { PREPARING_MS, turnsOf } from './runs.js';

const seed = chooseSeed();
const random = randomFrom(seed);
const TURNS = turnsOf(6);
const KINDS = ['duckdb', 'parquet'] as const;

let folder: TemporaryFolder;
let emulator: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  emulator = await serve({ world: liveWorld(randomWorld(randomFrom(5))).world, batch: 20 });
  for (const store of KINDS) await syncHere(emulator.url, folder.at(store), { store });
}, PREPARING_MS);

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const segmentOf = (archive: string): string => join(archive, 'journal', '00000001.ndjson');

/** Where lines of commits end. */
function endsOf(bytes: Buffer): number[] {
  const ends: number[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    if (bytes.toString('latin1', start, start + 10) === '{"commit":') ends.push(end + 1);
    start = end + 1;
  }
  return ends;
}

const WAYS: Readonly<Record<string, (segment: string, random: Random) => void>> = {
  'a bit': (segment, chance) => {
    const bytes = readFileSync(segment);
    const at = chance.whole(0, bytes.length - 1);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << chance.whole(0, 7)), at);
    writeFileSync(segment, bytes);
  },
  'a bit of the last commit line': (segment, chance) => {
    const bytes = readFileSync(segment);
    const at = chance.whole(endsOf(bytes).at(-1) ?? 0, bytes.length) - chance.whole(1, 200);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << chance.whole(0, 7)), at);
    writeFileSync(segment, bytes);
  },
  'an end that is cut somewhere': (segment, chance) =>
    truncateSync(segment, chance.whole(0, readFileSync(segment).length - 1)),
  'an end that is cut behind a page': (segment, chance) =>
    truncateSync(segment, chance.pick(endsOf(readFileSync(segment)).slice(0, -1))),
  'a sector of zeros': (segment, chance) => {
    const bytes = readFileSync(segment);
    const at = chance.whole(0, Math.floor(bytes.length / 512) - 1) * 512;
    writeFileSync(segment, bytes.fill(0, at, at + 512));
  },
  'no bytes at all': (segment) => truncateSync(segment, 0),
  'no file': (segment) => rmSync(segment),
  'no folder': (segment) => rmSync(join(segment, '..'), { recursive: true }),
};

/** Every file but the lock, by its path. */
async function contentOf(archive: string): Promise<Map<string, string>> {
  const paths = await pathsIn(archive);
  return new Map(paths.map((path) => [path, readFileSync(join(archive, path), 'latin1')]));
}

const SENTENCE =
  /(is damaged|holds no page|ends with page \d+|does not hold page \d+).*: restore it from a copy, or, without one, keep the folder as it is and archive into a new one\.$/;

test.each(KINDS.flatMap((store) => Object.keys(WAYS).map((way) => ({ store, way }))))(
  `SEED=${seed}: $way, $store`,
  async ({ store, way }) => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const archive = folder.at('trial');
      rmSync(archive, { recursive: true, force: true });
      cpSync(folder.at(store), archive, { recursive: true });
      WAYS[way]?.(segmentOf(archive), random);
      const before = await contentOf(archive);
      const error: unknown = await openImport(archive, undefined).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ArchiveError);
      expect(error).toMatchObject({ exitCode: 1, message: expect.stringMatching(SENTENCE) });
      const after = await contentOf(archive);
      // An empty segment is no page.
      if (!before.has('journal/00000001.ndjson')) after.delete('journal/00000001.ndjson');
      expect([...after.keys()]).toEqual([...before.keys()]);
      for (const [path, content] of before) expect([path, after.get(path) === content]).toEqual([path, true]);

      cpSync(join(folder.at(store), 'journal'), join(archive, 'journal'), { recursive: true });
      await using open = await openImport(archive, undefined);
      expect(open.journal.cut).toBeUndefined();
      expect(readdirSync(archive).filter((name) => name.includes('set-aside'))).toEqual([]);
    }
  },
);

test('a sync says it in one sentence, with 1, and readers of the tables are told the same', async () => {
  const archive = folder.at('trial');
  rmSync(archive, { recursive: true, force: true });
  cpSync(folder.at('duckdb'), archive, { recursive: true });
  truncateSync(segmentOf(archive), endsOf(readFileSync(segmentOf(archive)))[2] ?? 0);
  const { code, stderr } = await runCli(['sync', '--archive', archive, '--server', emulator.url, '--quiet']);
  expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(stderr).toMatch(/^fleep-archive: .*journal ends with page 3, and the tables know that page \d+ was there: /);
  expect(existsSync(join(archive, 'archive.duckdb.set-aside'))).toBe(false);
  await expect(openStore(await openArchive(archive))).rejects.toThrow(/journal ends with page 3/);
  // As docs/operations.md says what to do with the tables of a journal that nobody has a copy of.
  rmSync(join(archive, 'journal'), { recursive: true });
  await using database = await openStore(await openArchive(archive));
  expect(await database.rows('SELECT 1 FROM messages LIMIT 1')).toHaveLength(1);
});
