-- Who is named anywhere in a conversation that an account sees, and is not described: as author, editor, member, team member, one who is
-- mentioned or assigned, who reacted, pinned, made a task or a hook, posted a file or took one off. As src/crawl/people.ts.
WITH seen AS (
  SELECT conversation_id FROM conversation_accounts WHERE account_id = $account
), seen_teams AS (
  SELECT unnest(teams) AS team_id FROM conversations SEMI JOIN seen USING (conversation_id)
), typed AS (
  SELECT account_id FROM mentions SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT account_id FROM reactions SEMI JOIN seen USING (conversation_id)
)
SELECT DISTINCT account_id
FROM (
  SELECT account_id FROM messages SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT edit_account_id FROM messages SEMI JOIN seen USING (conversation_id) WHERE edit_account_id IS NOT NULL
  UNION ALL
  SELECT pinned_account_id FROM messages SEMI JOIN seen USING (conversation_id) WHERE pinned_account_id IS NOT NULL
  UNION ALL
  SELECT tasked_account_id FROM messages SEMI JOIN seen USING (conversation_id) WHERE tasked_account_id IS NOT NULL
  UNION ALL
  SELECT unnest(assignee_ids) FROM messages SEMI JOIN seen USING (conversation_id) WHERE assignee_ids IS NOT NULL
  UNION ALL
  SELECT account_id FROM members SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT account_id FROM team_members SEMI JOIN seen_teams USING (team_id)
  UNION ALL
  SELECT account_id FROM hooks SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT unnest([account_id, deleter_id]) FROM files SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT account_id FROM typed WHERE regexp_full_match(account_id, '(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
)
ANTI JOIN accounts USING (account_id)
WHERE account_id <> ''
ORDER BY account_id
