// emulator: a Fleep server to practise on, made from a world file, from records in memory, or from a seed.
// It stands beside the stages: only `commands/emulator.ts` and the tests start it.
export { type EmulatorOptions, startEmulator } from './server.js';
export { syntheticWorld } from './synthetic/world.js';
export type { WorldSource } from './world.js';
export { loadWorldFile, worldFromRecords } from './world-file.js';
