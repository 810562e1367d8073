-- Load, step 3b: what records that carry only some fields make of the messages that they belong to.
-- Only if: EXISTS (FROM fragments)

-- A fragment laid over the newest whole version makes a version too.
INSERT INTO pool BY NAME
WITH layers AS (
  SELECT *, coalesce(flow_message_nr, message_nr) AS version, 0 AS layer FROM pool SEMI JOIN fragments USING (conversation_id, message_nr)
  UNION ALL BY NAME
  -- What a fragment does not say is no statement: NULL lets the layer below show through.
  SELECT * REPLACE (
      CASE WHEN tags IS NOT NULL OR mk_message_state IS NOT NULL THEN is_deleted END AS is_deleted,
      CASE WHEN tags IS NOT NULL OR mk_message_state IS NOT NULL THEN is_pinned END AS is_pinned,
      NULL::BOOLEAN AS is_malformed),
    coalesce(flow_message_nr, 0) AS version, 1 AS layer
  FROM fragments SEMI JOIN pool USING (conversation_id, message_nr)
)
SELECT conversation_id, message_nr,
  arg_max(COLUMNS(* EXCLUDE (conversation_id, message_nr, layer, version)), (layer, version, page_nr, record_index))
FROM layers
GROUP BY conversation_id, message_nr;
-- With nothing to lay it over yet, it is all that is known of its message.
INSERT INTO pool BY NAME SELECT * FROM fragments ANTI JOIN pool USING (conversation_id, message_nr);
