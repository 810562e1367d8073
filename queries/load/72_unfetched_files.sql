-- Load, step 7a: content that no run came to yet, worked out anew: what is not in files/, was not removed from its message, and of which
-- no run has said why it is not there.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('archive_file', 'archive_gap', 'file', 'preview', 'contact', 'hook'))
DELETE FROM gaps WHERE starts_with(gap_id, 'hole:file:');
INSERT INTO gaps BY NAME
SELECT 'hole:file:' || url AS gap_id, 'file' AS kind, url AS target, 'not fetched yet' AS cause, true AS is_open, false AS is_expected
FROM missing_contents
GROUP BY url
HAVING NOT bool_and(is_deleted) AND ('file:' || url) NOT IN (SELECT gap_id FROM gaps WHERE is_open);
