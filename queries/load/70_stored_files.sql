-- Load, step 7: which files have their bytes in files/. One download serves every record with its URL.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('archive_file', 'file', 'preview', 'contact', 'contact_seat', 'hook'))
CREATE OR REPLACE TEMP TABLE stored_files AS
SELECT unnest(json_transform(record, '{"file_url": "VARCHAR", "stored_sha256": "VARCHAR", "stored_size": "BIGINT"}'))
FROM merged_records WHERE mk_rec_type = 'archive_file';

-- What an address had before it was given other content. A record that says that hash means that.
CREATE OR REPLACE TEMP TABLE earlier_files AS
SELECT DISTINCT unnest(json_transform(record, '{"file_url": "VARCHAR", "stored_sha256": "VARCHAR", "stored_size": "BIGINT"}'))
FROM superseded_records WHERE mk_rec_type = 'archive_file'
EXCEPT FROM stored_files;

UPDATE files SET stored_sha256 = s.stored_sha256, stored_size = s.stored_size
FROM stored_files AS s
WHERE files.file_url = s.file_url AND files.stored_sha256 IS DISTINCT FROM s.stored_sha256
  AND NOT EXISTS (FROM earlier_files AS e WHERE e.file_url = files.file_url AND e.stored_sha256 = lower(files.file_sha256));
UPDATE files SET stored_sha256 = e.stored_sha256, stored_size = e.stored_size
FROM earlier_files AS e
WHERE files.file_url = e.file_url AND lower(files.file_sha256) = e.stored_sha256 AND files.stored_sha256 IS DISTINCT FROM e.stored_sha256;

UPDATE previews SET stored_sha256 = s.stored_sha256, stored_size = s.stored_size
FROM stored_files AS s
WHERE previews.file_url = s.file_url AND previews.stored_sha256 IS DISTINCT FROM s.stored_sha256
  AND NOT EXISTS (FROM earlier_files AS e WHERE e.file_url = previews.file_url AND e.stored_sha256 = lower(previews.file_sha256));
UPDATE previews SET stored_sha256 = e.stored_sha256, stored_size = e.stored_size
FROM earlier_files AS e
WHERE previews.file_url = e.file_url AND lower(previews.file_sha256) = e.stored_sha256 AND previews.stored_sha256 IS DISTINCT FROM e.stored_sha256;

UPDATE accounts SET avatar_sha256 = s.stored_sha256
FROM stored_files AS s
WHERE accounts.avatar_url = s.file_url AND accounts.avatar_sha256 IS DISTINCT FROM s.stored_sha256;

UPDATE hooks SET avatar_sha256 = s.stored_sha256
FROM stored_files AS s
WHERE hooks.avatar_url = s.file_url AND hooks.avatar_sha256 IS DISTINCT FROM s.stored_sha256;
