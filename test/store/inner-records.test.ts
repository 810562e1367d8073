// Files and previews that stand inside of a message, in whatever form somebody wrote them down: rows, or named in problems.
import { expect, test } from 'vitest';
import { message } from '../support/tiny-world.js';
import { type Loaded, newTables } from './load-pages.js';

const WORDS = '<msg><p>words</p></msg>';
const HALF = String.raw`\ud83d`;

const inside = (attachments: unknown) => ({
  mk_message_type: 'textV2',
  message: JSON.stringify({ message: WORDS, attachments }),
});
const attachmentsOf = (tables: Loaded) =>
  tables.rows(`SELECT 'file' AS kind, message_nr, attachment_id AS id FROM files
    UNION ALL SELECT 'preview', message_nr, attachment_id FROM previews ORDER BY ALL`);
const problemsOf = (tables: Loaded) =>
  tables.rows(
    'SELECT regexp_replace(record_key, $$/\\w{32}$$, $$$$) AS key, field, problem, value FROM problems ORDER BY ALL',
  );

test('half a surrogate pair inside of a body costs neither its text nor its files', async () => {
  await using tables = await newTables();
  const file = `{"mk_rec_type":"file","attachment_id":"f","file_name":"cut ${HALF}.pdf","file_url":"/file/c/1/f/a"}`;
  const body = `{"message":"<msg><p>a ${HALF} b</p></msg>","subject":"about ${HALF}","attachments":[${file}]}`;
  const old = `{"file_name":"old ${HALF}.doc","file_id":"g","file_url":"/file/c/2/g/b"}`;
  await tables.load(
    message('c', 1, { mk_message_type: 'emailV2', message: body }),
    message('c', 2, { mk_message_type: 'file', message: old }),
    message('c', 3, { mk_message_type: 'topic', message: `{"topic":"New ${HALF}"}` }),
  );
  expect(await tables.rows('SELECT text, subject, is_malformed FROM messages ORDER BY message_nr LIMIT 1')).toEqual([
    { text: 'a \ufffd b', subject: 'about \ufffd', is_malformed: false },
  ]);
  expect(await tables.rows('SELECT file_name FROM files ORDER BY message_nr')).toEqual([
    { file_name: 'cut \ufffd.pdf' },
    { file_name: 'old \ufffd.doc' },
  ]);
  expect(await tables.rows('SELECT topic FROM topics')).toEqual([{ topic: 'New \ufffd' }]);
  expect(await problemsOf(tables)).toEqual([]);
});

test.each(['textV2', 'file', 'add'])('a body of type %s that is no JSON and was to be is a problem', async (type) => {
  await using tables = await newTables();
  await tables.load(message('c', 1, { mk_message_type: type, message: `{"file_url":"/file/c/1/f/a", ${HALF}}` }));
  expect(await problemsOf(tables)).toMatchObject([{ key: 'c/1', field: 'message', problem: 'malformed markup' }]);
});

test('words in braces are no problem', async () => {
  await using tables = await newTables();
  await tables.load(message('c', 1, { message: '{ words' }));
  expect(await problemsOf(tables)).toEqual([]);
});

test('an attachment without a type is a preview where it has a title or a page, else a file', async () => {
  await using tables = await newTables();
  const attachments = [
    { attachment_id: 'f', file_name: 'contract.pdf', file_url: '/file/c/1/f/contract.pdf', title: null },
    { attachment_id: 'p', title: 'A page', file_url: '/file/c/1/p/preview575.png' },
    { mk_rec_type: null, attachment_id: 'q', attached_url: 'https://example.org' },
  ];
  await tables.load(message('c', 1, inside(attachments)), message('c', 2, { attachments }));
  const each = (message_nr: number) => [
    { kind: 'file', message_nr, id: 'f' },
    { kind: 'preview', message_nr, id: 'p' },
    { kind: 'preview', message_nr, id: 'q' },
  ];
  const found = await attachmentsOf(tables);
  expect(found).toHaveLength(6);
  expect(found).toEqual(expect.arrayContaining([...each(1), ...each(2)]));
  expect(await problemsOf(tables)).toEqual([]);
});

test('a record of its own says nothing new of an attachment that came without a type', async () => {
  await using tables = await newTables();
  const file = { attachment_id: 'f', file_name: 'a.pdf', file_url: '/file/c/1/f/a.pdf', account_id: 'a' };
  await tables.load(message('c', 1, inside([file])));
  await tables.load({ mk_rec_type: 'file', conversation_id: 'c', message_nr: 1, ...file });
  expect(await tables.rows("SELECT version FROM record_versions WHERE mk_rec_type = 'file'")).toEqual([{ version: 1 }]);
});

test('attachments may be a map', async () => {
  await using tables = await newTables();
  const attachments = { f: { mk_rec_type: 'file', attachment_id: 'f', file_url: '/file/c/1/f/a' } };
  await tables.load(message('c', 1, inside(attachments)), message('c', 2, { attachments }));
  expect(await attachmentsOf(tables)).toEqual([
    { kind: 'file', message_nr: 1, id: 'f' },
    { kind: 'file', message_nr: 2, id: 'f' },
  ]);
});

test('what is neither a file nor a preview is named, and what is empty is nothing', async () => {
  await using tables = await newTables();
  const attachments = ['words', { mk_rec_type: 'drawing', file_url: '/file/c/1/f/a' }, {}];
  await tables.load(
    message('c', 1, inside(attachments)),
    message('c', 2, { attachments: 'words' }),
    message('c', 3, { mk_message_type: 'file', message: '{"file_name":"a.txt"}' }),
    message('c', 4, inside([])),
    message('c', 5, { attachments: null }),
    message('c', 6, inside(undefined)),
    message('c', 7, { attachments: {} }),
  );
  const named = (key: string, value: string) => ({ key, field: 'attachments', problem: 'no usable key', value });
  const found = await problemsOf(tables);
  expect(found).toHaveLength(5);
  expect(found).toEqual(
    expect.arrayContaining([
      ...attachments.map((one) => named('c/1', JSON.stringify(one))),
      named('c/2', '"words"'),
      named('c/3', '{"file_name":"a.txt"}'),
    ]),
  );
  expect(await attachmentsOf(tables)).toEqual([]);
});
