// emulator: large contents, a piece at a time.
// Invariant: one piece is in memory at once; together they are all the bytes, in order.
import type { ServedBytes } from './world.js';

export const PIECE_BYTES = 1_048_576;

/** From `start` up to, not including, `end`. */
export function* piecesOf(bytes: ServedBytes, start = 0, end = bytes.length): Generator<Buffer> {
  for (let at = start; at < end; at += PIECE_BYTES) yield bytes.subarray(at, Math.min(at + PIECE_BYTES, end));
}
