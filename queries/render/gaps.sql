-- title: What is not in the archive, and why; files of a conversation that have one reason are one row, and so are people whom no answer
--   describes
-- column: is_expected – Fleep does not give it to the account, or it was left out on purpose
-- column: total – how many things the row stands for
SELECT
  conversation_id,
  kind,
  first_message_nr::DOUBLE AS first_nr,
  last_message_nr::DOUBLE AS last_nr,
  cause,
  CASE WHEN count(*) = 1 THEN any_value(detail) END AS detail,
  is_expected,
  count(*)::DOUBLE AS total
FROM gaps
WHERE is_open
GROUP BY conversation_id, kind, first_message_nr, last_message_nr, cause, is_expected,
  CASE WHEN kind <> 'file' AND NOT starts_with(gap_id, 'person:') THEN gap_id END
ORDER BY conversation_id NULLS FIRST, is_expected, kind, first_message_nr NULLS FIRST, cause, min(gap_id)
