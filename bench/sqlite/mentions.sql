WITH called AS (
  SELECT DISTINCT n.account_id, m.conversation_id, m.message_nr, m.account_id AS author_id
  FROM mentions AS n
  JOIN talk AS m USING (conversation_id, message_nr)
),
totals AS (
  SELECT
    account_id,
    count(*) AS mentions,
    count(DISTINCT author_id) AS by_people,
    count(DISTINCT conversation_id) AS conversations
  FROM called
  GROUP BY account_id
),
ranked AS (
  SELECT
    t.*,
    row_number() OVER (ORDER BY t.mentions DESC, coalesce(p.person, t.account_id), t.account_id) AS place,
    count(*) OVER () AS people
  FROM totals AS t
  LEFT JOIN v_people AS p USING (account_id)
)
SELECT
  'places ' || min(place) || '–' || max(place) AS person,
  count(*) AS people,
  sum(mentions) AS mentions,
  round(avg(by_people), 1) AS by_people,
  round(avg(conversations), 1) AS conversations
FROM ranked
WHERE ranked.people >= 5
GROUP BY min((place - 1) / 5, max(ranked.people / 5, 1) - 1)
ORDER BY min(place)
LIMIT 30;
