-- Load, step 5a: hooks that one account was told with their key and another one without are the same, in whatever order they come. Those of
-- a conversation of which the batch tells something new are merged anew, from all that was ever told of them.
-- Only if: EXISTS (FROM small_records WHERE mk_rec_type = 'hook' AND record_key IS NOT NULL)

CREATE OR REPLACE TEMP TABLE new_hooks AS
SELECT field_text(record, 'conversation_id') AS conversation_id, page_nr, record_index, record
FROM small_records WHERE mk_rec_type = 'hook' AND record_key IS NOT NULL;
DELETE FROM small_records WHERE mk_rec_type = 'hook' AND record_key IS NOT NULL;

-- Tables from before there was told_hooks know the versions.
INSERT INTO told_hooks
SELECT field_text(record, 'conversation_id') AS conversation_id, first_page_nr, version, record
FROM record_versions WHERE mk_rec_type = 'hook' AND conversation_id IN (SELECT conversation_id FROM new_hooks ANTI JOIN told_hooks USING (conversation_id));

CREATE OR REPLACE TEMP TABLE hook_tellings AS
SELECT *, nullif(field_text(record, 'hook_id'), '') AS hook_id, nullif(field_text(record, 'hook_key'), '') AS hook_key,
  page_nr IN (FROM import_pages) AS is_imported
FROM (
  SELECT *, false AS is_new FROM told_hooks WHERE conversation_id IN (SELECT conversation_id FROM new_hooks)
  UNION ALL
  SELECT *, true FROM new_hooks
);

-- Where some have no id and others no key, nobody knows yet what came between two that say the same.
CREATE OR REPLACE TEMP TABLE repeated_hooks AS
SELECT page_nr, record_index
FROM (
  SELECT page_nr, record_index, is_new, bool_or(hook_id IS NULL) OVER here AND bool_or(hook_key IS NULL) OVER here AS is_mixed,
    lag(record::VARCHAR) OVER (
      PARTITION BY conversation_id, coalesce(hook_id, hook_key), is_imported ORDER BY page_nr, record_index
    ) IS NOT DISTINCT FROM record::VARCHAR AS is_same
  FROM hook_tellings
  WINDOW here AS (PARTITION BY conversation_id)
)
WHERE is_new AND is_same AND NOT is_mixed;

INSERT INTO told_hooks
SELECT conversation_id, page_nr, record_index, record FROM hook_tellings ANTI JOIN repeated_hooks USING (page_nr, record_index) WHERE is_new;

CREATE OR REPLACE TEMP TABLE hooked_conversations AS
SELECT DISTINCT conversation_id FROM hook_tellings ANTI JOIN repeated_hooks USING (page_nr, record_index) WHERE is_new;

DELETE FROM merged_records
WHERE mk_rec_type = 'hook' AND field_text(record, 'conversation_id') IN (FROM hooked_conversations);
DELETE FROM superseded_records
WHERE mk_rec_type = 'hook' AND field_text(record, 'conversation_id') IN (FROM hooked_conversations);

-- Of several keys of one hook the latest counts.
INSERT INTO small_records BY NAME
WITH latest_keys AS (
  SELECT conversation_id, hook_id, arg_max(hook_key, place_of(page_nr, record_index)) AS latest_key
  FROM hook_tellings WHERE hook_id IS NOT NULL AND hook_key IS NOT NULL GROUP BY ALL
)
SELECT page_nr, record_index, 'hook' AS mk_rec_type, record, false AS is_inner,
  joint_key(conversation_id, coalesce(hook_key, latest_key, hook_id)) AS record_key
FROM hook_tellings SEMI JOIN hooked_conversations USING (conversation_id) ANTI JOIN repeated_hooks USING (page_nr, record_index)
LEFT JOIN latest_keys USING (conversation_id, hook_id);
