// fleep: an object as the service sends it, before anybody has looked at its fields.
// Invariant: nothing is promised of a field; whoever reads one checks it.

export type WireRecord = Readonly<Record<string, unknown>>;

export const isWireRecord = (value: unknown): value is WireRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
