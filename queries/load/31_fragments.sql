-- Load, step 3b: what records that carry only some fields make of the messages that they belong to.
-- Only if: EXISTS (FROM fragments)

CREATE OR REPLACE TEMP VIEW whole_messages AS SELECT * FROM pool SEMI JOIN fragments USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP TABLE whole_versions AS FROM unite_versions('whole_messages');

-- base: the version that each lies over, the newest that its number does not precede. Without a number, or where all have a higher one,
-- the newest of all.
CREATE OR REPLACE TEMP TABLE placed_fragments AS
SELECT f.page_nr, f.record_index,
  arg_min({page_nr: v.page_nr, record_index: v.record_index}, (
    coalesce(f.flow_message_nr < coalesce(v.flow_message_nr, v.message_nr), false),
    CASE WHEN f.flow_message_nr IS NOT NULL THEN -coalesce(v.flow_message_nr, v.message_nr) ELSE 0 END,
    v.recency)) AS base
FROM fragments AS f JOIN rank_versions('whole_versions') AS v USING (conversation_id, message_nr)
GROUP BY f.page_nr, f.record_index;

-- Each makes a version of its own, of its base and of all that lie between. What it does not say is no statement: NULL lets what is
-- below show through.
INSERT INTO pool BY NAME
WITH layers AS (
  SELECT * REPLACE ({value: task_state} AS task_state), {page_nr: page_nr, record_index: record_index} AS base, 0 AS layer, 0 AS version
  FROM whole_versions
  WHERE base IN (SELECT base FROM placed_fragments)
  UNION ALL BY NAME
  SELECT f.* REPLACE (
      CASE WHEN says_state THEN is_deleted END AS is_deleted,
      CASE WHEN says_state THEN is_pinned END AS is_pinned,
      CASE WHEN says_state THEN {value: task_state} END AS task_state,
      NULL::BOOLEAN AS is_malformed),
    p.base, 1 AS layer, coalesce(flow_message_nr, 0) AS version
  FROM (SELECT *, tags IS NOT NULL OR mk_message_state IS NOT NULL AS says_state FROM fragments) AS f
  JOIN placed_fragments AS p USING (page_nr, record_index)
)
SELECT * EXCLUDE (layer, says_state) REPLACE (task_state.value AS task_state)
FROM (
  SELECT layer, last_value(COLUMNS(* EXCLUDE (base, layer, version)) IGNORE NULLS) OVER (
    PARTITION BY base ORDER BY layer, version, page_nr, record_index)
  FROM layers
)
WHERE layer = 1;
-- With nothing to lay it over yet, it is all that is known of its message.
INSERT INTO pool BY NAME SELECT * FROM fragments ANTI JOIN pool USING (conversation_id, message_nr);
