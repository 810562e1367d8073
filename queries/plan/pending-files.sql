-- Content that is not in files/ yet, or not any more, one row a URL. Columns as in missing_contents (queries/schema/).
-- posted_time: of the latest record that names it; NULL where one says no time, as of avatars. beyond_bytes: it is known to be longer, from a
-- download that was given up at a limit.
-- $lost: what is not there any more, as a JSON list of objects with url, sha256 and size_bytes.
WITH lost AS (
  SELECT unnest(from_json($lost, '[{"url": "VARCHAR", "sha256": "VARCHAR", "size_bytes": "BIGINT"}]'), recursive := true)
),
posted AS (
  SELECT file_url, posted_time FROM files UNION ALL SELECT file_url, posted_time FROM previews
),
times AS (
  SELECT file_url, CASE WHEN count(posted_time) = count(*) THEN max(posted_time) END AS posted_time FROM posted GROUP BY file_url
),
-- file_url: of the record, which a thumbnail shares with its file.
wanted AS (
  SELECT *, url AS file_url FROM missing_contents
  UNION ALL BY NAME
  -- What is lost is had again only when it is the same, and is missed whatever became of its message.
  SELECT url, size_bytes, lost.sha256, false AS is_deleted, file_name AS name, file_type AS media_type, url AS file_url
  FROM lost LEFT JOIN files ON file_url = url
  -- Of an address that has other content now, that is asked for.
  WHERE url NOT IN (SELECT url FROM missing_contents)
  UNION ALL BY NAME
  -- thumbnails: whether those are wanted too, in every size that a record names (fleep-wire.md, section 4.5).
  SELECT record ->> ('$."' || name || '"') AS url, 'image/' AS media_type, 'image/' AS content_type, false AS is_deleted,
    record ->> '$.file_url' AS file_url
  FROM (
    SELECT record, unnest(json_keys(record)) AS name FROM merged_records WHERE $thumbnails AND mk_rec_type IN ('file', 'preview')
  )
  WHERE starts_with(name, 'thumb_url_')
    AND (record ->> ('$."' || name || '"')) NOT IN (SELECT record_key FROM merged_records WHERE mk_rec_type = 'archive_file')
)
SELECT url, any_value(size_bytes) AS size_bytes, any_value(sha256) AS sha256, any_value(content_type) AS content_type, bool_and(is_deleted) AS is_deleted,
  any_value(name) AS name, any_value(media_type) AS media_type,
  CASE WHEN count(posted_time) = count(*) THEN max(posted_time) END AS posted_time,
  any_value(TRY_CAST(gap.record ->> '$.beyond_bytes' AS BIGINT)) AS beyond_bytes
FROM wanted
LEFT JOIN times USING (file_url)
LEFT JOIN merged_records AS gap ON gap.mk_rec_type = 'archive_gap' AND gap.record_key = 'file:' || url
WHERE url <> ''
GROUP BY url
ORDER BY url
