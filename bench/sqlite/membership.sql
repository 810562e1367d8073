WITH changes AS (
  SELECT strftime('%Y-%m', joined_time, 'unixepoch') AS month, 1 AS joined, 0 AS gone FROM members WHERE joined_time IS NOT NULL
  UNION ALL
  SELECT strftime('%Y-%m', left_time, 'unixepoch'), 0, 1 FROM members
  WHERE joined_time IS NOT NULL AND left_time IS NOT NULL
)
SELECT
  month,
  sum(joined) AS joins,
  sum(gone) AS leaves,
  sum(joined) - sum(gone) AS net,
  sum(sum(joined) - sum(gone)) OVER (ORDER BY month) AS memberships
FROM changes
GROUP BY month
ORDER BY month;
