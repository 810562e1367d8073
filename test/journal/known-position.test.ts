// Which positions a journal takes for its own: those at which one of its commits ends, in plain and in sealed segments.
import { expect, test } from 'vitest';
import { createArchive } from '../../src/journal/archive-folder.js';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { hasCommit } from '../../src/journal/known-position.js';
import { type JournalPosition, journalStart, listSegments } from '../../src/journal/segments.js';
import { temporaryFolder } from '../support/folder.js';

/** A journal of twenty pages, one or two to a segment, and the position of each. */
async function fill(folder: string): Promise<JournalPosition[]> {
  await createArchive(folder, { store: 'duckdb', server: '', accounts: [], created: '' });
  await using journal = await Journal.open(folder, { runId: 'r', segmentBytes: 1000 });
  const positions: JournalPosition[] = [];
  for (let page = 0; page < 20; page += 1) {
    const records = [ownRecord({ page, text: 'x'.repeat(page === 7 ? 200_000 : 300) })];
    positions.push(await journal.append({ call: 'test', args: {}, status: 200, records }));
  }
  return positions;
}

const allOf = async (archive: string, positions: readonly JournalPosition[]) =>
  new Set(await Promise.all(positions.map((position) => hasCommit(archive, position))));

test('every page that was acknowledged is known, in sealed and plain segments, and so is the beginning', async () => {
  await using folder = await temporaryFolder();
  const positions = await fill(folder.path);
  const kinds = new Set((await listSegments(folder.path)).map(({ isSealed }) => isSealed));
  expect(kinds).toEqual(new Set([true, false]));
  expect(await allOf(folder.path, [journalStart, ...positions])).toEqual(new Set([true]));
});

test('the beginning of a segment stands for the last commit of the one before', async () => {
  await using folder = await temporaryFolder();
  const positions = await fill(folder.path);
  const lasts = positions.filter(({ segment }, index) => (positions[index + 1]?.segment ?? segment) > segment);
  expect(lasts.length).toBeGreaterThan(5);
  const asLoaded = lasts.map((position) => ({ ...position, segment: position.segment + 1, offset: 0 }));
  expect(await allOf(folder.path, asLoaded)).toEqual(new Set([true]));
});

test('another hash, number, place or journal is not known', async () => {
  await using folder = await temporaryFolder();
  const positions = await fill(folder.at('one'));
  const others = await fill(folder.at('other'));
  const wrong = positions.flatMap((position) => [
    { ...position, hash: position.hash.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
    { ...position, page: position.page + 1 },
    { ...position, offset: position.offset + 1 },
    { ...position, offset: position.offset - 1 },
    { ...position, segment: position.segment + 100 },
  ]);
  expect(await allOf(folder.at('one'), [...wrong, ...others])).toEqual(new Set([false]));
});
