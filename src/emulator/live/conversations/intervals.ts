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

/** The numbers of the first that are not in the second. */
export function subtract(intervals: readonly Interval[], taken: readonly Interval[]): Interval[] {
  let rest = union(intervals);
  for (const { from, to } of taken) {
    rest = rest.flatMap((one) => [
      { from: one.from, to: Math.min(one.to, from - 1) },
      { from: Math.max(one.from, to + 1), to: one.to },
    ]);
    rest = union(rest);
  }
  return rest;
}

/** The numbers that are in both. */
export function intersect(intervals: readonly Interval[], others: readonly Interval[]): Interval[] {
  const common = intervals.flatMap((one) =>
    others.map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
  );
  return union(common);
}

/** `[from, to]`, as JSON can have it: no `to` stands for Infinity. */
export const pairOf = ({ from, to }: Interval): readonly (number | null)[] => [from, Number.isFinite(to) ? to : null];

/** The intervals of a list of pairs; what is no pair is left out. */
export function intervalsOf(pairs: unknown): Interval[] {
  return (Array.isArray(pairs) ? pairs : []).flatMap((pair: unknown) => {
    const [from, to]: readonly unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof from !== 'number' || (typeof to !== 'number' && to !== null)) return [];
    return [{ from, to: to ?? Number.POSITIVE_INFINITY }];
  });
}
