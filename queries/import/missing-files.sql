-- Content that is named, is not there, and that no gap says yet.
SELECT url FROM wanted_files WHERE NOT is_deleted AND NOT is_gap_open ORDER BY url
