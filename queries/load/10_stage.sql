-- Load, step 1: which message records the batch brings, and everything else of it.
-- Reads journal_messages and journal_lines, views over the journal's files that the loader makes. Pages up to the variable
-- after_page are loaded already.

-- One row a record line. The files are read once for what comes of messages and for whether all records are there. carried: the files and
-- previews that the row of a message of 2018 has beside its body, and whose they are; NULL for nearly all.
CREATE OR REPLACE TEMP TABLE record_lines AS
SELECT page, "index", m.conversation_id, number_of_message(m.message_nr) AS message_nr, m.mk_message_type IS NULL AS is_fragment,
  coalesce(m.mk_rec_type = 'message' AND m.conversation_id IS NOT NULL AND message_nr IS NOT NULL, false) AS is_message,
  coalesce(is_no_time(m.posted_time) OR is_no_time(m.edited_time), false) AS has_odd_time,
  CASE WHEN is_message AND m.attachments::VARCHAR NOT IN ('[]', '{}', 'null') THEN {account_id: m.account_id, attachments: m.attachments} END AS carried
FROM journal_messages
WHERE page > getvariable('after_page') AND page <= getvariable('last_page');

-- One row a message record that has a key.
CREATE OR REPLACE TEMP VIEW incoming AS
SELECT page, "index", conversation_id, message_nr, is_fragment, has_odd_time, carried FROM record_lines WHERE is_message;

-- Messages that come more than once, that are stored already, or that come in part: which version counts is to be found out.
CREATE OR REPLACE TEMP TABLE stored_keys AS
SELECT conversation_id, message_nr, page_nr FROM messages SEMI JOIN incoming USING (conversation_id, message_nr);

CREATE OR REPLACE TEMP TABLE contested_keys AS
SELECT conversation_id, message_nr FROM incoming GROUP BY ALL HAVING count(*) > 1 OR bool_or(is_fragment)
UNION
SELECT conversation_id, message_nr FROM stored_keys;

CREATE OR REPLACE TEMP TABLE contested_rows AS
SELECT page, "index", is_fragment FROM incoming SEMI JOIN contested_keys USING (conversation_id, message_nr);

CREATE OR REPLACE TEMP TABLE staged AS
SELECT page, "index", path, placed_record(record, path) AS record, commit, hash, is_suspicious,
  coalesce(json_extract_string(record, '$.mk_rec_type'), CASE
    WHEN path IN ('conversations', 'header', 'headers') THEN 'conv'
    WHEN path IN ('contacts', 'profiles') THEN 'contact'
    WHEN path = 'hooks' THEN 'hook'
    WHEN starts_with(path, 'conversations/') AND ends_with(path, '/messages') THEN 'message'
    WHEN starts_with(path, 'conversations/') THEN 'conv'
    WHEN starts_with(path, 'contacts/') THEN 'contact'
    ELSE '' END) AS mk_rec_type
FROM (
  SELECT l.*, i.page IS NULL AS is_other, c.page IS NOT NULL AS is_contested,
    -- A text field that is no text, or a time that there is not. Fields of other kinds are found when their value does not fit.
    getvariable('is_lenient') OR coalesce(i.has_odd_time, false) OR regexp_matches(record::VARCHAR, '"(?:conversation_id|account_id|mk_message_type|mk_message_state|message|subject|sender_name|edit_account_id|section_id|pinned_account_id|tasked_account_id|hook_key)"\s*:\s*[^"n\s]') AS is_suspicious
  FROM journal_lines AS l
  LEFT JOIN incoming AS i ON i.page = l.page AND i."index" = l."index"
  LEFT JOIN contested_rows AS c ON c.page = l.page AND c."index" = l."index"
  WHERE l.page > getvariable('after_page') AND l.page <= getvariable('last_page')
)
WHERE is_other OR is_contested OR is_suspicious;

CREATE OR REPLACE TEMP TABLE staged_calls AS
SELECT
  c.page AS page_nr, c.run AS run_id, c.account AS account_id, c.call, c.args,
  c.time::TIMESTAMP AS call_time, c.status AS http_status, c.records AS record_count, c.root AS merkle_root, hash AS commit_hash,
  c.cursor, c.previous
FROM (
  SELECT hash, json_transform(commit, '{"page": "BIGINT", "run": "VARCHAR", "account": "VARCHAR", "call": "VARCHAR", "args": "JSON",
    "time": "VARCHAR", "status": "INTEGER", "records": "INTEGER", "root": "VARCHAR", "cursor": "JSON", "previous": "VARCHAR"}') AS c
  FROM staged WHERE commit IS NOT NULL
);
INSERT INTO api_calls BY NAME SELECT * EXCLUDE (cursor, previous) FROM staged_calls;

-- Pages of histories that were taken over from files. Nobody knows how old they are: what a crawl said goes before.
CREATE OR REPLACE TEMP TABLE import_pages AS SELECT page_nr FROM api_calls WHERE call = 'archive/import';
-- A file has no say in what the archive notes of itself.
UPDATE staged SET mk_rec_type = '' WHERE starts_with(mk_rec_type, 'archive_') AND page IN (FROM import_pages);

CREATE OR REPLACE TEMP TABLE new_cursors AS
SELECT json_extract_string(cursor, '$.scope') AS scope, arg_max(cursor, page_nr) AS cursor, max(page_nr) AS page_nr
FROM staged_calls WHERE cursor IS NOT NULL GROUP BY ALL;
DELETE FROM crawl_cursors USING new_cursors AS n WHERE crawl_cursors.scope = n.scope;
INSERT INTO crawl_cursors BY NAME SELECT * FROM new_cursors;
