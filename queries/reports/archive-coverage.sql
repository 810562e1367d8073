-- title: What the archive holds
-- question: What is held of each conversation, and what is known to be missing?
-- description: Every conversation with the messages of all kinds, versions and files that are held, and the gaps that
--   are still open. Gaps that belong to no conversation stand in a row of their own.
-- column: conversation – title of the conversation
-- column: messages – number of message numbers held, system messages and deleted ones included
-- column: earlier_versions – number of versions held that a later one replaced
-- column: first_message_nr – lowest message number held
-- column: last_message_nr – highest message number held
-- column: fleep_last_message_nr – highest message number that Fleep told for the conversation
-- column: files – number of files and link previews with content
-- column: files_stored – how many of them are in the archive with their content
-- column: stored_bytes – size of those, in bytes; content that is posted twice counts twice and is kept once
-- column: open_gaps – number of gaps known and not yet filled
-- caveat: Numbers that no message carries are normal: edits, pins and deletions use up numbers. So the highest number
--   is not the number of messages, and the highest number held may be below the one that Fleep told.
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "conversation", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "messages", "type": "quantitative", "title": "messages held"}}}
WITH held AS (
  SELECT conversation_id, count(*) AS messages, min(message_nr) AS first_message_nr, max(message_nr) AS last_message_nr
  FROM messages
  GROUP BY conversation_id
),
versions AS (
  SELECT conversation_id, count(*) AS earlier_versions FROM message_versions WHERE NOT is_latest GROUP BY conversation_id
),
attached AS (
  SELECT conversation_id, count(*) AS files, count(stored_sha256) AS files_stored, sum(stored_size) AS stored_bytes
  FROM (
    SELECT conversation_id, stored_sha256, stored_size FROM files
    UNION ALL
    SELECT conversation_id, stored_sha256, stored_size FROM previews WHERE nullif(file_url, '') IS NOT NULL
  )
  GROUP BY conversation_id
),
missing AS (
  SELECT conversation_id, count(*) AS open_gaps FROM gaps WHERE is_open AND NOT is_expected GROUP BY conversation_id
),
ids AS (
  SELECT conversation_id FROM conversations
  UNION
  SELECT conversation_id FROM held
  UNION
  SELECT conversation_id FROM missing
)
SELECT
  coalesce(n.conversation, 'untitled ' || left(i.conversation_id, 8), '(no conversation)') AS conversation,
  coalesce(h.messages, 0) AS messages,
  coalesce(v.earlier_versions, 0) AS earlier_versions,
  h.first_message_nr,
  h.last_message_nr,
  c.last_message_nr AS fleep_last_message_nr,
  coalesce(a.files, 0) AS files,
  coalesce(a.files_stored, 0) AS files_stored,
  coalesce(a.stored_bytes, 0) AS stored_bytes,
  coalesce(m.open_gaps, 0) AS open_gaps
FROM ids AS i
LEFT JOIN v_conversations AS n USING (conversation_id)
LEFT JOIN conversations AS c USING (conversation_id)
LEFT JOIN held AS h USING (conversation_id)
LEFT JOIN versions AS v USING (conversation_id)
LEFT JOIN attached AS a USING (conversation_id)
LEFT JOIN missing AS m ON m.conversation_id IS NOT DISTINCT FROM i.conversation_id
ORDER BY i.conversation_id IS NULL, conversation, i.conversation_id;
