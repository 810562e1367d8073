import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long for their size: they begin first, so that nobody waits for one of them at the end. */
const LONGEST = [
  'chaos/faults',
  'conformance/replay',
  'browser/search',
  'emulator/model',
  'e2e/two-stores',
  'browser/site',
  'conformance/random-worlds',
  'report/truth',
  'chaos/kill-sync',
  'conformance/houston',
  'conformance/demo',
  'e2e/bench',
  'chaos/each-fault',
  'e2e/demo',
  'browser/accessibility',
  'report/odd-archives',
  'chaos/kill-load',
  'chaos/holes',
  'chaos/disk-full',
  'e2e/same-site',
  'render/rebuild-worlds',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.endsWith(`/${name}.test.ts`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/shared-folder.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // The files of a worker share the modules of src/, which hold no state: to load them anew for each took a third of the time of the
    // short ones.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
