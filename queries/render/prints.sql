-- title: What the pages of conversations are made from, as one number for each table and conversation
-- column: conversation_id – NULL for what pages of any conversation may show
-- column: print – the sum of the hashes of all rows, so that their order does not count
-- How a row came into the archive does not count either: which page of the journal brought it, and when
SELECT conversation_id, 'messages' AS source, sum(hash(*COLUMNS(* EXCLUDE (seen_time, page_nr, record_index))))::VARCHAR AS print
FROM messages GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'versions', sum(hash(*COLUMNS(* EXCLUDE (seen_time, page_nr, record_index))))::VARCHAR
FROM message_versions WHERE NOT is_latest GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'files', sum(hash(*COLUMNS(* EXCLUDE page_nr)))::VARCHAR FROM files GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'previews', sum(hash(*COLUMNS(* EXCLUDE page_nr)))::VARCHAR FROM previews GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'reactions', sum(hash(*COLUMNS(*)))::VARCHAR FROM reactions GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'members', sum(hash(*COLUMNS(*)))::VARCHAR FROM members GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'topics', sum(hash(*COLUMNS(*)))::VARCHAR FROM topics GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'sections', sum(hash(*COLUMNS(* EXCLUDE page_nr)))::VARCHAR FROM sections GROUP BY conversation_id
UNION ALL
SELECT conversation_id, 'hooks', sum(hash(*COLUMNS(* EXCLUDE page_nr)))::VARCHAR FROM hooks GROUP BY conversation_id
UNION ALL
-- To disclose messages to a team is to disclose them to its members
SELECT conversation_id, 'disclosed to', sum(print)::VARCHAR
FROM (SELECT conversation_id, message FROM messages WHERE mk_message_type IN ('disclose', 'discloseV2'))
-- Each text is looked through once for each team, not for each of its members.
JOIN (SELECT team_id, sum(hash(team_id, account_id, is_pending)) AS print FROM team_members GROUP BY team_id) AS told
  ON contains(message, told.team_id)
GROUP BY conversation_id
UNION ALL
SELECT NULL, 'teams', sum(hash(team_id, team_name))::VARCHAR FROM teams
ORDER BY ALL
