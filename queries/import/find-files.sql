-- Wanted content with this hash or this name. same_name: how many addresses are wanted under the name.
SELECT url, name, size_bytes, sha256, is_gap_open, count(*) FILTER (WHERE name = nfc_normalize($name)) OVER () AS same_name
FROM wanted_files
WHERE sha256 = $sha256 OR name = nfc_normalize($name)
ORDER BY url
