-- title: Every conversation that has a header or a message, in order of conversation_id
-- column: gone_ms – when it was found to be at Fleep no more; milliseconds since 1970, UTC
-- column: members, leavers – account ids, in Fleep's order
WITH named AS (
  SELECT conversation_id FROM conversations
  UNION
  SELECT DISTINCT conversation_id FROM messages
)
SELECT
  named.conversation_id,
  coalesce(shown_name(c.topic), shown_name(c.default_topic), shown_name(c.title)) AS title,
  c.mk_conv_type,
  c.creator_id,
  c.can_post,
  coalesce(c.is_deleted, false) AS is_deleted,
  coalesce(c.is_managed, false) AS is_managed,
  coalesce(c.is_list, false) AS is_list,
  c.members,
  c.leavers,
  c.teams,
  epoch_ms(c.gone_time)::DOUBLE AS gone_ms
FROM named
LEFT JOIN conversations AS c ON c.conversation_id = named.conversation_id
ORDER BY named.conversation_id
