// fleep/records: counts what the tables of fields did not expect, so that it is seen and not only kept.
// Invariant: every field of another type, every unknown field and every unknown record type counts once for each time that it came.
import { attachmentsOf, type FleepRecord, findPayload } from './record.js';

export interface Oddities {
  /** By `type.field`. */
  readonly wrongTypes: ReadonlyMap<string, number>;
  readonly unknownFields: ReadonlyMap<string, number>;
  /** By mk_rec_type; '' for a record that has none. */
  readonly unknownRecords: ReadonlyMap<string, number>;
}

/** Of all the records, those inside them included. */
export function countOddities(records: Iterable<FleepRecord>): Oddities {
  const counts = { wrongTypes: new Map(), unknownFields: new Map(), unknownRecords: new Map<string, number>() };
  for (const record of records) count(counts, record);
  return counts;
}

interface Counts {
  readonly wrongTypes: Map<string, number>;
  readonly unknownFields: Map<string, number>;
  readonly unknownRecords: Map<string, number>;
}

function count(counts: Counts, record: FleepRecord): void {
  if (record.type === 'unknown') {
    add(counts.unknownRecords, typeof record.extra.mk_rec_type === 'string' ? record.extra.mk_rec_type : '');
    return;
  }
  countParts(counts, record.type, record);
  if (record.type !== 'message') return;
  const payload = findPayload(record);
  if (payload !== undefined) countParts(counts, `message/${payload.type}`, payload);
  for (const attachment of attachmentsOf(record)) count(counts, attachment);
}

function countParts(counts: Counts, type: string, { odd, extra }: Pick<FleepRecord, 'odd' | 'extra'>): void {
  for (const field of Object.keys(odd)) add(counts.wrongTypes, `${type}.${field}`);
  for (const field of Object.keys(extra)) add(counts.unknownFields, `${type}.${field}`);
}

const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
