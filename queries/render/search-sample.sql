-- title: Some texts of all kinds, from which the code of the search index is made
-- parameters: one_in (integer): how many messages stand behind each one that is taken
-- The choice goes by ids and numbers alone, so that it is the same however the archive came about
SELECT text
FROM messages
WHERE (message_nr + ascii(right(conversation_id, 1))) % $one_in = 0 AND text <> ''
