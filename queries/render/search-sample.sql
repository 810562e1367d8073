-- title: Some texts of all kinds, from which the code of the search index is made
-- parameters: earliest (integer): messages to choose from, the earliest; one_in (integer): how many of them stand behind each one that is
--   taken
-- The choice goes by times, ids and numbers alone, so that it is the same however the archive came about
SELECT text
FROM messages
WHERE (message_nr + ascii(right(conversation_id, 1))) % $one_in = 0 AND text <> ''
  AND coalesce(posted_time, TIMESTAMP '1970-01-01') <= coalesce(
    (
      SELECT coalesce(posted_time, TIMESTAMP '1970-01-01') AS posted_time FROM messages
      ORDER BY posted_time LIMIT 1 OFFSET $earliest - 1
    ),
    TIMESTAMP 'infinity'
  )
