-- The service that the latest run was given. An import has none.
SELECT server FROM runs WHERE server IS NOT NULL ORDER BY started_time DESC LIMIT 1
