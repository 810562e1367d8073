// emulator: a Fleep server to practise on, made from a world file, from records in memory, from an archive, or from a seed.
// It stands beside the stages: only `commands/emulator.ts` and the tests start it.
export { replayArchive } from './replay/index.js';
export { type EmulatorOptions, startEmulator } from './server.js';
export { syntheticWorld } from './synthetic/world.js';
export { VARIANTS, type Variant } from './variants.js';
export type { WorldSource } from './world.js';
export { loadWorldFile, worldFromRecords } from './world-file.js';
