-- title: Open tasks of each person, the latest first
-- parameters: most (integer): how many of each person are given
-- column: total – how many the person has; excerpt – the first 200 characters of the text
-- column: posted_ms – milliseconds since 1970, UTC; section – name of the section of the board, NULL for none
-- column: mk_section_subtype, is_deleted – of that section
WITH assigned AS (
  SELECT conversation_id, message_nr, posted_time, text, section_id, unnest(list_distinct(assignee_ids)) AS account_id
  FROM messages
  WHERE task_state = 'todo' AND NOT is_deleted AND assignee_ids IS NOT NULL
)
SELECT
  assigned.account_id,
  assigned.conversation_id,
  assigned.message_nr::DOUBLE AS message_nr,
  epoch_ms(assigned.posted_time)::DOUBLE AS posted_ms,
  left(assigned.text, 200) AS excerpt,
  if(own.section_id IS NULL, common.name, own.name) AS section,
  if(own.section_id IS NULL, common.mk_section_subtype, own.mk_section_subtype) AS mk_section_subtype,
  coalesce(if(own.section_id IS NULL, common.is_deleted, own.is_deleted), false) AS is_deleted,
  count(*) OVER (PARTITION BY assigned.account_id)::DOUBLE AS total
FROM assigned
LEFT JOIN sections AS own ON own.section_id = assigned.section_id AND own.conversation_id = assigned.conversation_id
LEFT JOIN sections AS common ON common.section_id = assigned.section_id AND common.conversation_id IS NULL
WINDOW newest AS (
  PARTITION BY assigned.account_id
  ORDER BY assigned.posted_time DESC NULLS LAST, assigned.conversation_id, assigned.message_nr DESC
)
QUALIFY row_number() OVER newest <= $most
ORDER BY assigned.account_id, assigned.posted_time DESC NULLS LAST, assigned.conversation_id, assigned.message_nr DESC
