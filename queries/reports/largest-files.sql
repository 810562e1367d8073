-- title: Largest files
-- question: Which files take the most room?
-- description: Attached files by size, the largest first. A file that was taken off its message, or whose message
--   was deleted, is not listed.
-- param: since date optional – only files posted on or after this day (UTC)
-- param: until date optional – only files posted on or before this day (UTC)
-- param: limit integer 20 – most rows
-- column: file_name – name of the file as it was posted
-- column: file_type – MIME type as Fleep tells it
-- column: size_bytes – size in bytes as Fleep tells it
-- column: person – name of the one who posted it
-- column: conversation – title of the conversation
-- column: posted – time of posting (UTC)
-- column: is_stored – whether the archive holds the content
-- caveat: This is a list of files and not a measure of people: it names who posted them whatever the minimum group
--   size is elsewhere.
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "file_name", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "size_bytes", "type": "quantitative", "title": "bytes",
--       "axis": {"labelExpr": "format(datum.value, '~s') + 'B'"}}}}
WITH largest AS (
  FROM files
  ANTI JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted) AS d USING (conversation_id, message_nr)
  WHERE NOT coalesce(is_deleted, false)
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
  ORDER BY file_size DESC NULLS LAST, file_name, conversation_id, message_nr, attachment_id
  LIMIT $limit
)
SELECT
  f.file_name,
  f.file_type,
  f.file_size AS size_bytes,
  coalesce(p.person, nullif(f.sender_name, ''), f.account_id) AS person,
  coalesce(v.conversation, 'untitled ' || left(f.conversation_id, 8)) AS conversation,
  f.posted_time AS posted,
  f.stored_sha256 IS NOT NULL AS is_stored
FROM largest AS f
LEFT JOIN v_people AS p USING (account_id)
LEFT JOIN v_conversations AS v USING (conversation_id)
ORDER BY f.file_size DESC NULLS LAST, f.file_name, f.conversation_id, f.message_nr, f.attachment_id;
