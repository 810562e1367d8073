-- The service that the latest run was given. An import has none.
SELECT server FROM runs LEFT JOIN (SELECT run_id, max(page_nr) AS page_nr FROM api_calls GROUP BY run_id) USING (run_id)
WHERE server IS NOT NULL ORDER BY page_nr DESC NULLS LAST, started_time DESC LIMIT 1
