-- title: Teams
-- column: is_gone – the service has it no more
SELECT team_id, shown_name(team_name) AS team_name, coalesce(is_managed, false) AS is_managed, coalesce(is_deleted, false) AS is_gone FROM teams ORDER BY team_id
