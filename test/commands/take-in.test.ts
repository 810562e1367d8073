// A load begins only when the names of the journal's files stand still.
import { expect, it } from 'vitest';
import { takeIn } from '../../src/commands/run-notes.js';
import { createArchive } from '../../src/journal/archive-folder.js';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { listSegments, PLAIN_SEGMENTS } from '../../src/journal/segments.js';
import { openWritableStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/folder.js';

const PAGES = 12;
const BYTES = 400_000;

it('waits for the segments that are being compressed', async () => {
  await using folder = await temporaryFolder();
  const fresh = {
    store: 'duckdb' as const,
    server: 'http://127.0.0.1:1',
    accounts: ['a'],
    created: '2024-01-01T00:00:00Z',
  };
  const archive = await createArchive(folder.at('archive'), fresh);
  await using journal = await Journal.open(archive.path, { runId: 'r', segmentBytes: 1 });
  await using store = await openWritableStore(archive);
  for (let page = 0; page < PAGES; page += 1) {
    const record = { mk_rec_type: 'contact', account_id: `a${page}`, display_name: 'x'.repeat(BYTES) };
    await journal.append({ call: 'contact/sync/all', args: {}, status: 200, records: [ownRecord(record)] });
  }
  await takeIn({ journal }, store);
  const sealed = (await listSegments(archive.path)).filter(({ isSealed }) => isSealed);
  expect(sealed).toHaveLength(journal.position.segment - 1 - PLAIN_SEGMENTS);
  expect(sealed.length).toBeGreaterThan(5);
  const [row] = await store.database.rows<{ people: number }>('SELECT count(*) AS people FROM accounts');
  expect(row?.people).toBe(PAGES);
});
