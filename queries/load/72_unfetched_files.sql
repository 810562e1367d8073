-- Load, step 7a: content that is not in files/, worked out anew: which of it no run came to yet, and which gaps of it are no fault.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('archive_file', 'archive_gap', 'file', 'preview', 'contact', 'contact_seat', 'hook')) OR EXISTS (FROM messages WHERE page_nr > getvariable('after_page') AND is_deleted) OR EXISTS (FROM changed_keys)

-- What was not removed from its message, and of which no run has said why it is not there.
DELETE FROM gaps WHERE starts_with(gap_id, 'hole:file:');
INSERT INTO gaps BY NAME
SELECT 'hole:file:' || url AS gap_id, 'file' AS kind, url AS target, 'not fetched yet' AS cause, true AS is_open, false AS is_expected
FROM missing_contents
GROUP BY url
HAVING NOT bool_and(is_deleted) AND ('file:' || url) NOT IN (SELECT gap_id FROM gaps WHERE is_open);

-- What the service does not have, and nothing names any more or only what was deleted: a picture that gave way to another one, an address
-- that was written in full. Nobody asks for it again, so its gap would never close. What was in files/ once is missed whatever names it.
CREATE OR REPLACE TEMP TABLE file_gaps AS
SELECT gap_id, substr(gap_id, 6) AS url, cause FROM gaps WHERE is_open AND starts_with(gap_id, 'file:');

CREATE OR REPLACE TEMP TABLE excused_gaps AS
WITH named AS (
  SELECT url, bool_and(is_deleted) AS is_deleted FROM named_contents SEMI JOIN file_gaps USING (url) GROUP BY url
),
unsaid AS (
  FROM file_gaps ANTI JOIN (FROM named WHERE NOT is_deleted) USING (url)
  WHERE url NOT IN (SELECT record_key FROM merged_records WHERE mk_rec_type = 'archive_file')
),
thumbnails AS (
  SELECT record ->> ('$."' || name || '"') AS url
  FROM (SELECT record, unnest(json_keys(record)) AS name FROM merged_records WHERE mk_rec_type IN ('file', 'preview') AND EXISTS (FROM unsaid))
  WHERE starts_with(name, 'thumb_url_')
)
SELECT gap_id FROM unsaid ANTI JOIN thumbnails USING (url)
WHERE url NOT IN (SELECT url FROM named) OR cause IN ('not found', 'not in the import');

UPDATE gaps SET is_expected = e.is_expected
FROM (SELECT gap_id, cause = 'left out' OR gap_id IN (FROM excused_gaps) AS is_expected FROM file_gaps) AS e
WHERE gaps.gap_id = e.gap_id AND gaps.is_expected <> e.is_expected;
