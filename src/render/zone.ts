// render: the time zone in which the site tells times.
// Invariant: offsets come from the database, whose list of zones comes with it, so that queries and pages agree on every day and the
// same archive gives the same bytes under any version of Node.
import { requireTimeZone } from '../report/time-zone.js';
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { readRows } from './rows.js';

/** From a time on, clocks of the zone are ahead of UTC by so much. Milliseconds. */
export interface ZoneChange extends Row {
  readonly from_ms: number;
  readonly offset_ms: number;
}

/** A zone and its changes in order of time. Can be sent to a worker. */
export interface ZoneData {
  readonly name: string;
  readonly changes: readonly ZoneChange[];
}

export const UTC: ZoneData = { name: 'UTC', changes: [] };

/** Throws `usage` for a zone that the database does not know. */
export async function readZone(database: Database, name: string): Promise<ZoneData> {
  if (name === 'UTC') return UTC;
  await requireTimeZone((sql) => database.rows(sql), '--timezone', name);
  return { name, changes: await readRows<ZoneChange>(database, 'zone', { zone: name }) };
}

export class Zone {
  readonly name: string;
  readonly isUtc: boolean;
  readonly #changes: readonly ZoneChange[];
  // Times are asked for in runs of near ones: the answer is mostly that of the time before.
  #firstMs = 1;
  #endMs = 0;
  #offsetMs = 0;

  constructor({ name, changes }: ZoneData) {
    this.name = name;
    this.isUtc = changes.length === 0;
    this.#changes = changes;
  }

  /** How far clocks of the zone are ahead of UTC at a time, in milliseconds. */
  offsetMs(timeMs: number): number {
    if (this.isUtc) return 0;
    if (timeMs < this.#firstMs || timeMs >= this.#endMs) this.#find(timeMs);
    return this.#offsetMs;
  }

  #find(timeMs: number): void {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#changes[middle]?.from_ms ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    const at = Math.max(0, low - 1);
    this.#firstMs = low === 0 ? Number.NEGATIVE_INFINITY : (this.#changes[at]?.from_ms ?? 0);
    this.#endMs = this.#changes[low]?.from_ms ?? Number.POSITIVE_INFINITY;
    this.#offsetMs = this.#changes[at]?.offset_ms ?? 0;
  }
}
