-- How far the walk through each scope came. scope: as the journal's commits name it. cursor: JSON, as they carry it.
SELECT scope, cursor FROM crawl_cursors ORDER BY scope
