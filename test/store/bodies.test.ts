// What two messages say alike is decided once in SQL, for the load and the reports, and once in TypeScript, for the site: the same.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { bareBody } from '../../src/fleep/markup/plain-text.js';
import { databasePath } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { makeArchive } from '../render/small-archive.js';
import { newTables } from './load-pages.js';

const XML = '<msg><p>words &amp; "more"</p></msg>';
const BODIES = [
  '',
  XML,
  'plain words',
  '{ not json',
  '{"message":',
  '{"a":1}',
  '{"message":null}',
  '{"message":5}',
  '{"message":{"message":"deeper"}}',
  '{"message":""}',
  '{"message":"plain words"}',
  JSON.stringify({ message: XML, is_url_preview_disabled: false, attachments: [{ message: 'another' }] }),
  ` ${JSON.stringify({ message: XML })}`,
  String.raw`{"message":"cut \ud83d in half"}`,
  String.raw`{"message":"\uDE00\ud83d\ude00\\ud83d\n\"\ud83d","other":"\udc00"}`,
  String.raw`{"message":"cut \ud83d", no JSON}`,
];
const TYPES = ['text', 'email', 'separator', 'textV2', 'emailV2', 'add', 'textV3'];

test.each(TYPES)('bare_body and bareBody agree on every body of type %s', async (type) => {
  await using tables = await newTables();
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const rows = await tables.rows(
    `SELECT bare_body(${quoted(type)}, body) AS bare FROM (VALUES ${BODIES.map((body, place) => `(${place}, ${quoted(body)})`).join(', ')}) AS t(place, body) ORDER BY place`,
  );
  expect(rows.map(({ bare }) => bare)).toEqual(BODIES.map((body) => bareBody(type, body)));
});

test('a database file that is older than the macro is read all the same', async () => {
  const archive = await makeArchive({});
  const instance = await DuckDBInstance.create(databasePath(archive.path));
  const connection = await instance.connect();
  await connection.run('DROP MACRO bare_body; DROP MACRO json_body; DROP MACRO mend_escapes; DROP MACRO may_be_json');
  connection.closeSync();
  instance.closeSync();
  {
    await using database = await openStore(archive);
    const sql = `SELECT bare_body('textV2', '{"message":"words"}') AS bare, (SELECT count(*) FROM v_messages) AS messages`;
    expect(await database.rows(sql)).toEqual([{ bare: 'words', messages: 0 }]);
  }
  await rm(dirname(archive.path), { recursive: true });
});
