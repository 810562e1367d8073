-- title: Who wrote how much in which conversation
-- column: messages – texts and e-mails, deleted ones counted, those of integrations not: their account_id is of who set them up; first_ms, last_ms – milliseconds since 1970, UTC
SELECT
  account_id,
  conversation_id,
  count(*)::DOUBLE AS messages,
  min(message_nr)::DOUBLE AS first_nr,
  max(message_nr)::DOUBLE AS last_nr,
  epoch_ms(min(posted_time))::DOUBLE AS first_ms,
  epoch_ms(max(posted_time))::DOUBLE AS last_ms
FROM messages
WHERE account_id IS NOT NULL AND coalesce(hook_key, '') = ''
  AND mk_message_type IN ('text', 'email', 'textV2', 'emailV2', 'file')
GROUP BY ALL
ORDER BY account_id, last_ms DESC NULLS LAST, conversation_id
