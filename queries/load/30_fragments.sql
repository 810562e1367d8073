-- Load, step 3: records that carry only some fields of a message (a lock, a weight). Laid over the stored message they make
-- a whole version, for step 2 to settle; without a stored message there is nothing to lay them over, and the journal keeps them.
-- Reads fragment_messages. Makes new_messages.
CREATE OR REPLACE TEMP TABLE new_messages AS
WITH layers AS (
  SELECT *, 0 AS layer, -1 AS record_index, false AS is_fragment
  FROM messages SEMI JOIN fragment_messages USING (conversation_id, message_nr)
  UNION ALL BY NAME
  SELECT *, 1 + row_number() OVER (ORDER BY page_nr, record_index) AS layer
  FROM fragment_messages SEMI JOIN messages USING (conversation_id, message_nr)
)
SELECT
  conversation_id,
  message_nr,
  arg_max(COLUMNS(* EXCLUDE (conversation_id, message_nr, layer, is_fragment)), layer),
  false AS is_fragment
FROM layers
GROUP BY conversation_id, message_nr;
