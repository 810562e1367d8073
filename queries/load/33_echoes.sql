-- Load, step 3c: what an import only says again.
-- Only if: EXISTS (FROM import_pages) AND EXISTS (FROM contested_keys)

-- What an import says of a message again, if only in other words: the V2 shapes for the others (section 4.3), nothing at all where a
-- crawl has a field. It is no version of its own but fills in what the other one leaves out.
CREATE OR REPLACE TEMP MACRO agree(a, b) AS a IS NULL OR b IS NULL OR a = b;

-- What a body says, however it is written: white space between the tokens of a payload, and before the end of an empty element (`<br />`),
-- says nothing. Of states the last part counts: there are two forms of the names (section 4.2).
CREATE OR REPLACE TEMP MACRO body_meaning(mk_message_type, message) AS CASE
  WHEN may_be_json(mk_message_type) AND json_type(json_body(message), '$.message') IS DISTINCT FROM 'VARCHAR' AND json_body(message) IS NOT NULL
    THEN json(json_body(message))::VARCHAR
  ELSE regexp_replace(bare_body(mk_message_type, message), '(<[A-Za-z][^<>]*?)\s+/>', '\1/>', 'g')
END;

-- What the same side says twice counts once.
CREATE OR REPLACE TEMP TABLE told_again AS
SELECT DISTINCT conversation_id, message_nr FROM pool SEMI JOIN import_pages USING (page_nr);
CREATE OR REPLACE TEMP VIEW messages_told_again AS SELECT * FROM pool SEMI JOIN told_again USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP TABLE versions_told_again AS SELECT * EXCLUDE (first_place) FROM unite_versions('messages_told_again');
DELETE FROM pool USING told_again AS t WHERE pool.conversation_id = t.conversation_id AND pool.message_nr = t.message_nr;
INSERT INTO pool BY NAME FROM versions_told_again;

CREATE OR REPLACE TEMP TABLE told AS
SELECT *, row_number() OVER (
    PARTITION BY conversation_id, message_nr, plain_type, plain_hash, is_imported ORDER BY page_nr, record_index) AS rank
FROM (
  SELECT *, page_nr IN (FROM import_pages) AS is_imported,
    CASE mk_message_type WHEN 'textV2' THEN 'text' WHEN 'emailV2' THEN 'email' ELSE mk_message_type END AS plain_type,
    md5(coalesce(body_meaning(mk_message_type, message), '')) AS plain_hash,
    regexp_extract(mk_message_state, '[^:]*$') AS short_state, list_meaning(tags) AS tag_set, list_meaning(assignee_ids) AS assignee_set,
    reactions_meaning(reactions) AS reaction_set
  FROM versions_told_again
);

CREATE OR REPLACE TEMP TABLE echoes AS
SELECT i.conversation_id, i.message_nr, i.page_nr, i.record_index, arg_min({page_nr: b.page_nr, record_index: b.record_index}, (b.is_imported, b.page_nr, b.record_index)) AS base
FROM told AS i JOIN told AS b
  ON i.conversation_id = b.conversation_id AND i.message_nr = b.message_nr AND i.plain_type = b.plain_type AND i.plain_hash = b.plain_hash
WHERE i.is_imported AND (NOT b.is_imported OR (b.rank = 1 AND i.rank > 1))
  AND agree(i.flow_message_nr, b.flow_message_nr) AND agree(i.short_state, b.short_state) AND agree(i.subject, b.subject)
  AND agree(i.tag_set, b.tag_set) AND agree(i.edited_time, b.edited_time) AND agree(i.edit_account_id, b.edit_account_id)
  AND agree(i.reaction_set, b.reaction_set) AND agree(i.pin_weight, b.pin_weight) AND agree(i.section_id, b.section_id)
  AND agree(i.task_weight, b.task_weight) AND agree(i.assignee_set, b.assignee_set)
GROUP BY i.conversation_id, i.message_nr, i.page_nr, i.record_index;
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

DELETE FROM pool USING echoes AS e WHERE pool.page_nr = e.page_nr AND pool.record_index = e.record_index;
DELETE FROM pool USING completed AS c WHERE pool.page_nr = c.page_nr AND pool.record_index = c.record_index;
INSERT INTO pool BY NAME SELECT * FROM completed;
