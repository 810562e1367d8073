-- Schema 14: named_contents as in schema 6, missing_contents what of it is not in files/. Not a contract: may change with any version.
-- sha256: in small letters, NULL where Fleep says nothing. is_deleted: removed from its message, or the message itself is deleted, of which
-- no record of the file need tell (fleep-wire.md, section 4.5). stored_sha256: of what files/ has of the address, NULL where it has nothing.
-- is_missing: it has nothing, or something else than what the record says, as of an address that was given other content.
CREATE OR REPLACE VIEW named_contents AS
SELECT *, stored_sha256 IS DISTINCT FROM coalesce(sha256, stored_sha256, '') AS is_missing
FROM (
  SELECT file_url AS url, file_name AS name, file_type AS media_type, file_size AS size_bytes, lower(nullif(file_sha256, '')) AS sha256,
    NULL::VARCHAR AS content_type, coalesce(f.is_deleted, false) OR m.message_nr IS NOT NULL AS is_deleted, stored_sha256
  FROM files AS f
  LEFT JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted) AS m
    ON m.conversation_id = f.conversation_id AND m.message_nr = f.message_nr
  UNION ALL
  SELECT file_url, file_name, file_type, file_size, lower(nullif(file_sha256, '')), NULL,
    coalesce(p.is_deleted, false) OR m.message_nr IS NOT NULL, stored_sha256
  FROM previews AS p
  LEFT JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted) AS m
    ON m.conversation_id = p.conversation_id AND m.message_nr = p.message_nr
  UNION ALL
  SELECT avatar_url, NULL, 'image/', NULL, NULL, 'image/', false, avatar_sha256 FROM accounts
  UNION ALL
  SELECT avatar_url, NULL, 'image/', NULL, NULL, 'image/', false, avatar_sha256 FROM hooks
)
WHERE url <> '';

CREATE OR REPLACE VIEW missing_contents AS SELECT * EXCLUDE (stored_sha256, is_missing) FROM named_contents WHERE is_missing;
