// emulator: the Range header as the service reads it (fleep-wire.md 6), which is stricter than RFC 9110.
// Invariant: a header is either met in full or refused in full; an unknown unit is refused, not ignored.

const MAX_RANGES = 100;

/** Both ends inclusive, within the file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The ranges in the order asked for, or undefined when the answer must be 416. */
export function parseRanges(header: string, sizeBytes: number): ByteRange[] | undefined {
  const list = /^\s*bytes\s*=(.*)$/.exec(header)?.[1];
  const parts = list?.split(',') ?? [];
  if (parts.length === 0 || parts.length > MAX_RANGES) return undefined;
  const ranges = parts.map((part) => parseRange(part.trim(), sizeBytes));
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

function parseRange(part: string, sizeBytes: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(part) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  const isReversed = first !== '' && last !== '' && Number(last) < start;
  return isReversed || start >= sizeBytes || start > end ? undefined : { start, end };
}
