// import: one text from its start to its end, or to where it is damaged.
// Invariant: what is handed out was whole; where the text breaks off is told, with the place, behind everything that came before it.
import { reasonOf } from '../lib/errors.js';
import { JsonCutter, type JsonDamage, type JsonPiece } from '../lib/json-stream.js';
import { type HistoryItem, HistoryReader, MAX_VALUE_BYTES, MAX_VALUE_DEPTH } from './history.js';
import { BrokenText, type Candidate } from './source.js';

export interface ReadHistory {
  readonly reader: HistoryReader;
  /** What comes of the text, some of it at a time. */
  readonly items: AsyncGenerator<HistoryItem[]>;
  /** Where it broke off; known when the items are at their end. */
  findDamage(): JsonDamage | undefined;
  /** Whether it is its packing that is damaged; known at the end as well. */
  isPackingBroken(): boolean;
}

export function readHistory(candidate: Candidate): ReadHistory {
  const reader = new HistoryReader();
  const cutter = new JsonCutter({
    enter: reader.enter,
    maxValueBytes: MAX_VALUE_BYTES,
    maxValueDepth: MAX_VALUE_DEPTH,
  });
  let broken: JsonDamage | undefined;
  const findDamage = () => broken ?? cutter.damage;
  const take = (pieces: readonly JsonPiece[]) => pieces.flatMap((piece) => reader.take(piece));
  async function* items(): AsyncGenerator<HistoryItem[]> {
    let length = 0;
    try {
      for await (const chunk of candidate.read()) {
        length += chunk.length;
        yield take(cutter.push(chunk));
        if (cutter.damage !== undefined) break;
      }
    } catch (error) {
      if (!(error instanceof BrokenText)) throw error;
      broken = { at: length, reason: reasonOf(error) };
    }
    if (findDamage() === undefined) yield take(cutter.end());
    if (findDamage() !== undefined) yield reader.breakOff();
  }
  return { reader, items: items(), findDamage, isPackingBroken: () => broken !== undefined };
}
