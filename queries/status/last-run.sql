-- The last sync, by its pages in the journal, for a clock may have been ahead. started, ended: UTC. outcome: in words. exit_code: of the process.
SELECT started_time AS started, ended_time AS ended, outcome, exit_code FROM runs LEFT JOIN (SELECT run_id, max(page_nr) AS page_nr FROM api_calls GROUP BY run_id) USING (run_id)
ORDER BY page_nr DESC NULLS LAST, started_time DESC LIMIT 1
