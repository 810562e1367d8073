-- Load, step 5: all records but messages, merged field by field (fleep-wire.md, section 4.0): a new field overwrites, a
-- missing one keeps the old value, an explicit null is a value. Reads staged. Changes merged_records.

CREATE OR REPLACE TEMP TABLE small_records AS
WITH flow_records AS (
  SELECT page AS page_nr, "index" AS record_index, mk_rec_type, record FROM staged
  WHERE record IS NOT NULL AND mk_rec_type NOT IN ('', 'message')
  UNION ALL
  -- The V2 shapes carry their files and previews inside the message (section 4.3).
  SELECT page_nr, record_index, field_text(a, 'mk_rec_type'),
    json_merge_patch(json_object('conversation_id', conversation_id, 'message_nr', message_nr, 'account_id', account_id), a)
  FROM (
    SELECT page_nr, record_index, conversation_id, message_nr, account_id,
      unnest(from_json(json_extract(CASE WHEN json_valid(message) THEN message END, '$.attachments'), '["JSON"]')) AS a
    FROM messages
    WHERE page_nr > getvariable('after_page') AND mk_message_type IN ('textV2', 'emailV2') AND starts_with(message, '{')
  )
),
-- The header of every page repeats the conversation; where that page of the flow or of a side list ended is not a property of it.
steady AS (
  SELECT max(page_nr) AS page_nr, max(record_index) AS record_index, mk_rec_type,
    CASE WHEN mk_rec_type = 'conv'
      THEN regexp_replace(record::VARCHAR,
        '"(?:[bf]w_message_nr|(?:file|pin|task)_horizon)"\s*:\s*-?\d+\s*,\s*|,\s*"(?:[bf]w_message_nr|(?:file|pin|task)_horizon)"\s*:\s*-?\d+', '', 'g')
      ELSE record::VARCHAR
    END AS text
  FROM flow_records
  GROUP BY mk_rec_type, text
)
SELECT page_nr, record_index, mk_rec_type, record_key(mk_rec_type, text::JSON) AS record_key, text::JSON AS record
FROM steady;

INSERT INTO new_problems
SELECT mk_rec_type, page_nr || ':' || record_index, 'mk_rec_type', 'no usable key', left(record::VARCHAR, 200)
FROM small_records
WHERE record_key IS NULL AND mk_rec_type IN ('conv', 'contact', 'file', 'preview', 'team', 'label', 'hook', 'section', 'reminder');

CREATE OR REPLACE TEMP TABLE new_merged AS
WITH touched AS (
  SELECT DISTINCT mk_rec_type, record_key FROM small_records WHERE record_key IS NOT NULL
),
fields AS (
  SELECT mk_rec_type, record_key, page_nr, page_nr * 100000 + record_index AS position, f.key AS field, f.value
  FROM small_records, json_each(small_records.record) AS f
  WHERE record_key IS NOT NULL AND f.key NOT IN
    ('fw_message_nr', 'bw_message_nr', 'file_horizon', 'pin_horizon', 'task_horizon', 'mk_init_mode', 'is_init', 'is_full', 'is_tiny')
  UNION ALL
  SELECT mk_rec_type, record_key, page_nr, -1, f.key, f.value
  FROM (SELECT * FROM merged_records SEMI JOIN touched USING (mk_rec_type, record_key)) AS old, json_each(old.record) AS f
),
latest AS (
  SELECT mk_rec_type, record_key, field, arg_max(value::VARCHAR, position) AS value, max(page_nr) AS page_nr
  FROM fields
  GROUP BY ALL
)
SELECT
  mk_rec_type,
  record_key,
  ('{' || string_agg(to_json(field)::VARCHAR || ':' || value, ',' ORDER BY field) || '}')::JSON AS record,
  max(page_nr) AS page_nr
FROM latest
GROUP BY mk_rec_type, record_key;

-- A record that says nothing new is no change: the page that it came from first stays.
DELETE FROM new_merged USING merged_records AS old
WHERE new_merged.mk_rec_type = old.mk_rec_type AND new_merged.record_key = old.record_key
  AND new_merged.record::VARCHAR = old.record::VARCHAR;
DELETE FROM merged_records USING new_merged AS new
WHERE merged_records.mk_rec_type = new.mk_rec_type AND merged_records.record_key = new.record_key;
INSERT INTO merged_records SELECT mk_rec_type, record_key, record, page_nr FROM new_merged;
INSERT INTO changed_records SELECT mk_rec_type, record_key FROM new_merged;

INSERT INTO new_problems
SELECT new.mk_rec_type, new.record_key, f.key, 'wrong type', left(f.value::VARCHAR, 200)
FROM new_merged AS new, json_each(new.record) AS f JOIN wire_types AS w ON w.mk_rec_type = new.mk_rec_type AND w.field = f.key
WHERE is_wrong_type(w.kind, f.value);
