-- Which of some found files may be content that is wanted. found: JSON, list of {place, name, size}. most: how large a file may be of
-- which Fleep says no size. place: those that may, by name or by content. is_fitting: of a size that is wanted; others can only be
-- something else under the name.
WITH found AS (
  SELECT place, nfc_normalize(name) AS name, size
  FROM (SELECT unnest(from_json($found, '[{"place": "INTEGER", "name": "VARCHAR", "size": "BIGINT"}]'), recursive := true))
),
wanted AS (FROM known_files WHERE is_wanted),
fitting AS (
  SELECT place FROM found WHERE size IN (SELECT size_bytes FROM wanted WHERE sha256 IS NOT NULL)
  UNION
  SELECT place FROM found WHERE size <= $most AND EXISTS (FROM wanted WHERE sha256 IS NOT NULL AND size_bytes IS NULL)
  UNION
  SELECT place FROM found JOIN wanted USING (name) WHERE wanted.size_bytes = found.size
  UNION
  SELECT place FROM found JOIN wanted USING (name) WHERE wanted.size_bytes IS NULL AND found.size <= $most
)
SELECT place, place IN (FROM fitting) AS is_fitting
FROM found
WHERE place IN (FROM fitting) OR name IN (SELECT name FROM wanted)
ORDER BY place
