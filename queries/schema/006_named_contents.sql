-- Schema 6: all content that records name, one row a record; missing_contents is what of it is not in files/. Not a contract: may change with any version.
-- url: as on the wire. size_bytes, sha256: what Fleep says, NULL where it says nothing. content_type: what it must begin with where
-- nothing else proves it. is_deleted: removed from its message, so that its absence is no gap. stored_sha256: NULL until it is in files/.
CREATE VIEW named_contents AS
SELECT * FROM (
  SELECT file_url AS url, file_name AS name, file_type AS media_type, file_size AS size_bytes, file_sha256 AS sha256,
    NULL::VARCHAR AS content_type, coalesce(is_deleted, false) AS is_deleted, stored_sha256
  FROM files
  UNION ALL
  SELECT file_url, file_name, file_type, file_size, file_sha256, NULL, coalesce(is_deleted, false), stored_sha256 FROM previews
  UNION ALL
  SELECT avatar_url, NULL, 'image/', NULL, NULL, 'image/', false, avatar_sha256 FROM accounts
  UNION ALL
  SELECT avatar_url, NULL, 'image/', NULL, NULL, 'image/', false, avatar_sha256 FROM hooks
)
WHERE url <> '';

CREATE OR REPLACE VIEW missing_contents AS SELECT * EXCLUDE (stored_sha256) FROM named_contents WHERE stored_sha256 IS NULL;
