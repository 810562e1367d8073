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
),
told AS (
  -- The system message about a new hook names it and its key to every member; who did not make it is told no key otherwise.
  SELECT conversation_id, hook_key, max_by(hook_name, message_nr) AS hook_name
  FROM (
    SELECT conversation_id, message_nr, unnest(json_transform(json_body(message), '{"hook_key": "VARCHAR", "hook_name": "VARCHAR"}'))
    FROM messages WHERE mk_message_type = 'hook' AND json_body(message) IS NOT NULL
  ) ANTI JOIN hooks USING (conversation_id, hook_key)
  WHERE hook_key <> '' AND hook_name <> ''
  GROUP BY ALL
),
-- A hook without a key is the one that was told of by its name, where only one of each has that name.
known AS (
  SELECT hooks.* REPLACE (coalesce(hooks.hook_key, pair.hook_key) AS hook_key)
  FROM hooks LEFT JOIN (
    SELECT conversation_id, hook_name, any_value(told.hook_key) AS hook_key
    FROM told JOIN hooks USING (conversation_id, hook_name)
    WHERE hooks.hook_key IS NULL
    GROUP BY ALL HAVING count(*) = 1
  ) AS pair ON hooks.hook_key IS NULL AND pair.conversation_id = hooks.conversation_id AND pair.hook_name = hooks.hook_name
)
SELECT
  coalesce(known.conversation_id, written.conversation_id) AS conversation_id,
  coalesce(nullif(known.hook_name, ''), told.hook_name, written.sender_name) AS name,
  known.mk_hook_type,
  known.account_id,
  known.is_active,
  known.conversation_id IS NOT NULL AS has_record,
  coalesce(written.messages, 0)::DOUBLE AS messages,
  written.first_nr::DOUBLE AS first_nr,
  epoch_ms(written.first_time)::DOUBLE AS first_ms,
  epoch_ms(written.last_time)::DOUBLE AS last_ms
FROM known
FULL JOIN written ON written.conversation_id = known.conversation_id AND written.hook_key = known.hook_key
LEFT JOIN told ON told.conversation_id = written.conversation_id AND told.hook_key = written.hook_key
ORDER BY last_ms DESC NULLS LAST, conversation_id, name NULLS LAST, coalesce(known.hook_key, written.hook_key, known.hook_id)
