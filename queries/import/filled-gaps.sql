-- Gaps that say of content that it is missing, and it is there.
SELECT gap_id FROM gaps WHERE is_open AND gap_id IN (SELECT 'file:' || url FROM known_files WHERE NOT is_wanted) ORDER BY gap_id
