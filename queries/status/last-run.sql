-- The last sync. started, ended: UTC. outcome: in words. exit_code: of the process.
SELECT started_time AS started, ended_time AS ended, outcome, exit_code FROM runs ORDER BY started_time DESC LIMIT 1
