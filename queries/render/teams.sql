-- title: Names of teams
SELECT team_id, team_name FROM teams ORDER BY team_id
