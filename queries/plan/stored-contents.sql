-- Content that should be in files/, one row a URL: all of it, or where it is known to be missed.
-- $all: whether all of it is wanted. sha256, size_bytes: of the content. is_missed: whether its gap is open.
SELECT record_key AS url, record ->> '$.stored_sha256' AS sha256, (record ->> '$.stored_size')::BIGINT AS size_bytes, is_missed
FROM (
  SELECT *, 'file:' || record_key IN (SELECT gap_id FROM gaps WHERE is_open) AS is_missed
  FROM merged_records WHERE mk_rec_type = 'archive_file'
)
WHERE $all OR is_missed
ORDER BY url
