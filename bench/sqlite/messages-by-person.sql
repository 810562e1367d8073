WITH totals AS (
  SELECT
    account_id,
    max(nullif(sender_name, '')) AS sender,
    count(*) AS messages,
    count(DISTINCT conversation_id) AS conversations,
    count(DISTINCT posted_time / 86400) AS active_days,
    min(posted_time) AS first_posted,
    max(posted_time) AS last_posted
  FROM talk
  WHERE kind <> 'hook' AND account_id IS NOT NULL
  GROUP BY account_id
),
named AS (
  SELECT t.*, coalesce(p.person, t.sender, t.account_id) AS name FROM totals AS t LEFT JOIN v_people AS p USING (account_id)
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY messages DESC, name, account_id) AS place, count(*) OVER () AS people FROM named
)
SELECT
  'places ' || min(place) || '–' || max(place) AS person,
  count(*) AS people,
  sum(messages) AS messages,
  round(100.0 * sum(messages) / sum(sum(messages)) OVER (), 1) AS share_percent,
  round(avg(conversations), 1) AS conversations,
  round(avg(active_days), 1) AS active_days,
  datetime(min(first_posted), 'unixepoch') AS first_posted,
  datetime(max(last_posted), 'unixepoch') AS last_posted
FROM ranked
WHERE ranked.people >= 5
GROUP BY min((place - 1) / 5, max(ranked.people / 5, 1) - 1)
ORDER BY min(place)
LIMIT 30;
