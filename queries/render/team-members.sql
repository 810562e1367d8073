-- title: Who is in which team, as its record last listed them
SELECT team_id, account_id, is_admin, is_pending FROM team_members ORDER BY team_id, is_pending, is_admin DESC, account_id
