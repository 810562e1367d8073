-- title: Files by size
-- question: How large are the files that people post?
-- description: Attached files by their size as Fleep tells it. A file that was taken off its message, or
--   whose message was deleted, is not counted.
-- param: since date optional – only files posted on or after this day (UTC)
-- param: until date optional – only files posted on or before this day (UTC)
-- column: size – size of a file
-- column: files – number of files
-- column: size_bytes – size of all of them together, in bytes
-- column: share_percent – share of the room that all files take, in percent; NULL when they take none
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "size", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "files", "type": "quantitative", "title": "files"}}}
WITH bands AS (
  SELECT
    CASE
      WHEN file_size IS NULL THEN 7
      WHEN file_size < 10000 THEN 1
      WHEN file_size < 100000 THEN 2
      WHEN file_size < 1000000 THEN 3
      WHEN file_size < 10000000 THEN 4
      WHEN file_size < 100000000 THEN 5
      ELSE 6
    END AS band,
    count(*) AS files,
    coalesce(sum(file_size), 0) AS size_bytes
  FROM files
  ANTI JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted) AS d USING (conversation_id, message_nr)
  WHERE NOT coalesce(is_deleted, false)
  AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
  GROUP BY band
)
SELECT
  ['under 10 kB', '10 to 100 kB', '100 kB to 1 MB', '1 to 10 MB', '10 to 100 MB', '100 MB or more', 'unknown'][band] AS size,
  files,
  size_bytes,
  round(100.0 * size_bytes / nullif(sum(size_bytes) OVER (), 0), 1) AS share_percent
FROM bands
ORDER BY band;
