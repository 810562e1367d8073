-- Load, step 3: every version, old and new, of each contested message.
-- Only if: EXISTS (FROM contested_keys)

-- cleared: what a null of a part takes away (fleep-wire.md, section 4.0): a task or a pin that is none any more. Of rows with nulls for
-- whatever they do not say it takes nothing.
CREATE OR REPLACE TEMP TABLE contested_lines AS
SELECT s.page, s."index", message_struct(s.record) AS m, c.is_fragment,
  CASE WHEN c.is_fragment AND json_type(s.record, '$.mk_message_type') IS NULL THEN list_filter(
    ['section_id', 'task_weight', 'pin_weight', 'pinned_account_id', 'tasked_account_id', 'assignee_ids', 'reactions'],
    lambda name: json_type(s.record, '$.' || name) = 'NULL') END AS cleared
FROM staged AS s JOIN contested_rows AS c ON c.page = s.page AND c."index" = s."index";

CREATE OR REPLACE TEMP TABLE contested_messages AS SELECT * FROM shape_messages('contested_lines');

-- page_nr is for DuckDB, which knows the pages of each part of the table and leaves out what cannot fit.
CREATE OR REPLACE TEMP TABLE stored_versions AS
SELECT * FROM messages SEMI JOIN stored_keys USING (conversation_id, message_nr, page_nr)
UNION ALL
SELECT * FROM superseded_messages SEMI JOIN contested_keys USING (conversation_id, message_nr);

-- Where the records themselves are known, they count and not what was made of them.
CREATE OR REPLACE TEMP TABLE known_records AS SELECT * FROM told_messages SEMI JOIN contested_keys USING (conversation_id, message_nr);

-- Records that carry only some fields of a message (a lock, a weight; fleep-wire.md, section 3.6).
CREATE OR REPLACE TEMP TABLE fragments AS
SELECT m.*, l.cleared FROM contested_messages AS m
JOIN contested_lines AS l ON l.page = m.page_nr AND l."index" = m.record_index AND l.is_fragment
UNION ALL BY NAME
SELECT * FROM known_records WHERE mk_message_type IS NULL
UNION ALL BY NAME
SELECT * FROM stored_versions ANTI JOIN known_records USING (conversation_id, message_nr) WHERE mk_message_type IS NULL;

CREATE OR REPLACE TEMP TABLE pool AS
SELECT * FROM stored_versions ANTI JOIN known_records USING (conversation_id, message_nr) WHERE mk_message_type IS NOT NULL
UNION ALL BY NAME
SELECT * EXCLUDE (cleared) FROM known_records WHERE mk_message_type IS NOT NULL
UNION ALL BY NAME
SELECT * FROM contested_messages AS m
WHERE NOT EXISTS (FROM contested_rows AS c WHERE c.page = m.page_nr AND c."index" = m.record_index AND c.is_fragment);

-- Messages that are made of their records anew.
CREATE OR REPLACE TEMP TABLE composed_keys AS
SELECT conversation_id, message_nr FROM fragments
UNION
SELECT conversation_id, message_nr FROM known_records
UNION
SELECT conversation_id, message_nr FROM pool SEMI JOIN import_pages USING (page_nr);

-- Records of a relation with what tells versions apart, in no order where the service has none. turn: the how manieth time it is that the service begins to say that, 0 where it
-- goes on: of one flow number it may say A, then B, then A again, which is so now. A page that is fetched again says all of it again, in the
-- same order. Nobody knows when a history was written down: what it says twice it says once.
CREATE OR REPLACE TEMP MACRO told_states(source) AS TABLE
SELECT * EXCLUDE (is_imported, is_turn), if(is_imported OR NOT is_turn, 0, count(*) FILTER (is_turn) OVER (
    PARTITION BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), state, is_imported ORDER BY page_nr, record_index)) AS turn
FROM (
  SELECT *, lag(state) OVER (
      PARTITION BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), is_imported ORDER BY page_nr, record_index
    ) IS DISTINCT FROM state AS is_turn
  FROM (
    SELECT *, page_nr IN (FROM import_pages) AS is_imported, {
        mk_message_type: mk_message_type, mk_message_state: mk_message_state, message: message, subject: subject, tags: list_meaning(tags),
        edited_time: edited_time, edit_account_id: edit_account_id, reactions: reactions_meaning(reactions), pin_weight: pin_weight,
        section_id: section_id, task_weight: task_weight, assignee_ids: list_meaning(assignee_ids)} AS state
    FROM query_table(source)
  )
);

-- Records that say the same are one version: where and when it was said first, or first again after something else, and what any of them
-- says. In this order a version that was put together from some of them can stand for these. first_place: of all of them.
CREATE OR REPLACE TEMP MACRO unite_versions(source) AS TABLE
SELECT * EXCLUDE (state, turn)
FROM (
  SELECT any_value(COLUMNS(*) ORDER BY turn DESC, page_nr, record_index), min(place_of(page_nr, record_index)) AS first_place
  FROM told_states(source)
  GROUP BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), state
);

-- The versions of a relation with their recency, 1 for the latest of each message. A deletion may come without its number
-- (fleep-wire.md, section 3.6): what was edited after all that have one is later than they are. Of two in one second the deletion is.
CREATE OR REPLACE TEMP MACRO rank_versions(source) AS TABLE
SELECT * EXCLUDE (changed_time, is_late),
  row_number() OVER (
    PARTITION BY conversation_id, message_nr
    ORDER BY is_late DESC, coalesce(flow_message_nr, message_nr) DESC, edited_time DESC NULLS LAST, page_nr IN (FROM import_pages),
      page_nr DESC, record_index DESC) AS recency
FROM (
  SELECT *, edited_time + to_milliseconds(is_deleted::INTEGER) AS changed_time,
    flow_message_nr IS NULL AND coalesce(changed_time > coalesce(
      max(changed_time) FILTER (flow_message_nr IS NOT NULL) OVER (PARTITION BY conversation_id, message_nr), '-infinity'), false) AS is_late
  FROM query_table(source)
);
