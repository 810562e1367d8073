-- Load, step 7: which files have their bytes in files/. One download serves every record with its URL.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('archive_file', 'file', 'preview', 'contact', 'contact_seat', 'hook'))
CREATE OR REPLACE TEMP TABLE stored_files AS
SELECT unnest(json_transform(record, '{"file_url": "VARCHAR", "stored_sha256": "VARCHAR", "stored_size": "BIGINT"}'))
FROM merged_records WHERE mk_rec_type = 'archive_file';

UPDATE files SET stored_sha256 = s.stored_sha256, stored_size = s.stored_size
FROM stored_files AS s
WHERE files.file_url = s.file_url AND files.stored_sha256 IS DISTINCT FROM s.stored_sha256;

UPDATE previews SET stored_sha256 = s.stored_sha256, stored_size = s.stored_size
FROM stored_files AS s
WHERE previews.file_url = s.file_url AND previews.stored_sha256 IS DISTINCT FROM s.stored_sha256;

UPDATE accounts SET avatar_sha256 = s.stored_sha256
FROM stored_files AS s
WHERE accounts.avatar_url = s.file_url AND accounts.avatar_sha256 IS DISTINCT FROM s.stored_sha256;

UPDATE hooks SET avatar_sha256 = s.stored_sha256
FROM stored_files AS s
WHERE hooks.avatar_url = s.file_url AND hooks.avatar_sha256 IS DISTINCT FROM s.stored_sha256;
