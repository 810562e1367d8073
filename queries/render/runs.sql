-- title: Every run that wrote to the archive, the latest first
-- column: started_ms, ended_ms – milliseconds since 1970, UTC; NULL for a run that was cut off
SELECT
  account_id,
  server,
  version,
  outcome,
  epoch_ms(started_time)::DOUBLE AS started_ms,
  epoch_ms(ended_time)::DOUBLE AS ended_ms
FROM runs
ORDER BY started_time DESC, run_id
