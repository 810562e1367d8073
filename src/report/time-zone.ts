// report: names of time zones, as the database knows them.
import { usageError } from '../lib/errors.js';
import type { Row } from '../store/values.js';
import { didYouMean } from './nearest.js';

/** Throws `usage`, naming the zone that was probably meant. `option` begins the sentence: what takes the name. */
export async function requireTimeZone(
  rowsOf: (sql: string) => Promise<readonly Row[]>,
  option: string,
  zone: string,
): Promise<void> {
  const rows = await rowsOf('SELECT name FROM pg_timezone_names() ORDER BY name');
  const names = rows.map(({ name }) => String(name));
  if (names.includes(zone)) return;
  throw usageError(`${option} takes the name of a time zone, not "${zone}"${didYouMean(zone, names)}.`);
}
