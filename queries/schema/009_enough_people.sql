-- Schema 9: whether a report may show what it counts. Where person or team choose whose messages these are, it may when at least min_group
-- people wrote them; programs are no people. Where neither does, nothing is read for it.
CREATE MACRO enough_people(since, until, conversation, person, team, min_group) AS (
  SELECT (person IS NULL AND team IS NULL) OR count(DISTINCT account_key) >= min_group
  FROM talk(since, until, conversation, person, team)
  WHERE (person IS NOT NULL OR team IS NOT NULL) AND kind <> 'hook' AND account_id IS NOT NULL
);
