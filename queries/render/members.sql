-- title: Membership intervals
-- column: joined_nr, left_nr – numbers of the messages that tell it
-- column: joined_ms, left_ms – milliseconds since 1970, UTC; NULL when it is not known or still lasts
SELECT
  conversation_id,
  account_id,
  joined_message_nr::DOUBLE AS joined_nr,
  epoch_ms(joined_time)::DOUBLE AS joined_ms,
  added_by,
  left_message_nr::DOUBLE AS left_nr,
  epoch_ms(left_time)::DOUBLE AS left_ms,
  removed_by,
  is_current,
  is_guest,
  is_admin
FROM members
WHERE conversation_id BETWEEN $first_id AND $last_id
ORDER BY conversation_id, joined_message_nr NULLS FIRST, account_id, left_message_nr NULLS LAST
