-- title: Files posted more than once
-- question: Which files were posted again and again?
-- description: Attached files with the same content, told by the SHA-256 that Fleep gives or, without one, by that of
--   the content in the archive. Files whose content is unknown, those that were taken off their message and those of
--   deleted messages are not looked at.
-- param: since date optional – only files posted on or after this day (UTC)
-- param: until date optional – only files posted on or before this day (UTC)
-- param: limit integer 30 – most rows, those that repeat the most bytes first
-- column: file_name – the name, the first by the alphabet where there are several
-- column: names – number of different names
-- column: copies – how often it was posted
-- column: conversations – number of different conversations
-- column: size_bytes – size of one copy, in bytes
-- column: repeated_bytes – size of all copies but one, in bytes; the archive keeps one
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "file_name", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "repeated_bytes", "type": "quantitative", "title": "bytes repeated",
--       "axis": {"labelExpr": "format(datum.value, '~s') + 'B'"}}}}
SELECT
  min(file_name) AS file_name,
  count(DISTINCT file_name) AS names,
  count(*) AS copies,
  count(DISTINCT conversation_id) AS conversations,
  max(file_size) AS size_bytes,
  coalesce(max(file_size), 0) * (count(*) - 1) AS repeated_bytes
FROM files
ANTI JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted) AS d USING (conversation_id, message_nr)
WHERE NOT coalesce(is_deleted, false)
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
  AND coalesce(nullif(file_sha256, ''), stored_sha256) IS NOT NULL
GROUP BY coalesce(nullif(file_sha256, ''), stored_sha256)
HAVING count(*) > 1
ORDER BY repeated_bytes DESC, copies DESC, file_name, coalesce(nullif(file_sha256, ''), stored_sha256)
LIMIT $limit;
