-- title: Files by person
-- question: Who posts files, how many and how large?
-- description: Attached files by the one who posted them. Files that nobody is named for or that came from a hook are
--   not counted, nor is one that was taken off its message or whose message was deleted. Groups follow the order of the report: a row is at least
--   min_group people next to each other in it, and nothing is shown when there are fewer people in all. With
--   `--min-group 1` a row is one person, by name.
-- param: since date optional – only files posted on or after this day (UTC)
-- param: until date optional – only files posted on or before this day (UTC)
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 30 – most rows, those that take the most room first
-- column: person – the name of the person; with groups, the places of the row in the order of the report
-- column: people – number of people in the row
-- column: files – number of files
-- column: size_bytes – size of all of them together, in bytes, as Fleep tells it
-- column: largest_bytes – size of the largest, in bytes
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "person", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "size_bytes", "type": "quantitative", "title": "bytes",
--       "axis": {"labelExpr": "format(datum.value, '~s') + 'B'"}}}}
WITH posted AS (
  FROM files
  ANTI JOIN (SELECT conversation_id, message_nr FROM messages WHERE is_deleted OR hook_key <> '') AS h USING (conversation_id, message_nr)
  WHERE NOT coalesce(is_deleted, false) AND account_id IS NOT NULL
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
totals AS (
  SELECT
    account_id,
    max(nullif(sender_name, '')) AS sender,
    count(*) AS files,
    coalesce(sum(file_size), 0) AS size_bytes,
    max(file_size) AS largest_bytes
  FROM posted
  GROUP BY account_id
),
ranked AS (
  SELECT
    t.*,
    coalesce(p.person, t.sender, t.account_id) AS name,
    row_number() OVER (ORDER BY t.size_bytes DESC, t.files DESC, name, t.account_id) AS place,
    count(*) OVER () AS people
  FROM totals AS t
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  group_name(min(name), min(place), max(place), $min_group) AS person,
  count(*) AS people,
  sum(files) AS files,
  sum(size_bytes) AS size_bytes,
  max(largest_bytes) AS largest_bytes
FROM ranked
WHERE people >= $min_group
GROUP BY group_at(place, people, $min_group)
ORDER BY min(place)
LIMIT $limit;
