-- Load, step 1b: pages that are not there as they were written: what is loaded without them would look whole. The load ends when there is
-- one (src/store/broken-pages.ts). Only numbers, places and the chain are looked at; hashes of records are left to whoever verifies.
-- problem: `missing`, `twice` (another page has its number), `unchained` (the page before is not the one that it was written behind), or
-- `records` (some are missing, or too many).
CREATE OR REPLACE TEMP TABLE broken_pages AS
WITH lines AS (
  SELECT page AS page_nr, count(*) AS records, sum("index") AS places FROM record_lines GROUP BY page
),
calls AS (
  SELECT page_nr, record_count::BIGINT AS record_count, previous, commit_hash FROM staged_calls
  UNION ALL
  -- Stands for the end, so that what is missing before it is found like all else.
  SELECT getvariable('last_page') + 1, NULL, NULL, NULL
),
chain AS (
  SELECT *, lag(page_nr, 1, getvariable('after_page')) OVER before AS page_before,
    lag(commit_hash, 1, (SELECT commit_hash FROM load_position)) OVER before AS hash_before
  FROM calls WINDOW before AS (ORDER BY page_nr)
)
SELECT page_before + 1 AS page_nr, 'missing' AS problem FROM chain WHERE page_nr > page_before + 1
UNION ALL
SELECT page_nr, 'twice' FROM chain WHERE page_nr = page_before
UNION ALL
SELECT page_nr, 'unchained' FROM chain
WHERE page_nr = page_before + 1 AND page_nr <= getvariable('last_page') AND previous IS DISTINCT FROM hash_before
UNION ALL
SELECT page_nr, 'records' FROM chain LEFT JOIN lines USING (page_nr)
WHERE page_nr <= getvariable('last_page')
  AND (coalesce(records, 0) IS DISTINCT FROM record_count OR coalesce(places, 0) IS DISTINCT FROM record_count * (record_count - 1) // 2);
