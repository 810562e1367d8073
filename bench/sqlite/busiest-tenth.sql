WITH authors AS (
  SELECT strftime('%Y-%m', posted_time, 'unixepoch') AS month, account_id, count(*) AS messages
  FROM talk
  WHERE kind <> 'hook' AND posted_time IS NOT NULL AND account_id IS NOT NULL
  GROUP BY month, account_id
),
ranked AS (
  SELECT
    month,
    messages,
    row_number() OVER (PARTITION BY month ORDER BY messages DESC) AS place,
    (count(*) OVER (PARTITION BY month) + 9) / 10 AS busiest
  FROM authors
)
SELECT
  month,
  count(*) AS people,
  sum(messages) AS messages,
  busiest,
  sum(messages) FILTER (WHERE place <= busiest) AS busiest_messages,
  round(100.0 * sum(messages) FILTER (WHERE place <= busiest) / sum(messages), 1) AS share_percent
FROM ranked
GROUP BY month
HAVING count(*) >= 5
ORDER BY month;
