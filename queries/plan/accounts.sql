-- Accounts that are described already.
SELECT account_id FROM accounts ORDER BY account_id
