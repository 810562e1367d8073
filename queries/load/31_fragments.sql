-- Load, step 3b: what records that carry only some fields make of the messages that they belong to.
-- Only if: EXISTS (FROM fragments)

CREATE OR REPLACE TEMP VIEW whole_messages AS SELECT * FROM pool SEMI JOIN fragments USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP TABLE whole_versions AS FROM unite_versions('whole_messages');

-- base: the version that each lies over, the newest that its number does not precede; without a number, the newest that was told before
-- it. Where there is none, the newest of all.
CREATE OR REPLACE TEMP TABLE placed_fragments AS
WITH versions AS MATERIALIZED (
  SELECT conversation_id, message_nr, coalesce(flow_message_nr, message_nr) AS flow_nr, first_place, recency,
    {page_nr: page_nr, record_index: record_index} AS place
  FROM rank_versions('whole_versions')
),
newest AS (
  SELECT conversation_id, message_nr, arg_min(place, recency) AS latest, arg_max(place, (flow_nr, -recency)) AS highest
  FROM versions GROUP BY conversation_id, message_nr
),
-- Each fragment behind the versions that count for it: a join of both would make a pair of each two of one message.
flow AS (
  SELECT *,
    last_value(place IGNORE NULLS) OVER (
      PARTITION BY conversation_id, message_nr ORDER BY flow_nr, is_fragment, recency DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS preceding,
    arg_min(place, recency) OVER (
      PARTITION BY conversation_id, message_nr ORDER BY first_place, is_fragment
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS told_before
  FROM (
    SELECT *, false AS is_fragment FROM versions
    UNION ALL BY NAME
    SELECT conversation_id, message_nr, flow_message_nr AS flow_nr, page_nr, record_index,
      place_of(page_nr, record_index) AS first_place, true AS is_fragment
    FROM fragments
  )
)
SELECT page_nr, record_index, if(flow_nr IS NULL, coalesce(told_before, latest), coalesce(preceding, highest)) AS base
FROM flow JOIN newest USING (conversation_id, message_nr)
WHERE is_fragment;

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
  FROM (SELECT * EXCLUDE (first_place) FROM whole_versions)
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
    1 AS layer, coalesce(flow_message_nr, 0) AS version
  FROM (
    -- It takes nothing away from a message that came after it: that is as it was told last. A page that is fetched again changes nothing.
    SELECT f.* EXCLUDE (saying, first_place) REPLACE (CASE WHEN first_place > place_of(base.page_nr, base.record_index) THEN cleared END AS cleared),
      base, tags IS NOT NULL OR mk_message_state IS NOT NULL AS says_state
    FROM (
      SELECT *, CASE WHEN flow_message_nr IS NULL THEN place_of(page_nr, record_index) ELSE min(place_of(page_nr, record_index))
        OVER (PARTITION BY saying) END AS first_place
      FROM (SELECT *, hash(*COLUMNS(* EXCLUDE (page_nr, record_index, seen_time))) AS saying FROM fragments)
    ) AS f JOIN placed_fragments USING (page_nr, record_index)
  ) AS f
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
INSERT INTO pool BY NAME SELECT * EXCLUDE (cleared) FROM fragments ANTI JOIN pool USING (conversation_id, message_nr);
