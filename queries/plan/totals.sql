-- Rows of every table that grows with what Fleep holds, and what is wrong with them. One row.
-- Of conversations those too of which there are messages and no header.
SELECT
  (SELECT count(*) FROM conversations) + (
    SELECT count(DISTINCT conversation_id) FROM messages ANTI JOIN conversations USING (conversation_id)) AS conversations,
  (SELECT count(*) FROM messages) AS messages,
  (SELECT count(*) FROM message_versions) AS message_versions,
  (SELECT count(*) FROM accounts) AS accounts,
  (SELECT count(*) FROM members) AS members,
  (SELECT count(*) FROM teams) AS teams,
  (SELECT count(*) FROM labels) AS labels,
  (SELECT count(*) FROM hooks) AS hooks,
  (SELECT count(*) FROM sections) AS sections,
  (SELECT count(*) FROM reminders) AS reminders,
  (SELECT count(*) FROM files) AS files,
  (SELECT count(*) FROM files WHERE stored_sha256 IS NOT NULL) AS files_stored,
  (SELECT count(*) FROM previews) AS previews,
  (SELECT count(*) FROM reactions) AS reactions,
  (SELECT count(*) FROM mentions) AS mentions,
  (SELECT count(*) FROM gaps WHERE is_open AND NOT is_expected) AS open_gaps,
  (SELECT count(*) FROM problems WHERE problem = 'malformed markup') AS malformed_messages,
  (SELECT count(*) FROM problems WHERE problem = 'wrong type') AS wrong_type_fields,
  (SELECT count(*) FROM problems WHERE problem NOT IN ('malformed markup', 'wrong type')) AS unplaced_records
