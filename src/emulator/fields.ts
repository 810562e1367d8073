// emulator: reads fields of a world record whose types nobody vouches for.
// Invariant: a field of the wrong type counts as absent here and is still sent to the client exactly as the world has it.

export type WireRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(record: WireRecord, field: string): string {
  const value = record[field];
  return typeof value === 'string' ? value : '';
}

export function numberOf(record: WireRecord, field: string): number | undefined {
  const value = record[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Also a number written as a string: attachments of 2016 carry such a message_nr (fleep-wire.md 4.5). */
export function integerOf(record: WireRecord, field: string): number | undefined {
  const value = record[field];
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** The strings of a list; [] when the field is no list. */
export function textsOf(record: WireRecord, field: string): readonly string[] {
  const value = record[field];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The record with this JSON text; {} for the text of anything else. */
export function parseRecord(text: string): WireRecord {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}
