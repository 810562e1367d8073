-- What the conversations that an account sees are called, by that account: what Fleep calls one without a topic depends on who looks.
-- A header that comes with a change names neither.
SELECT a.conversation_id, c.topic, s.record ->> '$.default_topic' AS default_topic
FROM conversation_accounts AS a
JOIN conversations AS c USING (conversation_id)
LEFT JOIN merged_records AS s ON s.mk_rec_type = 'conv_seat' AND s.record_key = a.conversation_id || '/' || a.account_id
WHERE a.account_id = $account
ORDER BY a.conversation_id
