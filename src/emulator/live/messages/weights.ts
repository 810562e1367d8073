// emulator/live: where things stand on a board: heaviest first (fleep-wire.md 3.8, 4.7).
// Invariant: a new weight differs from every weight that is there already, so an order never depends on anything else.

export const FULL_WEIGHT = 4_294_967_296;
const STEP = 65_536;

/** Above all others. */
export function topWeight(weights: readonly number[]): number {
  return weights.length === 0 ? FULL_WEIGHT : Math.max(...weights) + STEP;
}

/** Below all others. */
export function bottomWeight(weights: readonly number[]): number {
  return weights.length === 0 ? FULL_WEIGHT : Math.min(...weights) - STEP;
}

/** Right below a weight, above the next one. */
export function weightBelow(weight: number, weights: readonly number[]): number {
  const lighter = weights.filter((other) => other < weight);
  return lighter.length === 0 ? weight - STEP : (weight + Math.max(...lighter)) / 2;
}
