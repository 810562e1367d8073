WITH bands AS (
  SELECT
    CASE
      WHEN coalesce(length(text), 0) = 0 THEN 1
      WHEN length(text) <= 20 THEN 2
      WHEN length(text) <= 50 THEN 3
      WHEN length(text) <= 100 THEN 4
      WHEN length(text) <= 200 THEN 5
      WHEN length(text) <= 500 THEN 6
      WHEN length(text) <= 1000 THEN 7
      ELSE 8
    END AS band,
    count(*) AS messages
  FROM talk
  WHERE kind <> 'hook'
  GROUP BY band
)
SELECT
  CASE band WHEN 1 THEN 'none' WHEN 2 THEN '1 to 20' WHEN 3 THEN '21 to 50' WHEN 4 THEN '51 to 100' WHEN 5 THEN '101 to 200'
    WHEN 6 THEN '201 to 500' WHEN 7 THEN '501 to 1000' ELSE 'more than 1000' END AS characters,
  messages,
  round(100.0 * messages / sum(messages) OVER (), 1) AS share_percent
FROM bands
ORDER BY band;
