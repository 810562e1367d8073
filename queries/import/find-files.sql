-- Wanted content with this hash or this name. is_claimed: some address, wanted or not, says that the hash is its own.
SELECT url, name, size_bytes, sha256, same_name, is_gap_open, EXISTS (FROM known_files WHERE sha256 = $sha256) AS is_claimed
FROM known_files
WHERE is_wanted AND (sha256 = $sha256 OR name = nfc_normalize($name))
ORDER BY url
