// What one request changes, told to those who are to hear of it.
import { expect, it } from 'vitest';
import { Changes } from '../../src/emulator/live/changes.js';
import { LiveWorld } from '../../src/emulator/live/world.js';
import { worldFromRecords } from '../../src/emulator/world-file.js';

it('many changes of one request take time in proportion to their number', () => {
  const world = new LiveWorld(worldFromRecords([]));
  const changes = new Changes(world);
  const start = performance.now();
  for (let count = 0; count < 100_000; count += 1) changes.introduce('anna', '{}');
  changes.commit();
  expect(performance.now() - start).toBeLessThan(3000);
  expect(world.log.pageAfter('anna', 0)?.entries.map(({ records }) => records.length)).toEqual([100_000]);
});
