-- Accounts of the scope: members of its conversations, whoever wrote or did something in them, whoever is mentioned there, and those
-- that the archive was taken by. Every text between quotation marks is looked up: the payloads of system messages and the attributes of
-- markup name people so. Those whom no answer describes count as well: there may be gaps of them.
WITH found AS (
  SELECT account_id FROM messages
  UNION SELECT edit_account_id FROM messages
  UNION SELECT pinned_account_id FROM messages WHERE is_pinned
  UNION SELECT tasked_account_id FROM messages WHERE task_state IS NOT NULL
  UNION SELECT unnest(assignee_ids) FROM messages WHERE assignee_ids IS NOT NULL
  UNION SELECT unnest([account_id, edit_account_id]) FROM message_versions WHERE NOT is_latest
  UNION SELECT unnest(regexp_extract_all(message, '"([^"]+)', 1)) FROM message_versions WHERE contains(message, '"')
  UNION SELECT account_id FROM mentions
  UNION SELECT account_id FROM reactions
  UNION SELECT unnest([account_id, deleter_id]) FROM files
  UNION SELECT account_id FROM previews
  UNION SELECT account_id FROM hooks
  UNION SELECT unnest([account_id, added_by, removed_by]) FROM members
  UNION SELECT unnest(coalesce(members, []) || coalesce(leavers, []) || coalesce(guests, []) || coalesce(admins, [])) FROM conversations
  UNION SELECT account_id FROM runs
)
SELECT account_id
FROM found
WHERE account_id IN (
  SELECT account_id FROM stored.accounts
  UNION SELECT regexp_replace(gap_id, '^person:[^:]*:', '') FROM stored.gaps WHERE starts_with(gap_id, 'person:')
)
ORDER BY account_id
