// What hangs on conversations and accounts beside the messages: topics over time, thumbnails, organisations, tasks from before joining.
import { expect, test } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { worldFromRecords } from '../../src/emulator/index.js';
import { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import type { Row } from '../../src/store/values.js';
import { asRecord } from '../emulator/walk.js';
import { LOGIN } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

async function rowsOf(archive: string, sql: string): Promise<Row[]> {
  await using database = await openStore(await openArchive(archive));
  return await database.rows(sql);
}

async function signedIn(server: string): Promise<FleepClient> {
  const client = new FleepClient({ server, email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD });
  await client.signIn();
  return client;
}

const demo = () => worldFromRecords([...demoWorldRecords()].map(asRecord));

test('thumbnails come when they are asked for, and once', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: demo() });
  const archive = folder.at('archive');
  const count =
    "SELECT count(*) AS n FROM record_versions WHERE mk_rec_type = 'archive_file' AND contains(record_key, '/thumb/')";
  await syncHere(server.url, archive);
  expect(await rowsOf(archive, count)).toEqual([{ n: 0 }]);
  await syncHere(server.url, archive, { thumbnails: true });
  const named = await rowsOf(
    archive,
    `SELECT count(DISTINCT record ->> ('$."' || name || '"')) AS n
     FROM (SELECT record, unnest(json_keys(record)) AS name FROM record_versions WHERE is_latest AND mk_rec_type IN ('file', 'preview'))
     WHERE starts_with(name, 'thumb_url_')`,
  );
  expect(Number(named[0]?.n)).toBeGreaterThan(3);
  // The practice server has none of PDF files, though their records name some.
  const none = await rowsOf(
    archive,
    "SELECT count(*) AS n FROM gaps WHERE cause = 'not found' AND contains(target, '/thumb/')",
  );
  const [stored] = await rowsOf(archive, count);
  expect(Number(stored?.n) + Number(none[0]?.n)).toBe(named[0]?.n);
  expect(Number(stored?.n)).toBeGreaterThan(100);
  expect((await syncHere(server.url, archive, { thumbnails: true })).requests).toBe(2);
});

test('every name of a conversation is there with who gave it and when', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: worldFromRecords([...people]) });
  await using client = await signedIn(server.url);
  const { body } = await client.call('createConversation', { args: { topic: 'First' } });
  const id = JSON.parse(JSON.stringify(body.header)).conversation_id;
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  await client.call('storeConversationHeaderFields', { id, args: { topic: 'Second' } });
  await syncHere(server.url, archive);
  const rows = await rowsOf(
    archive,
    'SELECT topic, message_nr, account_id IS NOT NULL AS told FROM topics ORDER BY message_nr',
  );
  expect(rows).toEqual([
    { topic: 'First', message_nr: 1, told: true },
    { topic: 'Second', message_nr: 2, told: true },
  ]);
});

test('organisations are read as far as the account may', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: worldFromRecords([...people]) });
  await using client = await signedIn(server.url);
  await client.call('createOrganisation', { args: { organisation_name: 'Harbour' } });
  const archive = folder.at('archive');
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  const calls = await rowsOf(
    archive,
    "SELECT DISTINCT split_part(call, '/', 2) AS call FROM api_calls WHERE starts_with(call, 'business/') ORDER BY ALL",
  );
  expect(calls.map(({ call }) => call)).toEqual(['sync', 'sync_changelog', 'sync_conversations', 'sync_teams']);
});

test('tasks from before joining come with the board', async () => {
  const section = {
    mk_rec_type: 'section',
    conversation_id: 'board',
    section_id: 's1',
    name: 'To Do',
    mk_section_type: 'urn:fleep:section:mk_section_type:task',
    mk_section_subtype: 'urn:fleep:section:mk_section_subtype:default',
    weight: 4294967296,
  };
  const task = (nr: number) =>
    message('board', nr, {
      tags: ['is_task', 'is_todo'],
      mk_message_state: 'urn:fleep:message:mk_message_state:todo',
      section_id: 's1',
      task_weight: 4294967296 + nr,
      prev_message_nr: nr - 1,
    });
  const lines = [
    ...people,
    conv('board', { join_message_nr: 5, has_taskboard: true }),
    section,
    task(1),
    task(2),
    ...[3, 4, 5, 6].map((nr) => message('board', nr, { prev_message_nr: nr - 1 })),
  ];
  await using folder = await temporaryFolder();
  await using server = await serve({ world: worldFromRecords(lines) });
  const archive = folder.at('archive');
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  const rows = await rowsOf(archive, 'SELECT message_nr FROM messages ORDER BY message_nr');
  expect(rows.map(({ message_nr }) => message_nr)).toEqual([1, 2, 5, 6]);
});

test('a file that is not at the service is missed until it is deleted', async () => {
  await using folder = await temporaryFolder();
  const said = [conv('c'), message('c', 1), message('c', 2, { account_id: people[0]?.account_id })];
  const file = { conversation_id: 'c', message_nr: 2, attachment_id: 'f', file_url: '/file/c/2/f/x' };
  const world = worldFromRecords([...people, ...said, { mk_rec_type: 'file', ...file }]);
  await using server = await serve({ world });
  await using client = await signedIn(server.url);
  const archive = folder.at('archive');
  expect(await syncHere(server.url, archive)).toMatchObject({ exit_code: 3, totals: { open_gaps: 1 } });
  await client.call('deleteMessageFromConversation', { id: 'c' as ConversationId, args: { message_nr: 2 } });
  expect(await syncHere(server.url, archive)).toMatchObject({ exit_code: 0, totals: { open_gaps: 0 } });
  expect(await rowsOf(archive, 'SELECT is_deleted FROM files')).toEqual([{ is_deleted: true }]);
});
