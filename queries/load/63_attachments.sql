-- Load, step 6d: files and previews.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('file', 'preview'))

-- files
DELETE FROM files USING fresh
WHERE fresh.mk_rec_type = 'file' AND attachment_key(files.conversation_id, files.message_nr, files.attachment_id) = fresh.record_key;
INSERT INTO files BY NAME
SELECT * EXCLUDE (posted_time) REPLACE (number_of_message(message_nr) AS message_nr, coalesce(attachment_id, file_url, '') AS attachment_id),
  unix_time(posted_time) AS posted_time
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "message_nr": "VARCHAR", "attachment_id": "VARCHAR", "account_id": "VARCHAR",
    "file_name": "VARCHAR", "file_type": "VARCHAR", "file_size": "BIGINT", "file_sha256": "VARCHAR",
    "file_url": "VARCHAR", "width": "BIGINT", "height": "BIGINT", "orientation": "BIGINT", "is_animated": "BOOLEAN",
    "is_deleted": "BOOLEAN", "is_hidden": "BOOLEAN", "deleter_id": "VARCHAR", "sender_name": "VARCHAR",
    "posted_time": "BIGINT"}'))
  FROM fresh WHERE mk_rec_type = 'file'
);

-- previews
DELETE FROM previews USING fresh
WHERE fresh.mk_rec_type = 'preview'
  AND attachment_key(previews.conversation_id, previews.message_nr, coalesce(previews.attachment_id, previews.attached_url)) = fresh.record_key;
INSERT INTO previews BY NAME
SELECT * EXCLUDE (posted_time) REPLACE (number_of_message(message_nr) AS message_nr), unix_time(posted_time) AS posted_time
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "message_nr": "VARCHAR", "attachment_id": "VARCHAR", "attached_url": "VARCHAR",
    "title": "VARCHAR", "description": "VARCHAR", "account_id": "VARCHAR", "file_name": "VARCHAR",
    "file_type": "VARCHAR", "file_size": "BIGINT", "file_sha256": "VARCHAR", "file_url": "VARCHAR",
    "width": "BIGINT", "height": "BIGINT", "is_deleted": "BOOLEAN", "posted_time": "BIGINT"}'))
  FROM fresh WHERE mk_rec_type = 'preview'
);
