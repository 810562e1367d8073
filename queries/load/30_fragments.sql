-- Load, step 3a: records that carry only some fields of a message (a lock, a weight; fleep-wire.md, section 3.6). Laid over the
-- newest stored version they make a whole version; without one there is nothing to lay them over, and the journal keeps them.
CREATE OR REPLACE TEMP TABLE fragments AS
SELECT * FROM messages WHERE page_nr > getvariable('after_page') AND mk_message_type IS NULL AND message IS NULL;

DELETE FROM messages WHERE page_nr > getvariable('after_page') AND mk_message_type IS NULL AND message IS NULL;

INSERT INTO messages BY NAME
WITH layers AS (
  SELECT *, coalesce(flow_message_nr, message_nr) AS version, 0 AS layer FROM messages SEMI JOIN fragments USING (conversation_id, message_nr)
  UNION ALL BY NAME
  -- What a fragment does not say is no statement: NULL lets the layer below show through.
  SELECT * REPLACE (
      CASE WHEN tags IS NOT NULL OR mk_message_state IS NOT NULL THEN is_deleted END AS is_deleted,
      CASE WHEN tags IS NOT NULL OR mk_message_state IS NOT NULL THEN is_pinned END AS is_pinned,
      NULL::BOOLEAN AS is_malformed),
    coalesce(flow_message_nr, 0) AS version, 1 AS layer
  FROM fragments SEMI JOIN messages USING (conversation_id, message_nr)
)
SELECT conversation_id, message_nr,
  arg_max(COLUMNS(* EXCLUDE (conversation_id, message_nr, layer, version)), (layer, version, page_nr, record_index))
FROM layers
GROUP BY conversation_id, message_nr;
