-- The last sync or watch of each account, the latest first, by its pages in the journal, for a clock may have been ahead. An import has no
-- server, and is none. account_id: whose. started, ended: UTC. outcome: in words. exit_code: of the process.
-- is_listed: whether a run of the account has read all lists to their ends.
SELECT account_id, started_time AS started, ended_time AS ended, outcome, exit_code,
  account_id || '/lists' IN (SELECT scope FROM crawl_cursors) AS is_listed
FROM runs LEFT JOIN (SELECT run_id, max(page_nr) AS page_nr FROM api_calls GROUP BY run_id) USING (run_id)
WHERE server IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY page_nr DESC NULLS LAST, started_time DESC) = 1
ORDER BY page_nr DESC NULLS LAST, started_time DESC
