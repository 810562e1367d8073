// What an archive's messages are served as are the versions that its tables have: loaded again, they make the same tables. RANDOM_CUTS says
// how many random journals are looked at, SEED where they begin.
import { expect, test } from 'vitest';
import { worldLines } from '../../../src/emulator/replay/world-lines.js';
import { createArchive } from '../../../src/journal/archive-folder.js';
import { Journal } from '../../../src/journal/journal.js';
import { openWritableStore } from '../../../src/store/store.js';
import { MESSAGE_KINDS, randomPages } from '../../store/random-pages.js';
import { append, type TestPage } from '../../store/two-ways.js';
import { temporaryFolder } from '../../support/folder.js';
import { chooseSeed, randomFrom } from '../../support/random.js';

/** Without where and when they came, and what a version is found to be by what it was put together from. */
const COLUMNS = `SELECT * EXCLUDE (page_nr, record_index, seen_time, is_malformed, task_state, is_deleted, is_pinned, text, has_question_mark)`;

async function archiveOf(path: string, pages: readonly TestPage[]) {
  const archive = await createArchive(path, { store: 'duckdb', server: '', accounts: ['a'], created: '' });
  await using journal = await Journal.open(path, { runId: 'run' });
  for (const page of pages) await append(journal, page);
  await using tables = await openWritableStore(archive);
  await tables.load(journal.position);
  const [versions, latest] = ['message_versions', 'messages'].map((name) => `${COLUMNS} FROM ${name} ORDER BY ALL`);
  const rows = [await tables.database.rows(versions ?? ''), await tables.database.rows(latest ?? '')];
  return { archive, rows };
}

const seed = chooseSeed();
test.each(Array.from({ length: Number(process.env.RANDOM_CUTS ?? 4) }, (_unused, index) => seed + index))(
  'SEED=%i',
  async (replaySeed) => {
    await using folder = await temporaryFolder();
    const told = await archiveOf(folder.at('a'), randomPages(randomFrom(replaySeed), MESSAGE_KINDS));
    const pages: TestPage[] = [];
    for await (const line of worldLines(told.archive))
      if (JSON.parse(line).mk_rec_type === 'message') pages.push({ account: 'a', records: [line] });
    const again = await archiveOf(folder.at('b'), pages);
    expect(again.rows).toEqual(told.rows);
  },
);

test('what a history says of a message by its place alone is served, and what a search found is not', async () => {
  await using folder = await temporaryFolder();
  const { archive } = await archiveOf(folder.at('a'), []);
  await using journal = await Journal.open(archive.path, { runId: 'run' });
  const write = (call: string, path: string, record: Record<string, unknown>) =>
    journal.append({ call, args: {}, status: 200, records: [{ path, bytes: Buffer.from(JSON.stringify(record)) }] });
  const said = { message_nr: 1, mk_message_type: 'text', message: '<msg><p>said</p></msg>' };
  await write('archive/import', 'conversations/c/messages', { ...said, conversation_id: null });
  await write('archive/import', 'conversations/c', { topic: 'History' });
  await write('search', 'matches', { ...said, mk_rec_type: 'message', conversation_id: 'c', message: 'a <b>mark</b>' });
  const lines: Record<string, unknown>[] = [];
  for await (const line of worldLines(archive)) lines.push(JSON.parse(line));
  const texts = lines.filter(({ mk_rec_type }) => mk_rec_type === 'message').map((line) => line.message);
  expect(texts).toEqual([said.message]);
  expect(lines).toContainEqual(
    expect.objectContaining({ mk_rec_type: 'conv', conversation_id: 'c', topic: 'History' }),
  );
});
