-- Content that should be in files/, one row a URL: all of it, or where it is known to be missed.
-- $all: whether all of it is wanted. sha256, size_bytes: of the content. is_missed: whether its gap is open, and is not that of
-- other content that the address was given since.
SELECT record_key AS url, record ->> '$.stored_sha256' AS sha256, (record ->> '$.stored_size')::BIGINT AS size_bytes,
  has_gap AND record_key NOT IN (SELECT url FROM missing_contents) AS is_missed
FROM (
  SELECT *, 'file:' || record_key IN (SELECT gap_id FROM gaps WHERE is_open) AS has_gap
  FROM merged_records WHERE mk_rec_type = 'archive_file'
)
WHERE $all OR has_gap
ORDER BY url
