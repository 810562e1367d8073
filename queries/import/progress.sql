-- How far earlier runs took over a text. scope: of its cursor. records: of it in the journal. is_done: to its end.
SELECT (cursor ->> '$.records')::BIGINT AS records, coalesce((cursor ->> '$.done')::BOOLEAN, false) AS is_done
FROM crawl_cursors WHERE scope = $scope
