// bench: what it takes to render a site again: when nothing changed, and when one message in a hundred is new.
// Usage: node bench/rebuild.mjs <archive> <site>. The archive is one of bench/direct-archive.mjs, and is changed. The new messages are all
// in one conversation in fifty, as many in each: most conversations of an old archive are quiet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { databasePath } from '../dist/journal/archive-folder.js';

const [archive, site] = process.argv.slice(2);

function render(out, ...more) {
  const start = performance.now();
  const args = ['dist/cli.js', 'render', '--archive', archive, '--out', out, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`render ended with ${status}: ${stderr}`);
  return { seconds: (performance.now() - start) / 1000, told: stdout.trim().split(':')[0] };
}

const NEW_MESSAGES = `
WITH picked AS (
  SELECT conversation_id, max(message_nr) AS last_nr, count(*) AS messages, max(posted_time) AS last_time
  FROM messages
  GROUP BY conversation_id
  QUALIFY row_number() OVER (ORDER BY conversation_id) % 50 = 0
), each AS (
  SELECT (SELECT count(*) FROM messages) // 100 // count(*) AS more FROM picked
), numbered AS (
  SELECT messages.*, picked.* EXCLUDE (conversation_id),
    row_number() OVER (PARTITION BY conversation_id ORDER BY message_nr) - 1 AS place
  FROM messages JOIN picked USING (conversation_id)
), added AS (
  SELECT numbered.* REPLACE (
    last_nr + number AS message_nr,
    last_time + to_minutes(number) AS posted_time,
    replace(message, ' ', ' anew' || (number % 100) || ' ') AS message,
    replace(text, ' ', ' anew' || (number % 100) || ' ') AS text
  )
  FROM numbered, each, range(1, each.more + 1) AS numbers (number)
  WHERE place = number % messages
)
INSERT INTO messages SELECT * EXCLUDE (last_nr, messages, last_time, place) FROM added`;

async function change() {
  const instance = await DuckDBInstance.create(databasePath(archive));
  const connection = await instance.connect();
  const { rowsChanged } = await connection.run(NEW_MESSAGES);
  await connection.run(
    "INSERT INTO api_calls (page_nr, run_id, call) SELECT coalesce(max(page_nr), 0) + 1, 'bench', 'sync' FROM api_calls",
  );
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  return rowsChanged;
}

function hashOf(folder) {
  const hash = createHash('sha256');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(folder.length)).update(readFileSync(path));
  return hash.digest('hex');
}

const full = render(site, '--full');
const same = render(site);
const added = await change();
const grown = render(site);
const anew = render(`${site}-full`, '--full');
const line = (name, { seconds, told }) =>
  console.log(`${name}: ${seconds.toFixed(1)} s, ${((100 * seconds) / anew.seconds).toFixed(1)} % (${told})`);
line('full', full);
line('nothing changed', same);
line(`${added} messages more`, grown);
line('full again', anew);
console.log(hashOf(site) === hashOf(`${site}-full`) ? 'the same bytes' : 'OTHER BYTES');
