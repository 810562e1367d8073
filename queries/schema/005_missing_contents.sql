-- Schema 5: content that a record names and that is not in files/, one row a record. Not a contract: may change with any version.
-- url: as on the wire. size_bytes, sha256: what Fleep says, NULL where it says nothing. content_type: what it must begin with where
-- nothing else proves it. is_deleted: removed from its message, so that its absence is no gap.
CREATE VIEW missing_contents AS
SELECT file_url AS url, file_name AS name, file_type AS media_type, file_size AS size_bytes, file_sha256 AS sha256,
  NULL::VARCHAR AS content_type, coalesce(is_deleted, false) AS is_deleted
FROM files WHERE stored_sha256 IS NULL AND file_url <> ''
UNION ALL
SELECT file_url, file_name, file_type, file_size, file_sha256, NULL, coalesce(is_deleted, false)
FROM previews WHERE stored_sha256 IS NULL AND file_url <> ''
UNION ALL
SELECT avatar_url, NULL, 'image/', NULL, NULL, 'image/', false FROM accounts WHERE avatar_sha256 IS NULL AND avatar_url <> ''
UNION ALL
SELECT avatar_url, NULL, 'image/', NULL, NULL, 'image/', false FROM hooks WHERE avatar_sha256 IS NULL AND avatar_url <> '';
