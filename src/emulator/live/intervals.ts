// emulator/live: sets of message numbers as sorted, disjoint, inclusive intervals. `to` may be Infinity.

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The same numbers, sorted, with neighbours and overlaps joined. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.from - b.from)) {
    if (next.to < next.from) continue;
    const last = joined.at(-1);
    if (last === undefined || next.from > last.to + 1) joined.push(next);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return joined;
}

/** The numbers above `floor`. */
export function above(intervals: readonly Interval[], floor: number): Interval[] {
  return union(intervals.map(({ from, to }) => ({ from: Math.max(from, floor + 1), to })));
}

export function includes(intervals: readonly Interval[], number: number): boolean {
  return intervals.some(({ from, to }) => from <= number && number <= to);
}
