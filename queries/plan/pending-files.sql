-- Content that is not in files/ yet, or not any more, one row a URL.
-- $lost: what is not there any more, as a JSON list of objects with url, sha256 and size_bytes.
-- url: as on the wire. size_bytes, sha256: what Fleep says, NULL where it says nothing. content_type: what it must begin with where
-- nothing else proves it. is_deleted: removed from its message, so that its absence is no gap.
WITH lost AS (
  SELECT unnest(from_json($lost, '[{"url": "VARCHAR", "sha256": "VARCHAR", "size_bytes": "BIGINT"}]'), recursive := true)
),
wanted AS (
  SELECT file_url AS url, file_size AS size_bytes, file_sha256 AS sha256, NULL::VARCHAR AS content_type, coalesce(is_deleted, false) AS is_deleted,
    file_name AS name, file_type AS media_type
  FROM files WHERE stored_sha256 IS NULL
  UNION ALL
  SELECT file_url, file_size, file_sha256, NULL, coalesce(is_deleted, false), file_name, file_type FROM previews WHERE stored_sha256 IS NULL
  UNION ALL
  SELECT avatar_url, NULL, NULL, 'image/', false, NULL, 'image/' FROM accounts WHERE avatar_sha256 IS NULL
  UNION ALL
  SELECT avatar_url, NULL, NULL, 'image/', false, NULL, 'image/' FROM hooks WHERE avatar_sha256 IS NULL
  UNION ALL
  -- What is lost is had again only when it is the same, and is missed whatever became of its message.
  SELECT url, size_bytes, lost.sha256, NULL, false, file_name, file_type FROM lost LEFT JOIN files ON file_url = url
  UNION ALL
  -- thumbnails: whether those are wanted too, in every size that a record names (fleep-wire.md, section 4.5).
  SELECT record ->> ('$."' || name || '"'), NULL, NULL, 'image/', false, NULL, 'image/'
  FROM (
    SELECT record, unnest(json_keys(record)) AS name FROM merged_records WHERE $thumbnails AND mk_rec_type IN ('file', 'preview')
  )
  WHERE starts_with(name, 'thumb_url_')
    AND (record ->> ('$."' || name || '"')) NOT IN (SELECT record_key FROM merged_records WHERE mk_rec_type = 'archive_file')
)
SELECT url, any_value(size_bytes) AS size_bytes, any_value(sha256) AS sha256, any_value(content_type) AS content_type, bool_and(is_deleted) AS is_deleted,
  any_value(name) AS name, any_value(media_type) AS media_type
FROM wanted
WHERE url <> ''
GROUP BY url
ORDER BY url
