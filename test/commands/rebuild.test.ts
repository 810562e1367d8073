// rebuild: tables from the journal alone, as they were or as the other kind of store; what cannot be made anew stays as it is.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rebuildCommand } from '../../src/commands/rebuild.js';
import {
  databasePath,
  journalPath,
  openArchive,
  parquetPath,
  type StoreKind,
} from '../../src/journal/archive-folder.js';
import { ExitCode } from '../../src/lib/errors.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const lines = [...people, conv('c'), ...[1, 2, 3].map((nr) => message('c', nr))];

/** An archive whose service is gone. */
async function onArchive(store: StoreKind, play: (archive: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  {
    await using server = await serve({ world: liveWorld(lines).world });
    await syncHere(server.url, folder.at('archive'), { store });
  }
  await play(folder.at('archive'));
}

async function rebuild(archive: string, store?: StoreKind): Promise<string> {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  await rebuildCommand({ archive, store, quiet: false }, { write });
  return said;
}

async function rowsOf(archive: string): Promise<unknown> {
  await using database = await openStore(await openArchive(archive));
  const messages = await database.rows('SELECT * FROM messages ORDER BY ALL');
  return [messages, await database.rows('SELECT * FROM api_calls ORDER BY ALL'), await database.rows('FROM runs')];
}

const namesIn = (folder: string): string[] => readdirSync(folder).sort();

test.each(['duckdb', 'parquet'] as const)(
  '%s tables that are gone are there again, and nothing else changed',
  (store) =>
    onArchive(store, async (archive) => {
      const [rows, names, journal] = [await rowsOf(archive), namesIn(archive), namesIn(journalPath(archive))];
      rmSync(store === 'duckdb' ? databasePath(archive) : parquetPath(archive), { recursive: true });
      await expect(rowsOf(archive)).rejects.toMatchObject({ exitCode: ExitCode.noArchive, message: /"rebuild"/ });
      expect(await rebuild(archive)).toMatch(new RegExp(`^3 messages in new tables \\(${store}\\), from \\d+ pages`));
      expect(await rowsOf(archive)).toEqual(rows);
      expect([namesIn(archive), namesIn(journalPath(archive))]).toEqual([names, journal]);
      await rebuild(archive);
      expect(await rowsOf(archive)).toEqual(rows);
    }),
);

test.each([
  ['duckdb', 'parquet'],
  ['parquet', 'duckdb'],
] as const)('a %s archive becomes a %s one, which a sync goes on with', (from, to) =>
  onArchive(from, async (archive) => {
    const [rows, names] = [await rowsOf(archive), namesIn(archive)];
    await rebuild(archive, to);
    expect((await openArchive(archive)).info.store).toBe(to);
    expect(await rowsOf(archive)).toEqual(rows);
    expect(existsSync(databasePath(archive))).toBe(to === 'duckdb');
    expect(existsSync(parquetPath(archive))).toBe(to === 'parquet');
    await using server = await serve({ world: liveWorld([...lines, message('c', 4)]).world });
    expect((await syncHere(server.url, archive)).totals.messages).toBe(4);
    await rebuild(archive, from);
    expect(namesIn(archive)).toEqual(names);
  }),
);

test('tables of a journal that is not there, or has lost pages, stay as they are', () =>
  onArchive('duckdb', async (archive) => {
    const tables = readFileSync(databasePath(archive));
    const [segment = ''] = namesIn(journalPath(archive)).map((name) => `${journalPath(archive)}/${name}`);
    const whole = readFileSync(segment, 'utf8').split('\n');
    writeFileSync(segment, `${whole.slice(0, Math.floor(whole.length / 2)).join('\n')}\n`);
    await expect(rebuild(archive)).rejects.toMatchObject({ exitCode: ExitCode.unexpected });
    rmSync(segment);
    await expect(rebuild(archive)).rejects.toMatchObject({ exitCode: ExitCode.unexpected });
    rmSync(journalPath(archive), { recursive: true });
    await expect(rebuild(archive)).rejects.toMatchObject({ exitCode: ExitCode.noArchive });
    expect(readFileSync(databasePath(archive)).equals(tables)).toBe(true);
  }));
