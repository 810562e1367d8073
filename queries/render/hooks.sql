-- title: Names of hooks; their keys and addresses are secrets and serve only to find the name
WITH told AS (
  -- The system message about a new hook names it and its key to every member; who did not make it is told no key otherwise.
  SELECT conversation_id, hook_key, max_by(hook_name, message_nr) AS hook_name
  FROM (
    SELECT conversation_id, message_nr, unnest(json_transform(json_body(message), '{"hook_key": "VARCHAR", "hook_name": "VARCHAR"}'))
    FROM messages WHERE mk_message_type = 'hook' AND json_body(message) IS NOT NULL
  ) ANTI JOIN hooks USING (conversation_id, hook_key)
  WHERE hook_key <> '' AND shown_name(hook_name) IS NOT NULL
  GROUP BY ALL
)
SELECT conversation_id, hook_key, shown_name(hook_name) AS hook_name, mk_hook_type, avatar_sha256 FROM hooks WHERE hook_key IS NOT NULL
UNION ALL
SELECT conversation_id, hook_key, hook_name, NULL, NULL FROM told
ORDER BY conversation_id, hook_key
