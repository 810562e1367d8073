WITH RECURSIVE numbers AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 167),
hours AS (
  -- 1 January 1970 was a Thursday.
  SELECT (posted_time / 86400 + 3) % 7 AS day, posted_time / 3600 % 24 AS hour, count(*) AS messages
  FROM talk
  WHERE kind <> 'hook' AND posted_time IS NOT NULL
  GROUP BY day, hour
)
SELECT
  CASE n / 24 WHEN 0 THEN 'Monday' WHEN 1 THEN 'Tuesday' WHEN 2 THEN 'Wednesday' WHEN 3 THEN 'Thursday' WHEN 4 THEN 'Friday'
    WHEN 5 THEN 'Saturday' ELSE 'Sunday' END AS weekday,
  n % 24 AS hour,
  coalesce(h.messages, 0) AS messages
FROM numbers LEFT JOIN hours AS h ON h.day = n / 24 AND h.hour = n % 24
WHERE EXISTS (SELECT 1 FROM hours)
ORDER BY n;
