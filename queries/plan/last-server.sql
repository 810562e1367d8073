-- The service that the latest run other than run_id was given. An import has none.
SELECT server FROM runs WHERE server IS NOT NULL AND run_id <> $run_id ORDER BY started_time DESC LIMIT 1
