// lib: how soon V8 looks for garbage.
import { setFlagsFromString } from 'node:v8';

/**
 * By itself V8 lets a heap grow to four times what is alive before it looks through all of it. Nearly all that our long commands make is
 * soon garbage: to look sooner costs some hundredths of their time, and leaves the memory to DuckDB and to the rest of the machine. Holds
 * for the main thread.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=40');
