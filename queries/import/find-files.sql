-- Wanted content with this hash or this name. is_claimed: some address, wanted or not, says that the hash is its own.
-- Two questions, since DuckDB uses an index for neither of two that are joined by OR.
SELECT url, name, size_bytes, sha256, same_name, is_gap_open, EXISTS (FROM known_files WHERE sha256 = $sha256) AS is_claimed
FROM (
  FROM known_files WHERE sha256 = $sha256
  UNION ALL
  FROM known_files WHERE name = nfc_normalize($name) AND sha256 IS DISTINCT FROM $sha256
)
WHERE is_wanted
ORDER BY url
