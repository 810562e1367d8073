-- Load, step 3b: what records that carry only some fields make of the messages that they belong to.
-- Only if: EXISTS (FROM fragments)

CREATE OR REPLACE TEMP VIEW whole_messages AS SELECT * FROM pool SEMI JOIN fragments USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP TABLE whole_versions AS FROM unite_versions('whole_messages');

-- base: the version that each lies over, the newest that its number does not precede. Without a number, or where all have a higher one,
-- the newest of all.
CREATE OR REPLACE TEMP TABLE placed_fragments AS
WITH versions AS MATERIALIZED (
  SELECT conversation_id, message_nr, coalesce(flow_message_nr, message_nr) AS flow_nr, recency,
    {page_nr: page_nr, record_index: record_index} AS place
  FROM rank_versions('whole_versions')
),
newest AS (
  SELECT conversation_id, message_nr, arg_min(place, recency) AS latest, arg_max(place, (flow_nr, -recency)) AS highest
  FROM versions GROUP BY conversation_id, message_nr
),
-- Each fragment behind the versions that its number does not precede: a join of both would make a pair of each two of one message.
flow AS (
  SELECT *, last_value(place IGNORE NULLS) OVER (
    PARTITION BY conversation_id, message_nr ORDER BY flow_nr, is_fragment, recency DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS preceding
  FROM (
    SELECT *, false AS is_fragment FROM versions
    UNION ALL BY NAME
    SELECT conversation_id, message_nr, flow_message_nr AS flow_nr, page_nr, record_index, true AS is_fragment FROM fragments
  )
)
SELECT page_nr, record_index, if(flow_nr IS NULL, latest, coalesce(preceding, highest)) AS base
FROM flow JOIN newest USING (conversation_id, message_nr)
WHERE is_fragment;

-- What a null takes away (fleep-wire.md, section 4.0): a task or a pin that is none any more. Of rows with nulls for whatever they do not
-- say it takes nothing, nor of a message that came after it: that is as it was told last.
CREATE OR REPLACE TEMP TABLE cleared_fields AS
SELECT page_nr, record_index, list_filter(
    ['section_id', 'task_weight', 'pin_weight', 'pinned_account_id', 'tasked_account_id', 'assignee_ids', 'reactions'],
    lambda name: json_type(record, '$.' || name) = 'NULL') AS cleared
FROM placed_fragments JOIN staged ON page = page_nr AND "index" = record_index
WHERE json_type(record, '$.mk_message_type') IS NULL
  AND (page_nr > base.page_nr OR (page_nr = base.page_nr AND record_index > base.record_index));

CREATE OR REPLACE TEMP MACRO said(value, name, cleared) AS
  CASE WHEN value IS NOT NULL OR coalesce(list_contains(cleared, name), false) THEN {value: value} END;

-- Each makes a version of its own, of its base and of all that lie between. What it does not say is no statement: NULL lets what is
-- below show through.
INSERT INTO pool BY NAME
WITH layers AS (
  SELECT * REPLACE (
      {value: task_state} AS task_state,
      {value: section_id} AS section_id,
      {value: task_weight} AS task_weight,
      {value: pin_weight} AS pin_weight,
      {value: pinned_account_id} AS pinned_account_id,
      {value: tasked_account_id} AS tasked_account_id,
      {value: assignee_ids} AS assignee_ids,
      {value: reactions} AS reactions),
    {page_nr: page_nr, record_index: record_index} AS base, 0 AS layer, 0 AS version
  FROM whole_versions
  WHERE base IN (SELECT base FROM placed_fragments)
  UNION ALL BY NAME
  SELECT f.* EXCLUDE (cleared) REPLACE (
      CASE WHEN says_state THEN is_deleted END AS is_deleted,
      CASE WHEN says_state THEN is_pinned END AS is_pinned,
      CASE WHEN says_state THEN {value: task_state} END AS task_state,
      said(section_id, 'section_id', cleared) AS section_id,
      said(task_weight, 'task_weight', cleared) AS task_weight,
      said(pin_weight, 'pin_weight', cleared) AS pin_weight,
      said(pinned_account_id, 'pinned_account_id', cleared) AS pinned_account_id,
      said(tasked_account_id, 'tasked_account_id', cleared) AS tasked_account_id,
      said(assignee_ids, 'assignee_ids', cleared) AS assignee_ids,
      said(reactions, 'reactions', cleared) AS reactions,
      NULL::BOOLEAN AS is_malformed),
    p.base, 1 AS layer, coalesce(flow_message_nr, 0) AS version
  FROM (
    SELECT *, tags IS NOT NULL OR mk_message_state IS NOT NULL AS says_state
    FROM fragments LEFT JOIN cleared_fields USING (page_nr, record_index)
  ) AS f
  JOIN placed_fragments AS p USING (page_nr, record_index)
)
SELECT * EXCLUDE (layer, says_state) REPLACE (
  task_state.value AS task_state,
  section_id.value AS section_id,
  task_weight.value AS task_weight,
  pin_weight.value AS pin_weight,
  pinned_account_id.value AS pinned_account_id,
  tasked_account_id.value AS tasked_account_id,
  assignee_ids.value AS assignee_ids,
  reactions.value AS reactions)
FROM (
  SELECT layer, last_value(COLUMNS(* EXCLUDE (base, layer, version)) IGNORE NULLS) OVER (
    PARTITION BY base ORDER BY layer, version, page_nr, record_index)
  FROM layers
)
WHERE layer = 1;
-- With nothing to lay it over yet, it is all that is known of its message.
INSERT INTO pool BY NAME SELECT * FROM fragments ANTI JOIN pool USING (conversation_id, message_nr);
