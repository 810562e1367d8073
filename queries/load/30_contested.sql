-- Load, step 3: which version of each contested message is the latest. Every version, old and new, is ranked; what says the same
-- twice is dropped, so a page that was fetched again changes nothing.

CREATE OR REPLACE TEMP TABLE contested_lines AS
SELECT s.page, s."index", message_struct(s.record) AS m, c.is_fragment
FROM staged AS s JOIN contested_rows AS c ON c.page = s.page AND c."index" = s."index";

CREATE OR REPLACE TEMP TABLE contested_messages AS SELECT * FROM shape_messages('contested_lines');

-- page_nr is for DuckDB, which knows the pages of each part of the table and leaves out what cannot fit.
CREATE OR REPLACE TEMP TABLE stored_messages AS
SELECT * FROM messages SEMI JOIN stored_keys USING (conversation_id, message_nr, page_nr);

-- Records that carry only some fields of a message (a lock, a weight; fleep-wire.md, section 3.6), and those that an earlier load
-- met before the message itself.
CREATE OR REPLACE TEMP TABLE fragments AS
SELECT m.* FROM contested_messages AS m
JOIN contested_rows AS c ON c.page = m.page_nr AND c."index" = m.record_index AND c.is_fragment
UNION ALL BY NAME
SELECT * FROM stored_messages WHERE mk_message_type IS NULL;

CREATE OR REPLACE TEMP TABLE pool AS
SELECT * FROM stored_messages WHERE mk_message_type IS NOT NULL
UNION ALL BY NAME
SELECT * FROM superseded_messages SEMI JOIN contested_keys USING (conversation_id, message_nr)
UNION ALL BY NAME
SELECT * FROM contested_messages AS m
WHERE NOT EXISTS (FROM contested_rows AS c WHERE c.page = m.page_nr AND c."index" = m.record_index AND c.is_fragment);

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

-- What an import says of a message again, if only in other words: the V2 shapes for the others (section 4.3), nothing at all where a
-- crawl has a field. It is no version of its own but fills in what the other one leaves out.
CREATE OR REPLACE TEMP MACRO agree(a, b) AS a IS NULL OR b IS NULL OR a = b;

CREATE OR REPLACE TEMP TABLE told AS
SELECT *, row_number() OVER (
    PARTITION BY conversation_id, message_nr, plain_type, plain_hash, is_imported ORDER BY page_nr, record_index) AS rank
FROM (
  SELECT *, page_nr IN (FROM import_pages) AS is_imported,
    CASE mk_message_type WHEN 'textV2' THEN 'text' WHEN 'emailV2' THEN 'email' ELSE mk_message_type END AS plain_type,
    md5(CASE WHEN mk_message_type IN ('textV2', 'emailV2') AND starts_with(message, '{') AND json_valid(message)
      THEN coalesce(json_extract_string(message, '$.message'), '') ELSE coalesce(message, '') END) AS plain_hash,
    list_sort(list_distinct(tags)) AS tag_set
  FROM pool SEMI JOIN (SELECT conversation_id, message_nr FROM pool SEMI JOIN import_pages USING (page_nr)) USING (conversation_id, message_nr)
);

CREATE OR REPLACE TEMP TABLE echoes AS
SELECT i.page_nr, i.record_index, arg_min({page_nr: b.page_nr, record_index: b.record_index}, (b.is_imported, b.page_nr, b.record_index)) AS base
FROM told AS i JOIN told AS b
  ON i.conversation_id = b.conversation_id AND i.message_nr = b.message_nr AND i.plain_type = b.plain_type AND i.plain_hash = b.plain_hash
WHERE i.is_imported AND (NOT b.is_imported OR (b.rank = 1 AND i.rank > 1))
  AND agree(i.flow_message_nr, b.flow_message_nr) AND agree(i.mk_message_state, b.mk_message_state) AND agree(i.subject, b.subject)
  AND agree(i.tag_set, b.tag_set) AND agree(i.edited_time, b.edited_time) AND agree(i.edit_account_id, b.edit_account_id)
  AND agree(i.reactions::VARCHAR, b.reactions::VARCHAR) AND agree(i.pin_weight, b.pin_weight) AND agree(i.section_id, b.section_id)
  AND agree(i.task_weight, b.task_weight) AND agree(i.assignee_ids, b.assignee_ids)
GROUP BY i.page_nr, i.record_index;
-- What echoes something that is an echo itself might be lost with it.
DELETE FROM echoes WHERE base IN (SELECT {page_nr: page_nr, record_index: record_index} FROM echoes);

CREATE OR REPLACE TEMP TABLE completed AS
WITH layers AS (
  SELECT p.*, {page_nr: p.page_nr, record_index: p.record_index} AS base, 0 AS layer
  FROM pool AS p WHERE {page_nr: p.page_nr, record_index: p.record_index} IN (SELECT base FROM echoes)
  UNION ALL BY NAME
  SELECT p.*, e.base, 1 AS layer FROM pool AS p JOIN echoes AS e ON p.page_nr = e.page_nr AND p.record_index = e.record_index
)
-- The first that is not NULL; what is deleted or pinned in one of them is.
SELECT * EXCLUDE (was_deleted, was_pinned) REPLACE (was_deleted AS is_deleted, was_pinned AS is_pinned)
FROM (
  SELECT any_value(COLUMNS(* EXCLUDE (base, layer)) ORDER BY layer, page_nr, record_index), bool_or(is_deleted) AS was_deleted,
    bool_or(is_pinned) AS was_pinned
  FROM layers GROUP BY base, conversation_id, message_nr
);

CREATE OR REPLACE TEMP TABLE completed_keys AS
SELECT DISTINCT conversation_id, message_nr FROM (FROM completed EXCEPT ALL FROM pool);

DELETE FROM pool USING echoes AS e WHERE pool.page_nr = e.page_nr AND pool.record_index = e.record_index;
DELETE FROM pool USING completed AS c WHERE pool.page_nr = c.page_nr AND pool.record_index = c.record_index;
INSERT INTO pool BY NAME SELECT * FROM completed;

-- What says the same twice is one version: the one that was here first.
CREATE OR REPLACE TEMP TABLE versions AS
SELECT * FROM pool
QUALIFY row_number() OVER (
  PARTITION BY
    conversation_id, message_nr, coalesce(flow_message_nr, message_nr), mk_message_type, mk_message_state, message,
    subject, tags, edited_time, edit_account_id, reactions::VARCHAR, pin_weight, section_id, task_weight, assignee_ids
  ORDER BY page_nr, record_index) = 1;

-- A message of which the batch says nothing new stays as it is.
CREATE OR REPLACE TEMP TABLE changed_keys AS
SELECT conversation_id, message_nr FROM versions WHERE page_nr > getvariable('after_page')
UNION
FROM completed_keys;

-- A deletion may come without its number (fleep-wire.md, section 3.6): what was edited after all that have one is later than they are.
CREATE OR REPLACE TEMP TABLE ranked_messages AS
SELECT * EXCLUDE (is_late),
  row_number() OVER (
    PARTITION BY conversation_id, message_nr
    ORDER BY is_late DESC, coalesce(flow_message_nr, message_nr) DESC, edited_time DESC NULLS LAST, page_nr IN (FROM import_pages),
      page_nr DESC, record_index DESC) AS recency
FROM (
  SELECT *, flow_message_nr IS NULL AND coalesce(edited_time > coalesce(
    max(edited_time) FILTER (flow_message_nr IS NOT NULL) OVER (PARTITION BY conversation_id, message_nr), '-infinity'), false) AS is_late
  FROM versions SEMI JOIN changed_keys USING (conversation_id, message_nr)
);

DELETE FROM messages USING changed_keys AS k
WHERE messages.conversation_id = k.conversation_id AND messages.message_nr = k.message_nr
  AND messages.page_nr <= getvariable('after_page');
DELETE FROM superseded_messages USING changed_keys AS k
WHERE superseded_messages.conversation_id = k.conversation_id AND superseded_messages.message_nr = k.message_nr;
INSERT INTO messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency = 1;
INSERT INTO superseded_messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency > 1;
