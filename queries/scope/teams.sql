-- Teams of the scope: those of its conversations, and those that its system messages name.
WITH found AS (
  SELECT unnest(teams) AS team_id FROM conversations
  UNION SELECT unnest(regexp_extract_all(message, '"([^"]+)', 1)) FROM message_versions WHERE contains(message, '"')
)
SELECT team_id FROM found WHERE team_id IN (SELECT team_id FROM stored.teams) ORDER BY team_id
