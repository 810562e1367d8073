// report: names of time zones, as the database knows them.
import { usageError } from '../lib/errors.js';
import type { Database } from '../store/database.js';
import { didYouMean } from './nearest.js';

/** Throws `usage`, naming the zone that was probably meant. `option` begins the sentence: what takes the name. */
export async function requireTimeZone(database: Database, option: string, zone: string): Promise<void> {
  const rows = await database.rows<{ name: string }>('SELECT name FROM pg_timezone_names() ORDER BY name');
  const names = rows.map((row) => row.name);
  if (names.includes(zone)) return;
  throw usageError(`${option} takes the name of a time zone, not "${zone}"${didYouMean(zone, names)}.`);
}
