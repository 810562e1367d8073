-- Content that is named and is not there. is_gap_open: a gap says so already.
SELECT url, is_gap_open FROM known_files WHERE is_wanted AND NOT is_deleted ORDER BY url
