// Random worlds from a seed (RANDOM_WORLDS says how many, six unless told), each served with another batch size and archived twice: as it is, and again after it has changed.
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { canonicalArchive, readTables } from './archive.js';
import { compare } from './canonical.js';
import { laterLines, randomWorld } from './random-world.js';
import { truthOf, type WorldLine } from './truth.js';

const NONE = { missing: [], extra: [], different: [] };
const seed = chooseSeed();

test.each(Array.from({ length: Number(process.env.RANDOM_WORLDS ?? 6) }, (_unused, index) => seed + index))(
  'SEED=%i',
  async (worldSeed) => {
    const random = randomFrom(worldSeed);
    const lines = randomWorld(random);
    const { world, add } = liveWorld(lines);
    await using folder = await temporaryFolder();
    await using emulator = await serve({
      world,
      batch: random.pick([1, 2, 7, 30]),
      rotateTickets: random.chance(0.5),
    });
    const archive = folder.at('archive');
    const store = random.pick(['duckdb', 'parquet'] as const);
    const first = await syncHere(emulator.url, archive, { store, concurrency: random.whole(1, 4) });
    expect(first.totals.open_gaps).toBe(0);
    expect(compare(truthOf(lines), await canonicalArchive(archive))).toEqual(NONE);

    const versions = messageTexts(lines);
    const more = laterLines(random, lines);
    add(more);
    await syncHere(emulator.url, archive);
    const all = [...lines, ...more];
    expect(compare(truthOf(all), await canonicalArchive(archive))).toEqual(NONE);
    expect(await knownTexts(archive)).toEqual(expect.arrayContaining(versions));
    await expectNoDuplicates(archive);
  },
);

/** The versions that a client could see before the change. */
const messageTexts = (lines: readonly WorldLine[]): string[] =>
  [...(truthOf(lines).messages?.values() ?? [])].map((row) =>
    JSON.stringify([row.conversation_id, row.message_nr, row.flow_message_nr, row.message, row.mk_message_state]),
  );

async function knownTexts(archive: string): Promise<string[]> {
  const rows = (await readTables(archive)).get('message_versions') ?? [];
  return rows.map((row) =>
    JSON.stringify([row.conversation_id, row.message_nr, row.flow_message_nr, row.message, row.mk_message_state]),
  );
}

async function expectNoDuplicates(archive: string): Promise<void> {
  const rows = (await readTables(archive)).get('message_versions') ?? [];
  const keys = rows.map((row) => `${row.conversation_id} ${row.message_nr} ${row.flow_message_nr}`);
  expect(new Set(keys).size).toBe(keys.length);
}
