SELECT strftime('%Y-%m', posted_time, 'unixepoch') AS month, kind, count(*) AS messages
FROM talk
GROUP BY month, kind
ORDER BY month NULLS LAST, kind;
