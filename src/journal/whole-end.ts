// journal: where the whole pages of a segment end, after a crash. A write that was cut short ends somewhere; one that the disk did in
// pieces may lack any of them, and can still have the commit line at its end.
// Invariant: only pages that one write can have held are doubted; what stands before them was acknowledged, and is left to whoever
// verifies.
import type { Link } from './format.js';
import { findCommit, WholePages } from './whole-pages.js';

/** More pages than are ever appended while one fsync goes on. */
const DOUBTED_PAGES = 512;
const LINE_FEED = 0x0a;

/** The last whole page, and where its commit line ends. */
interface End extends Link {
  readonly offset: number;
}

/** The end of the last page up to which all doubted ones are whole; undefined when there is none. */
export function findWholeEnd(bytes: Buffer): End | undefined {
  let end = endBeforeDoubted(bytes);
  const pages = new WholePages(end);
  for (const { line, next } of linesFrom(bytes, end?.offset ?? 0)) {
    const taken = pages.take(line);
    if (taken === 'broken') return end;
    if (taken !== 'record') end = { ...taken, offset: next };
  }
  return end;
}

function* linesFrom(bytes: Buffer, offset: number): Generator<{ line: Buffer; next: number }> {
  for (let start = offset; ; ) {
    const stop = bytes.indexOf(LINE_FEED, start);
    if (stop < 0) return;
    yield { line: bytes.subarray(start, stop), next: stop + 1 };
    start = stop + 1;
  }
}

function endBeforeDoubted(bytes: Buffer): End | undefined {
  let left = DOUBTED_PAGES;
  for (let stop = bytes.lastIndexOf(LINE_FEED); stop >= 0; ) {
    const start = stop === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, stop - 1) + 1;
    const found = findCommit(bytes.subarray(start, stop));
    if (found !== undefined) left -= 1;
    if (found !== undefined && left < 0) return { page: found.commit.page, hash: found.hash, offset: stop + 1 };
    stop = start - 1;
  }
  return undefined;
}
