-- title: Integrations and how much each has written; keys and addresses of hooks serve only to join and are not given out
-- column: messages – that it posted; first_nr – number of the first; first_ms, last_ms – milliseconds since 1970, UTC
-- column: has_record – false for one that is known from its messages only
WITH written AS (
  SELECT
    conversation_id,
    hook_key,
    count(*) AS messages,
    min(message_nr) AS first_nr,
    min(posted_time) AS first_time,
    max(posted_time) AS last_time,
    min(nullif(sender_name, '')) AS sender_name
  FROM messages
  WHERE hook_key IS NOT NULL AND hook_key <> ''
  GROUP BY ALL
)
SELECT
  coalesce(hooks.conversation_id, written.conversation_id) AS conversation_id,
  coalesce(nullif(hooks.hook_name, ''), written.sender_name) AS name,
  hooks.mk_hook_type,
  hooks.account_id,
  hooks.is_active,
  hooks.conversation_id IS NOT NULL AS has_record,
  coalesce(written.messages, 0)::DOUBLE AS messages,
  written.first_nr::DOUBLE AS first_nr,
  epoch_ms(written.first_time)::DOUBLE AS first_ms,
  epoch_ms(written.last_time)::DOUBLE AS last_ms
FROM hooks
FULL JOIN written ON written.conversation_id = hooks.conversation_id AND written.hook_key = hooks.hook_key
ORDER BY last_ms DESC NULLS LAST, conversation_id, name NULLS LAST, coalesce(hooks.hook_key, written.hook_key, hooks.hook_id)
