-- Content that something in the archive names, one row an address: a table for the other files here, of the time when it is made.
-- name: of the attachment, NULL for pictures of people. same_name: how many addresses have it. size_bytes, sha256: what Fleep says, NULL
-- where it says nothing. is_wanted: the content is not in files/ yet. is_deleted: removed from its message, so that its absence is no gap.
-- is_gap_open: a gap says already that it is missing.
CREATE OR REPLACE TEMP TABLE known_files AS
WITH known AS (
  SELECT url, nfc_normalize(any_value(name)) AS name,
    coalesce(any_value(size_bytes) FILTER (is_missing), any_value(size_bytes)) AS size_bytes,
    coalesce(any_value(sha256) FILTER (is_missing), any_value(sha256)) AS sha256,
    bool_and(is_deleted) AS is_deleted, bool_or(is_missing) AS is_wanted
  FROM named_contents
  GROUP BY url
)
SELECT *, count(*) OVER (PARTITION BY name) AS same_name, ('file:' || url) IN (SELECT gap_id FROM gaps WHERE is_open) AS is_gap_open
FROM known;

-- Each file that is found is looked for by both.
CREATE INDEX known_by_sha256 ON known_files (sha256);
CREATE INDEX known_by_name ON known_files (name);
