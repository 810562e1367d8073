-- title: Membership intervals of each person
-- column: joined_ms, left_ms – milliseconds since 1970, UTC; NULL when it is not known or still lasts
SELECT
  account_id,
  conversation_id,
  epoch_ms(joined_time)::DOUBLE AS joined_ms,
  epoch_ms(left_time)::DOUBLE AS left_ms,
  is_current
FROM members
ORDER BY account_id, conversation_id, joined_message_nr NULLS FIRST, left_message_nr NULLS LAST
