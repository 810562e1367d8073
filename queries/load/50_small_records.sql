-- Load, step 5: all records but messages, with what makes each the same record as another. Reads staged. What is merged of them goes
-- to merged_versions (src/store/merge-records.ts) before the next step. is_inner: it stood inside of a message.

-- Files and previews inside of messages. mk_rec_type: what each is, NULL for what is neither.
CREATE OR REPLACE TEMP TABLE carried AS
WITH bodies AS (
  SELECT page_nr, record_index, conversation_id, message_nr, account_id, posted_time, mk_message_type, json_body(message)::JSON AS body
  FROM (
    SELECT page_nr, record_index, conversation_id, message_nr, account_id, posted_time, mk_message_type, message FROM messages
    ANTI JOIN contested_keys USING (conversation_id, message_nr)
    WHERE page_nr > getvariable('after_page')
    UNION ALL
    -- A version that another one replaces had its files, and so had what an import only says again.
    SELECT page_nr, record_index, conversation_id, message_nr, account_id, posted_time, mk_message_type, message FROM contested_messages
  )
  WHERE mk_message_type IN ('textV2', 'emailV2', 'file') AND json_body(message) IS NOT NULL
),
-- Up to 2014 a file was a message (fleep-wire.md, section 4.3). Its address has the key under which a record of its own would come
-- (section 6).
old_files AS (
  SELECT *, coalesce(nullif(regexp_extract(field_text(body, 'file_url'), '^(?:https?://[^/]+)?/file/[^/]+/[0-9]+/([^/]+)/', 1), ''),
    nullif(field_text(body, 'file_id'), '')) AS attachment_id
  FROM bodies WHERE mk_message_type = 'file'
),
inner_records AS (
  -- The V2 shapes carry their files and previews inside the message (section 4.3), the rows of 2018 beside it (section 4.2).
  SELECT page_nr, record_index, conversation_id, message_nr, account_id,
    unnest(attachment_records(json_extract(body, '$.attachments'))) AS record
  FROM bodies WHERE mk_message_type <> 'file'
  UNION ALL
  SELECT page, "index", conversation_id, message_nr, carried.account_id, unnest(attachment_records(carried.attachments))
  FROM incoming WHERE carried IS NOT NULL
  UNION ALL
  SELECT page_nr, record_index, conversation_id, message_nr, account_id,
    CASE WHEN coalesce(attachment_id, field_text(body, 'file_url'), '') <> '' THEN
      with_field(with_field(with_field(body, 'mk_rec_type', 'file'), 'attachment_id', attachment_id), 'posted_time', epoch(posted_time)::BIGINT)
    ELSE body END
  FROM old_files
)
SELECT * REPLACE (with_field(record, 'mk_rec_type', mk_rec_type) AS record)
FROM (SELECT *, attachment_type(record) AS mk_rec_type FROM inner_records);

INSERT INTO new_problems
SELECT DISTINCT 'message', concat_ws('/', conversation_id, message_nr, md5(record::VARCHAR)), 'attachments', 'no usable key', left(record::VARCHAR, 200)
FROM carried WHERE mk_rec_type IS NULL;

CREATE OR REPLACE TEMP TABLE small_records AS
WITH flow_records AS (
  SELECT page AS page_nr, "index" AS record_index, mk_rec_type, record, false AS is_inner FROM staged
  WHERE record IS NOT NULL AND mk_rec_type NOT IN ('', 'message')
  UNION ALL
  SELECT page_nr, record_index, mk_rec_type,
    -- Inside of a message the number is a text, and escapes may be others than in the record itself: json() writes them alike.
    concat('{"message_nr":', coalesce(number_of_message(field_text(record, 'message_nr')), message_nr),
      CASE WHEN field_text(record, 'conversation_id') IS NULL THEN ',"conversation_id":' || to_json(conversation_id) END,
      CASE WHEN field_text(record, 'account_id') IS NULL THEN ',"account_id":' || to_json(account_id) END,
      ',', substr(json(record), 2))::JSON, true
  FROM carried WHERE mk_rec_type IS NOT NULL
)
SELECT *, record_key(mk_rec_type, record) AS record_key FROM flow_records
UNION ALL
-- What a record says of the account that was signed in (src/store/viewpoints.ts knows the fields). An import has no account.
SELECT page_nr, record_index, mk_rec_type || '_seat', record, false, joint_key(record_key(mk_rec_type, record), coalesce(account_id, ''))
FROM flow_records LEFT JOIN staged_calls USING (page_nr)
WHERE mk_rec_type IN ('conv', 'contact', 'org_header', 'label', 'archive_gone');

INSERT INTO new_problems
SELECT DISTINCT mk_rec_type, md5(record::VARCHAR), 'mk_rec_type', 'no usable key', left(record::VARCHAR, 200)
FROM small_records
WHERE record_key IS NULL AND mk_rec_type IN ('conv', 'contact', 'file', 'preview', 'team', 'label', 'hook', 'section', 'reminder');

CREATE OR REPLACE TEMP TABLE merged_versions (
  mk_rec_type VARCHAR, record_key VARCHAR, version INTEGER, record VARCHAR, page_nr BIGINT, first_page_nr BIGINT, is_latest BOOLEAN
);
