-- title: How many messages each page of each conversation holds
-- parameters: page_size (integer): message numbers a page
-- column: page – message_nr divided by the page size, downward
-- column: first_ms, last_ms – earliest and latest posting; milliseconds since 1970, UTC
SELECT
  conversation_id,
  floor(message_nr / $page_size)::DOUBLE AS page,
  count(*)::DOUBLE AS messages,
  epoch_ms(min(posted_time))::DOUBLE AS first_ms,
  epoch_ms(max(posted_time))::DOUBLE AS last_ms
FROM messages
GROUP BY ALL
ORDER BY conversation_id, page
