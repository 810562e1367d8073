-- Which of some found files may be content that is wanted. found: JSON, list of {place, name, size}. place: those that may.
WITH found AS (
  SELECT unnest(from_json($found, '[{"place": "INTEGER", "name": "VARCHAR", "size": "BIGINT"}]'), recursive := true)
)
SELECT place FROM found WHERE nfc_normalize(name) IN (SELECT name FROM wanted_files)
UNION
SELECT place FROM found WHERE size IN (SELECT size_bytes FROM wanted_files)
UNION
SELECT place FROM found WHERE EXISTS (FROM wanted_files WHERE size_bytes IS NULL AND sha256 IS NOT NULL)
ORDER BY place
