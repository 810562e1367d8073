// More records in one load than DuckDB's appender holds before it writes them down, which ends a result that is just being read.
import { expect, test } from 'vitest';
import { createArchive } from '../../src/journal/archive-folder.js';
import { Journal } from '../../src/journal/journal.js';
import { openWritableStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/folder.js';

/** DuckDB's appender writes after 204,800 rows. */
const PEOPLE = 210_000;
const ON_A_PAGE = 30_000;

test('every record is loaded, with its versions, however many there are', async () => {
  await using folder = await temporaryFolder();
  const archive = await createArchive(folder.at('a'), { store: 'duckdb', server: '', accounts: [], created: '' });
  await using journal = await Journal.open(archive.path, { runId: 'run' });
  journal.setAccount('me');
  const person = (number: number, name: string) => ({
    path: 'contacts',
    bytes: Buffer.from(`{"mk_rec_type":"contact","account_id":"a${number}","display_name":"${name}"}`),
  });
  for (let first = 0; first < PEOPLE; first += ON_A_PAGE) {
    const records = Array.from({ length: ON_A_PAGE }, (_unused, index) =>
      person(first + index, `name ${first + index}`),
    );
    await journal.append({ call: 'test', args: {}, status: 200, records });
  }
  const renamed = Array.from({ length: ON_A_PAGE }, (_unused, index) => person(index, 'renamed'));
  await journal.append({ call: 'test', args: {}, status: 200, records: renamed });
  await using store = await openWritableStore(archive);
  await store.load(journal.position);
  expect(
    await store.database.rows(
      "SELECT count(*) AS people, count_if(display_name = 'renamed') AS renamed, count(DISTINCT account_id) AS ids FROM accounts",
    ),
  ).toEqual([{ people: PEOPLE, renamed: ON_A_PAGE, ids: PEOPLE }]);
  expect(
    await store.database.rows(
      "SELECT count(*) AS versions, max(version) AS most FROM record_versions WHERE mk_rec_type = 'contact_seat'",
    ),
  ).toEqual([{ versions: PEOPLE + ON_A_PAGE, most: 2 }]);
});
