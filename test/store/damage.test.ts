// What DuckDB says that tells of damaged tables, and what only looks like it.
import { expect, test } from 'vitest';
import { isDamage } from '../../src/store/damage.js';

const CHECKSUM =
  'Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 4096';

test.each([
  `IO Error: ${CHECKSUM}`,
  `FATAL Error: Failed: database has been invalidated because of a previous fatal error. Original error: ${CHECKSUM}`,
  `IO Error: Checkpoint failed for database "archive". The database has been invalidated. Original error: ${CHECKSUM}`,
  'IO Error: Could not read enough bytes from file',
  'Serialization Error: Failed to deserialize',
])('damage: %s', (message) => {
  expect(isDamage(new Error(message))).toBe(true);
});

test.each([
  `Conversion Error: Could not convert string "${CHECKSUM}" to BIGINT`,
  `IO Error: Could not read "${CHECKSUM}"`,
  `IO Error: Checkpoint failed for database "${CHECKSUM}". ${CHECKSUM}`,
])('none: %s', (message) => {
  expect(isDamage(new Error(message))).toBe(false);
});
