// sync --dry-run: what it announces is about what a sync then does, and nothing is written.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { syntheticWorld } from '../../src/emulator/index.js';
import { databasePath } from '../../src/journal/archive-folder.js';
import { openWritableDatabase } from '../../src/store/writable.js';
import { runCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { conversationOf, header, smallService } from '../support/small-service.js';
import { planHere, serve, syncHere } from '../support/sync.js';

const world = () => syntheticWorld({ messages: 20_000, conversations: 40, seed: 7 });

test('a new archive: about as many requests as it then takes, and no folder is made', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world(), batch: 50 });
  const archive = folder.at('archive');
  const plan = await planHere(server.url, archive);
  expect(existsSync(archive)).toBe(false);
  expect(plan).toMatchObject({ all_lists: true, conversations: 40 });
  const summary = await syncHere(server.url, archive);
  const walks = summary.requests - (summary.totals.files ?? 0);
  expect(Number(plan.requests) / walks).toBeGreaterThan(0.75);
  expect(Number(plan.requests) / walks).toBeLessThan(1.33);
  expect(plan.seconds).toBeGreaterThan(0);
});

test('nobody knows how far back a time reaches, so the plan says at most', async () => {
  await using server = await serve({ world: world(), batch: 50 });
  const args = ['sync', '--archive', '/nowhere/none', '--server', server.url, '--dry-run'];
  const said = async (...more: string[]) => (await runCli([...args, ...more])).stdout;
  expect(await said()).toMatch(/over \d+ message numbers in about \d+ requests, .*: about \d+ s/);
  expect(await said('--since', '2015-01-01')).toMatch(
    /over at most \d+ message numbers in at most \d+ requests, .*: at most \d+ s/,
  );
});

test.each(['duckdb', 'parquet'] as const)(
  'a %s archive that is up to date: nothing, and it stays as it is',
  async (store) => {
    await using folder = await temporaryFolder();
    await using server = await serve({ world: world(), batch: 500 });
    const archive = folder.at('archive');
    await syncHere(server.url, archive, { store });
    const before = await readdir(archive, { recursive: true });
    expect(await planHere(server.url, archive)).toMatchObject({
      all_lists: false,
      conversations: 0,
      requests: 0,
      files: 0,
    });
    expect(await readdir(archive, { recursive: true })).toEqual(before);
  },
);

test('tables that are older than the views of today', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world(), batch: 500 });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  {
    await using database = await openWritableDatabase(databasePath(archive));
    await database.run('DROP VIEW missing_contents');
    await database.run('DROP VIEW named_contents');
    await database.run("DELETE FROM schema_migrations WHERE name > '004_bodies.sql'");
    await database.run('CHECKPOINT archive');
  }
  // Opening it to write would bring it up to date.
  expect(await planHere(server.url, archive)).toMatchObject({ requests: 0, files: 0 });
});

test('what a sync refuses of its place is refused before anybody signs in', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world(), batch: 500 });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  const credentials = async () => ({ email: 'nobody', password: 'none' });
  for (const [path, store] of [
    [archive, 'parquet'],
    [`${archive}/files/inner`, 'duckdb'],
    [folder.at('wh?t'), 'duckdb'],
    [folder.path, 'duckdb'],
  ] as const) {
    const wrong = { store, credentials };
    const refusal = await syncHere(server.url, path, wrong).catch((error: Error) => error);
    expect(refusal).toMatchObject({ exitCode: path === folder.path ? 10 : 2 });
    await expect(planHere(server.url, path, wrong)).rejects.toEqual(refusal);
  }
});

test('--quiet prints nothing of it', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world(), batch: 500 });
  const args = ['sync', '--archive', folder.at('archive'), '--server', server.url, '--dry-run'];
  expect(await runCli([...args, '--quiet'])).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  expect((await runCli(args)).stdout).toMatch(/^All lists were read to find out\. /);
});

test('the longest conversation is refused: the next longest is the sample', async () => {
  await using folder = await temporaryFolder();
  const listed = [header('long', { last_message_nr: 100 }), header('short', { last_message_nr: 50 })];
  await using server = await scriptedServer(
    smallService(
      () => listed,
      (asked, response) => {
        if (conversationOf(asked) === 'long') sendJson(response, {}, { status: 430 });
        else if (conversationOf(asked) === 'short') sendJson(response, { header: { bw_message_nr: 26 }, stream: [] });
        else return false;
        return true;
      },
    ),
  );
  // Six pages of 25 numbers, and three for each conversation beside them.
  expect(await planHere(server.url, folder.at('archive'))).toMatchObject({ numbers: 150, requests: 12 });
});
