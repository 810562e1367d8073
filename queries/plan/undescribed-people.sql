-- Who wrote, edited, or is or was a member in a conversation that an account sees, and is not described.
WITH seen AS (
  SELECT conversation_id FROM conversation_accounts WHERE account_id = $account
)
SELECT DISTINCT account_id
FROM (
  SELECT account_id FROM messages SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT edit_account_id FROM messages SEMI JOIN seen USING (conversation_id)
  UNION ALL
  SELECT account_id FROM members SEMI JOIN seen USING (conversation_id)
)
ANTI JOIN accounts USING (account_id)
WHERE account_id <> ''
ORDER BY account_id
