// Tables that another version made: older ones are made anew from the journal by whoever writes, and read as they are where they can be;
// newer ones are refused and stay.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type ArchiveFolder, createArchive, databasePath, type StoreKind } from '../../src/journal/archive-folder.js';
import { Journal } from '../../src/journal/journal.js';
import { openStore } from '../../src/store/open.js';
import { LOADER } from '../../src/store/origin.js';
import { openWritableStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/folder.js';

/** An archive of two messages, to whose tables `sql` was done as another version would have. */
async function tablesWith(sql: string, store: StoreKind) {
  const folder = await temporaryFolder();
  const archive = await createArchive(folder.at('a'), { store, server: '', accounts: [], created: '' });
  await using journal = await Journal.open(archive.path, { runId: 'run' });
  journal.setAccount('me');
  for (const message_nr of [1, 2]) {
    const record = {
      mk_rec_type: 'message',
      conversation_id: 'c',
      message_nr,
      mk_message_type: 'text',
      message: 'said',
    };
    const bytes = Buffer.from(JSON.stringify(record));
    await journal.append({ call: 'test', args: {}, status: 200, records: [{ path: 'stream', bytes }] });
  }
  await using tables = await openWritableStore(archive);
  await tables.load(journal.position);
  await tables.database.run(sql);
  await tables.publish();
  return { archive, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** `told`: how often it was said that the tables are of an older version. */
async function write({ archive }: { archive: ArchiveFolder }, told = 1): Promise<unknown[]> {
  const onOlder = vi.fn();
  await using tables = await openWritableStore(archive, onOlder);
  expect(onOlder).toHaveBeenCalledTimes(told);
  await tables.publish();
  return await tables.database.rows(
    'SELECT message_nr, message, loader FROM messages, load_position ORDER BY message_nr',
  );
}

async function read({ archive }: { archive: ArchiveFolder }): Promise<unknown[]> {
  await using database = await openStore(archive);
  return await database.rows('SELECT message_nr, message FROM messages ORDER BY message_nr');
}

const OTHERS = "UPDATE messages SET message = 'otherwise'";
const OLDER = `${OTHERS}; UPDATE load_position SET loader = NULL, loader_page_nr = NULL`;
const NEWER = `${OTHERS}; UPDATE load_position SET loader = ${LOADER + 1}`;
const AS_NOW = [1, 2].map((message_nr) => ({ message_nr, message: 'said', loader: LOADER }));
const AS_THERE = [1, 2].map((message_nr) => ({ message_nr, message: 'otherwise' }));

describe.each(['duckdb', 'parquet'] as const)('%s', (store) => {
  test('tables of an older version are read as they are, and made anew by whoever writes', async () => {
    await using old = await tablesWith(OLDER, store);
    expect(await read(old)).toEqual(AS_THERE);
    expect(await write(old)).toEqual(AS_NOW);
    expect((await readdir(old.archive.path, { recursive: true })).filter((name) => name.includes('aside'))).toEqual([]);
  });

  test('so are those to which a version that knows nothing of loaders has added', async () => {
    await using mixed = await tablesWith(`${OTHERS}; UPDATE load_position SET loader_page_nr = 1`, store);
    expect(await write(mixed)).toEqual(AS_NOW);
  });

  test('tables of this version stay', async () => {
    await using own = await tablesWith(OTHERS, store);
    expect(await write(own, 0)).toEqual(AS_THERE.map((row) => ({ ...row, loader: LOADER })));
  });

  test('tables of an older version stay where the journal cannot be read', async () => {
    await using old = await tablesWith(OLDER, store);
    const segment = join(old.archive.path, 'journal', '00000001.ndjson');
    const text = await readFile(segment, 'utf8');
    await writeFile(segment, text.replace('"record":{', '"record":?'));
    // Of a database that was set aside before.
    await writeFile(`${databasePath(old.archive.path)}.wal.set-aside`, 'of another file');
    await expect(write(old)).rejects.toThrow(/damaged/);
    expect(await read(old)).toEqual(AS_THERE);
    expect(existsSync(`${databasePath(old.archive.path)}.wal`)).toBe(false);
  });

  test('tables of a newer version are refused, and stay', async () => {
    await using newer = await tablesWith(NEWER, store);
    const before = await readdir(newer.archive.path, { recursive: true });
    await expect(read(newer)).rejects.toThrow(/newer version/);
    await expect(write(newer)).rejects.toThrow(/newer version/);
    expect(await readdir(newer.archive.path, { recursive: true })).toEqual(before);
  });
});

test('a database with a migration that is not known here is refused, and stays', async () => {
  await using newer = await tablesWith("INSERT INTO schema_migrations VALUES ('999_later.sql')", 'duckdb');
  const before = await readFile(databasePath(newer.archive.path));
  await expect(write(newer)).rejects.toThrow(/newer version/);
  expect((await readFile(databasePath(newer.archive.path))).equals(before)).toBe(true);
});

test('tables so old that they lack what is read are one sentence', async () => {
  await using old = await tablesWith(`${OLDER}; DROP TABLE topics`, 'duckdb');
  await expect(read(old)).rejects.toThrow(
    /older version .* have no topics\.conversation_id: run "fleep-archive rebuild/,
  );
  expect(await write(old)).toEqual(AS_NOW);
});

// Where the load makes other tables of the same journal, LOADER goes up by one; the hash is written anew either way.
test('a load that was changed has been thought of', async () => {
  const hash = createHash('sha256');
  for (const name of (await readdir('queries/load')).sort()) hash.update(await readFile(`queries/load/${name}`));
  expect({ loader: LOADER, sha256: hash.digest('hex').slice(0, 16) }).toEqual({
    loader: 3,
    sha256: 'b711e29a440c3657',
  });
});
