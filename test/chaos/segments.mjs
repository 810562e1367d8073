// chaos: fills a journal of many small segments, so that segments are begun and compressed: node --import shim.mjs segments.mjs FOLDER.

import { createArchive } from '../../dist/journal/archive-folder.js';
import { ownRecord } from '../../dist/journal/format.js';
import { Journal } from '../../dist/journal/journal.js';
import { makeFolder } from '../../dist/lib/durable.js';

const [folder] = process.argv.slice(2);
const info = { store: 'duckdb', server: 'http://127.0.0.1', accounts: [], created: '2024-01-01T00:00:00.000Z' };
await makeFolder(folder);
const archive = await createArchive(folder, info);
const journal = await Journal.open(archive.path, { runId: 'segments', segmentBytes: 2500 });
for (let turn = 0; turn < 30; turn += 1) {
  const pages = Array.from({ length: 1 + (turn % 4) }, (_unused, index) =>
    journal.append({
      call: 'test',
      args: {},
      status: 200,
      records: [ownRecord({ turn, text: 'x'.repeat((turn * 37 + index * 11) % 600) })],
    }),
  );
  await Promise.all(pages);
}
await journal.close();
