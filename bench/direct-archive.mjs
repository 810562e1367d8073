// bench: a synthetic world → the tables of an archive, without the server and the journal between, which take ten times as long.
// Usage: node bench/direct-archive.mjs <messages> <conversations> <folder>
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { syntheticWorld } from '../dist/emulator/index.js';
import { messageText } from '../dist/fleep/markup/plain-text.js';
import { createArchive, databasePath } from '../dist/journal/archive-folder.js';
import { openWritableDatabase } from '../dist/store/writable.js';

const [messages, conversations, folder] = process.argv.slice(2);
const settings = { store: 'duckdb', server: 'http://127.0.0.1', accounts: [], created: '2024-01-01T00:00:00Z' };
await createArchive(folder, settings);
const world = syntheticWorld({ messages: Number(messages), conversations: Number(conversations), seed: 1 });

const sources = world.conversationsOf('');
const NUMBERS_AT_ONCE = 500;

const last = (text) => text?.slice(text.lastIndexOf(':') + 1);

function messageRow(record, index) {
  const { tags = [], posted_time, edited_time, mk_message_state, message, mk_message_type } = record;
  const state = last(mk_message_state);
  const text = mk_message_type === 'text' ? messageText('text', message).text : null;
  return {
    ...record,
    text,
    has_question_mark: text === null ? null : /[?？؟]/.test(text),
    posted_time: time(posted_time),
    edited_time: time(edited_time),
    tags,
    is_deleted: state === 'deleted',
    is_pinned: state === 'pinned',
    task_state: state === 'todo' || state === 'done' ? state : null,
    is_malformed: false,
    page_nr: 1,
    record_index: index,
  };
}

const time = (seconds) => (seconds === undefined ? null : new Date(seconds * 1000).toISOString().slice(0, 19));

async function* messageRows() {
  for (const conversation of sources) {
    for (let first = 1; first <= conversation.lastFlowNr; first += NUMBERS_AT_ONCE) {
      for (const { body } of conversation.messagesIn(first, first + NUMBERS_AT_ONCE - 1)) {
        yield messageRow(JSON.parse(`${body}}`), first);
      }
    }
  }
}

function* fileRows() {
  for (const conversation of sources) {
    for (const { text } of conversation.attachmentsIn(1, conversation.lastFlowNr)) {
      const record = JSON.parse(text);
      yield { ...record, posted_time: time(record.posted_time), page_nr: 1 };
    }
  }
}

function* conversationRows() {
  for (const { id, header } of sources) {
    const members = JSON.parse(header.get('members') ?? '[]');
    const topic = JSON.parse(header.get('topic') ?? '""');
    yield { conversation_id: id, topic, title: topic, members, page_nr: 1 };
  }
}

function* accountRows() {
  for (const { text } of world.contacts) {
    const { account_id, display_name, email } = JSON.parse(text);
    yield { account_id, display_name, email, mk_account_status: 'active', page_nr: 1 };
  }
}

async function insert(database, table, source) {
  const path = join(folder, `${table}.ndjson`);
  const out = createWriteStream(path);
  for await (const row of source)
    if (!out.write(`${JSON.stringify(row)}\n`)) await new Promise((done) => out.once('drain', done));
  out.end();
  await finished(out);
  const columns = await database.rows(`DESCRIBE ${table}`);
  const types = columns.map(({ column_name, column_type }) => `"${column_name}": '${column_type}'`).join(', ');
  await database.run(`INSERT INTO ${table} BY NAME SELECT * FROM read_json('${path}', columns = {${types}})`);
  rmSync(path);
}

/** What the load makes of the messages, as far as this world has it. */
const DETAILS = [
  `INSERT INTO reactions
  SELECT conversation_id, message_nr, r.key, unnest(from_json(r.value, '["VARCHAR"]'))
  FROM messages, json_each(reactions) AS r
  WHERE reactions IS NOT NULL AND NOT is_deleted`,
  `INSERT INTO mentions
  SELECT DISTINCT conversation_id, message_nr, unnest(regexp_extract_all(message, '<mention account_id="([^"]+)', 1))
  FROM messages
  WHERE contains(message, '<mention')`,
  `INSERT INTO members BY NAME
  SELECT conversation_id, unnest(members) AS account_id, m.message_nr AS joined_message_nr, m.posted_time AS joined_time,
    m.account_id AS added_by, true AS is_current, false AS is_guest, false AS is_admin
  FROM conversations JOIN messages AS m USING (conversation_id)
  WHERE m.message_nr = 1`,
];

const database = await openWritableDatabase(databasePath(folder));
await insert(database, 'accounts', accountRows());
await insert(database, 'conversations', conversationRows());
await insert(database, 'files', fileRows());
await insert(database, 'messages', messageRows());
for (const sql of DETAILS) await database.run(sql);
await database.run('CHECKPOINT archive');
await database.close();
