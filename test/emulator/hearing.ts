// What an account hears in account/poll, for tests of what others do, and plain GETs with its cookie.
import type { FleepClient } from '../../src/fleep/client.js';
import { asRecord, type Json, recordsIn } from './walk.js';

export interface Ear {
  /** Records that have come up since it was asked last. */
  heard(): Promise<Json[]>;
  /** The first record, of those that it was not asked for yet, that has these fields; those before it are passed over. Waits for it. */
  until(fields: Json): Promise<Json>;
}

const MOST_POLLS = 50;

/** Hears everything from now on, each record once. */
export async function earOf(client: FleepClient): Promise<Ear> {
  const { body } = await client.call('synchronizeAccount');
  const unheard: Json[] = [];
  let horizon = Number(body.event_horizon);
  const poll = async (wait: boolean) => {
    const answer = await client.call('storingConnectionInformation', { args: { event_horizon: horizon, wait } });
    horizon = Number(answer.body.event_horizon);
    const records = recordsIn(answer.body.stream);
    unheard.push(...records);
    return records.length;
  };
  const takeUpTo = (fields: Json) => {
    const at = unheard.findIndex((record) => matches(record, fields));
    return at < 0 ? undefined : unheard.splice(0, at + 1).at(-1);
  };
  return {
    heard: async () => {
      while ((await poll(false)) > 0);
      return unheard.splice(0);
    },
    until: async (fields) => {
      for (let polls = 0; polls < MOST_POLLS; polls += 1) {
        const found = takeUpTo(fields);
        if (found) return found;
        await poll(true);
      }
      throw new Error(`No record with ${JSON.stringify(fields)} has come up, only ${JSON.stringify(unheard)}`);
    },
  };
}

const matches = (record: Json, fields: Json): boolean =>
  Object.entries(fields).every(([name, value]) => JSON.stringify(record[name]) === JSON.stringify(value));

/** A plain GET with the cookie of an account. */
export function fetchAs(
  client: FleepClient,
  url: string,
  path: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url + String(path), { headers: { ...client.session.cookie, ...headers } });
}

export const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

/** The only record of a type. */
export function onlyOf(records: unknown, type: string): Json {
  const found = recordsIn(records).filter((record) => record.mk_rec_type === type);
  if (found.length !== 1) throw new Error(`${found.length} ${type} records in ${JSON.stringify(records)}`);
  return asRecord(found[0]);
}
