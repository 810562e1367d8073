-- title: What could not be archived and is still open
SELECT
  conversation_id,
  kind,
  first_message_nr::DOUBLE AS first_nr,
  last_message_nr::DOUBLE AS last_nr,
  cause,
  detail
FROM gaps
WHERE is_open AND NOT is_expected
ORDER BY conversation_id NULLS FIRST, kind, first_message_nr NULLS FIRST, gap_id
