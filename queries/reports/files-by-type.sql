-- title: Files by type
-- question: What kinds of files are there, and how much room do they take?
-- description: Attached files by MIME type as Fleep tells it. A file that was taken off its message, or
--   whose message was deleted, is not counted. A file that was posted twice counts twice, though the archive keeps its
--   content once.
-- param: since date optional – only files posted on or after this day (UTC)
-- param: until date optional – only files posted on or before this day (UTC)
-- param: limit integer 30 – most rows, those that take the most room first
-- column: file_type – MIME type in lower case; "unknown" when Fleep tells none
-- column: files – number of files
-- column: size_bytes – size of all of them together, in bytes, as Fleep tells it
-- column: largest_bytes – size of the largest, in bytes
-- column: stored – how many of them are in the archive with their content
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "file_type", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "size_bytes", "type": "quantitative", "title": "bytes",
--       "axis": {"labelExpr": "format(datum.value, '~s') + 'B'"}}}}
SELECT
  coalesce(nullif(lower(trim(split_part(file_type, ';', 1))), ''), 'unknown') AS file_type,
  count(*) AS files,
  coalesce(sum(file_size), 0) AS size_bytes,
  max(file_size) AS largest_bytes,
  count(stored_sha256) AS stored
FROM files
ANTI JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted) AS d USING (conversation_id, message_nr)
WHERE NOT coalesce(is_deleted, false)
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
GROUP BY ALL
ORDER BY size_bytes DESC, files DESC, file_type
LIMIT $limit;
