// An archive works in a folder of any name: what means something to SQL, to patterns of file names or to addresses is only a name here.
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openImport } from '../../src/commands/import-archive.js';
import { reportCommand } from '../../src/commands/report.js';
import { openSync } from '../../src/commands/sync-archive.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

// A box starts a process of the built program.
const { QueryBox }: typeof import('../../src/report/box.js') = await import(
  new URL('../../dist/report/box.js', import.meta.url).href
);

const NAME = `we[ir]d *'s "q" %20 {a,b} #x ünï\n;--`;
const ID = '00000000-0000-4000-8000-0000000000aa';

test.each(['duckdb', 'parquet'] as const)('a folder with an odd name, %s', async (store) => {
  await using folder = await temporaryFolder();
  const { world, add } = liveWorld([...people, conv(ID, { topic: 'T' }), message(ID, 1)]);
  await using emulator = await serve({ world });
  const archive = folder.at(`${NAME}/archive`);
  await syncHere(emulator.url, archive, { store });
  add([message(ID, 2)]);
  await syncHere(emulator.url, archive, { store });
  await using database = await openStore(await openArchive(archive));
  expect(await database.rows('SELECT message_nr::INTEGER AS nr FROM messages ORDER BY 1')).toEqual([
    { nr: 1 },
    { nr: 2 },
  ]);
  const out = folder.at(`${NAME}/site`);
  const summary = await renderSite({ archive: await openArchive(archive), out, workers: 0, reports: false });
  expect(summary.messages).toBe(2);
  expect(existsSync(`${out}/c/${ID}/0.html`)).toBe(true);
});

const HOME = process.cwd();
afterEach(() => process.chdir(HOME));

// DuckDB takes these for a home, an extension, an address.
const RELATIVE = ['~arch', 'sales:2024', 'file:x', 's3:y'];

test.each(RELATIVE.flatMap((name) => [{ name, store: 'duckdb' } as const, { name, store: 'parquet' } as const]))(
  'a folder that is named $name from where the program runs, $store',
  async ({ name, store }) => {
    await using folder = await temporaryFolder();
    process.chdir(folder.path);
    const { world, add } = liveWorld([...people, conv(ID, { topic: 'T' }), message(ID, 1)]);
    await using emulator = await serve({ world });
    expect(await syncHere(emulator.url, name, { store })).toMatchObject({ archive: name });
    add([message(ID, 2)]);
    await syncHere(emulator.url, name, { store });
    const archive = await openArchive(name);
    await using database = await openStore(archive);
    expect(await database.rows('SELECT count(*)::INTEGER AS count FROM messages')).toEqual([{ count: 2 }]);
    const out = `${name} reports`;
    const options = { archive: name, names: ['messages-by-month'], format: 'parquet', out, params: [] } as const;
    await reportCommand(options, { write: () => true });
    expect(existsSync(folder.at(`${out}/messages-by-month.parquet`))).toBe(true);
    await using box = new QueryBox(name, { timeMs: 60_000, memory: '256MB' });
    expect((await box.run('SELECT count(*)::INTEGER AS count FROM messages')).rows).toEqual([{ count: 2 }]);
    process.chdir(HOME);
  },
);

test('a question mark is refused before anything is asked or made', async () => {
  await using folder = await temporaryFolder();
  const path = folder.at('wh?t/archive');
  const refusal = { exitCode: 2, message: expect.stringMatching(/wh\?t\/archive has a question mark in it, .*\.$/) };
  const signIn = () => expect.fail('Nobody should sign in.');
  await expect(openSync({ path, server: 'http://127.0.0.1:1', store: undefined }, signIn)).rejects.toMatchObject(
    refusal,
  );
  await expect(openImport(path, undefined)).rejects.toMatchObject(refusal);
  expect(existsSync(folder.at('wh?t'))).toBe(false);
});
