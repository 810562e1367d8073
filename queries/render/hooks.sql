-- title: Names of hooks; their keys and addresses are secrets and serve only to find the name
SELECT conversation_id, hook_key, hook_name, mk_hook_type, avatar_sha256 FROM hooks
WHERE hook_key IS NOT NULL ORDER BY conversation_id, hook_key
