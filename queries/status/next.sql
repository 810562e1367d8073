-- What the next sync will do. ranges_to_fetch: of messages, where a run ended early. files_to_fetch: contents by address, likewise.
-- gaps_to_try: what a run could not have, and a sync asks for. lists_read: when all lists were last read to their ends, UTC; NULL when never.
SELECT
  (SELECT count(*) FROM gaps WHERE is_open AND kind = 'messages' AND cause = 'not fetched yet') AS ranges_to_fetch,
  (SELECT count(*) FROM gaps WHERE is_open AND NOT is_expected AND cause <> 'not fetched yet' AND NOT starts_with(gap_id, 'import:')) AS gaps_to_try,
  (SELECT count(*) FROM gaps WHERE is_open AND kind = 'file' AND cause = 'not fetched yet') AS files_to_fetch,
  (SELECT max(TRY_CAST(cursor ->> '$.time' AS TIMESTAMP)) FROM crawl_cursors WHERE suffix(scope, '/lists')) AS lists_read
