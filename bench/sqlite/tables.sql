-- The tables of an archive in SQLite: the columns that the questions need, which leaves SQLite less to read than DuckDB's file has.
CREATE TABLE messages (
  conversation_id TEXT NOT NULL,
  message_nr INTEGER NOT NULL,
  account_id TEXT,
  mk_message_type TEXT,
  mk_message_state TEXT,
  sender_name TEXT,
  posted_time INTEGER,
  edited_time INTEGER,
  edit_account_id TEXT,
  is_deleted INTEGER NOT NULL,
  is_pinned INTEGER NOT NULL,
  task_state TEXT,
  section_id TEXT,
  assignee_ids TEXT,
  hook_key TEXT,
  has_question_mark INTEGER,
  text TEXT
);
CREATE TABLE conversations (conversation_id TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID;
CREATE TABLE accounts (account_id TEXT PRIMARY KEY, display_name TEXT, full_name TEXT, email TEXT) WITHOUT ROWID;
CREATE TABLE members (conversation_id TEXT, account_id TEXT, joined_time INTEGER, left_time INTEGER);
CREATE TABLE files (
  conversation_id TEXT,
  message_nr INTEGER,
  account_id TEXT,
  file_name TEXT,
  file_type TEXT,
  file_size INTEGER,
  is_deleted INTEGER,
  sender_name TEXT,
  posted_time INTEGER
);
CREATE TABLE reactions (conversation_id TEXT, message_nr INTEGER, reaction TEXT, account_id TEXT);
CREATE TABLE mentions (conversation_id TEXT, message_nr INTEGER, account_id TEXT);

-- What people and programs said, as the macro of the same name has it.
CREATE VIEW talk AS
SELECT
  *,
  CASE
    WHEN hook_key <> '' THEN 'hook'
    WHEN mk_message_type IN ('email', 'emailV2') THEN 'e-mail'
    ELSE 'chat'
  END AS kind
FROM messages
WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND is_deleted = 0;

CREATE VIEW v_people AS
SELECT account_id, name || CASE WHEN count(*) OVER (PARTITION BY name) > 1 THEN ' (' || substr(account_id, 1, 8) || ')' ELSE '' END AS person
FROM (
  SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name FROM accounts
);

CREATE VIEW v_conversations AS
SELECT
  conversation_id,
  name || CASE WHEN count(*) OVER (PARTITION BY name) > 1 THEN ' (' || substr(conversation_id, 1, 8) || ')' ELSE '' END AS conversation
FROM (
  SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || substr(conversation_id, 1, 8)) AS name FROM conversations
);
