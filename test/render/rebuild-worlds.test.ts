// A site that is rendered again after each of some syncs is, byte for byte, the site that a new render makes: on random worlds
// (REBUILD_WORLDS of them), whose messages change as well, and on the houston corpus.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { type RenderSummary, renderSite } from '../../src/render/site.js';
import { laterLines, randomWorld } from '../conformance/random-world.js';
import { readWorldFile, type WorldLine } from '../conformance/truth.js';
import { pathsIn, temporaryFolder } from '../support/folder.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';
import { HOUSTON } from '../support/shared.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';

const seed = chooseSeed();
const worlds = Number(process.env.REBUILD_WORLDS ?? 2);
const ROUNDS = 3;
let kept = 0;

async function render(archive: string, out: string, full: boolean): Promise<RenderSummary> {
  return renderSite({ archive: await openArchive(archive), out, full, workers: 0, reports: false });
}

async function bytesOf(site: string): Promise<Record<string, string>> {
  const entries = (await pathsIn(site)).map(async (path) => {
    const bytes = await readFile(join(site, path));
    return [path, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Adds the lines stage by stage, and after each one compares the site that was rendered again with a new one. */
async function compareStages(stages: Iterable<readonly WorldLine[]>): Promise<void> {
  await using folder = await temporaryFolder();
  const [first = [], ...later] = stages;
  const { world, add } = liveWorld(first);
  await using emulator = await serve({ world });
  const archive = folder.at('archive');
  for (const lines of [[], ...later]) {
    add(lines);
    await syncHere(emulator.url, archive);
    kept += (await render(archive, folder.at('site'), false)).kept;
    await render(archive, folder.at('whole'), true);
    expect(await bytesOf(folder.at('site'))).toEqual(await bytesOf(folder.at('whole')));
  }
}

function* randomStages(random: Random): Generator<WorldLine[]> {
  const lines = randomWorld(random);
  yield [...lines];
  for (let round = 0; round < ROUNDS; round += 1) {
    const later = laterLines(random, lines);
    lines.push(...later);
    yield later;
  }
}

/** As it came: everything but messages and files, and then these in order of time, half of them at once. */
function stagesOf(lines: readonly WorldLine[]): WorldLine[][] {
  const messages = lines.filter((line) => line.mk_rec_type === 'message');
  const times = messages.map((line) => Number(line.posted_time)).sort((a, b) => a - b);
  const ends = [0.5, 0.51, 0.6, 1].map((part) => times[Math.ceil(part * times.length) - 1] ?? 0);
  const keyOf = (line: WorldLine): string => `${line.conversation_id}/${line.message_nr}`;
  const posted = new Map(messages.map((line) => [keyOf(line), Number(line.posted_time)]));
  const stageOf = (line: WorldLine): number => ends.findIndex((end) => (posted.get(keyOf(line)) ?? 0) <= end);
  return ends.map((_end, stage) => lines.filter((line) => stageOf(line) === stage));
}

test.each(Array.from({ length: worlds }, (_unused, index) => seed + index))('random world SEED=%i', (worldSeed) =>
  compareStages(randomStages(randomFrom(worldSeed))),
);

test('the houston corpus, as it came', async () => {
  const before = kept;
  await compareStages(stagesOf(readWorldFile(HOUSTON)));
  expect(kept - before).toBeGreaterThan(10);
});
