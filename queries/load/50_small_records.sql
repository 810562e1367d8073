-- Load, step 5: all records but messages, with what makes each the same record as another. Reads staged. What is merged of them goes
-- to merged_versions (src/store/merge-records.ts) before the next step. is_inner: it stood inside of a message.

CREATE OR REPLACE TEMP TABLE small_records AS
WITH flow_records AS (
  SELECT page AS page_nr, "index" AS record_index, mk_rec_type, record, false AS is_inner FROM staged
  WHERE record IS NOT NULL AND mk_rec_type NOT IN ('', 'message')
  UNION ALL
  -- The V2 shapes carry their files and previews inside the message (section 4.3).
  SELECT page_nr, record_index, field_text(a, 'mk_rec_type'),
    -- Inside of a message the number is a text, and escapes may be others than in the record itself: json() writes them alike.
    concat('{"message_nr":', coalesce(TRY_CAST(field_text(a, 'message_nr') AS BIGINT), message_nr),
      CASE WHEN field_text(a, 'conversation_id') IS NULL THEN ',"conversation_id":' || to_json(conversation_id) END,
      CASE WHEN field_text(a, 'account_id') IS NULL THEN ',"account_id":' || to_json(account_id) END,
      ',', substr(json(a), 2))::JSON, true
  FROM (
    SELECT page_nr, record_index, conversation_id, message_nr, account_id,
      unnest(from_json(json_extract(CASE WHEN json_valid(message) THEN message END, '$.attachments'), '["JSON"]')) AS a
    FROM (
      SELECT page_nr, record_index, conversation_id, message_nr, account_id, mk_message_type, message FROM messages
      WHERE page_nr > getvariable('after_page')
      UNION
      -- A version that another one of the batch replaces had its files, and so had what an import only says again.
      SELECT page_nr, record_index, conversation_id, message_nr, account_id, mk_message_type, message FROM contested_messages
    )
    WHERE mk_message_type IN ('textV2', 'emailV2') AND starts_with(message, '{')
  )
  WHERE field_text(a, 'mk_rec_type') IN ('file', 'preview')
)
SELECT *, record_key(mk_rec_type, record) AS record_key FROM flow_records
UNION ALL
-- What a header says of the account that was signed in (src/store/merge-records.ts knows the fields). An import has no account.
SELECT page_nr, record_index, 'conv_seat', record, false, joint_key(field_text(record, 'conversation_id'), coalesce(account_id, ''))
FROM flow_records LEFT JOIN staged_calls USING (page_nr)
WHERE mk_rec_type = 'conv';

INSERT INTO new_problems
SELECT DISTINCT mk_rec_type, md5(record::VARCHAR), 'mk_rec_type', 'no usable key', left(record::VARCHAR, 200)
FROM small_records
WHERE record_key IS NULL AND mk_rec_type IN ('conv', 'contact', 'file', 'preview', 'team', 'label', 'hook', 'section', 'reminder');

CREATE OR REPLACE TEMP TABLE merged_versions (
  mk_rec_type VARCHAR, record_key VARCHAR, version INTEGER, record VARCHAR, page_nr BIGINT, first_page_nr BIGINT, is_latest BOOLEAN
);
