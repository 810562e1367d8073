-- Content that is not in files/ yet and that something in the archive names, one row an address: a view for the other files here.
-- name: of the attachment, NULL for pictures of people. size_bytes, sha256: what Fleep says, NULL where it says nothing.
-- is_deleted: removed from its message, so that its absence is no gap. is_gap_open: a gap says already that it is missing.
CREATE OR REPLACE TEMP VIEW wanted_files AS
WITH wanted AS (
  SELECT file_url AS url, file_name AS name, file_size AS size_bytes, file_sha256 AS sha256, coalesce(is_deleted, false) AS is_deleted
  FROM files WHERE stored_sha256 IS NULL
  UNION ALL
  SELECT file_url, file_name, file_size, file_sha256, coalesce(is_deleted, false) FROM previews WHERE stored_sha256 IS NULL
  UNION ALL
  SELECT avatar_url, NULL, NULL, NULL, false FROM accounts WHERE avatar_sha256 IS NULL
  UNION ALL
  SELECT avatar_url, NULL, NULL, NULL, false FROM hooks WHERE avatar_sha256 IS NULL
)
SELECT url, nfc_normalize(any_value(name)) AS name, any_value(size_bytes) AS size_bytes, lower(any_value(sha256)) AS sha256,
  bool_and(is_deleted) AS is_deleted, ('file:' || url) IN (SELECT gap_id FROM gaps WHERE is_open) AS is_gap_open
FROM wanted
WHERE url <> ''
GROUP BY url
