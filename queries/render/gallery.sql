-- title: Files by kind and year, the latest first
-- parameters: first_id, last_id (text): a range of conversation ids, NULL for all; zone (text): the time zone of years
-- column: kind – picture, document, sheet, archive, media (audio and video) or other: by what the service calls the type and by
--   the ending of the name, which may both be wrong. What is shown as a picture depends on the bytes alone
-- column: year – of the posting, in the zone; NULL when that is not known
-- column: sender_name, hook_key – of the file or else of its message
-- column: size, stored_sha256, has_message – as in files.sql
WITH named AS (
  SELECT
    *,
    lower(coalesce(file_type, '')) AS mime,
    lower(regexp_extract(coalesce(file_name, ''), '\.([A-Za-z0-9]{1,8})$', 1)) AS ending
  FROM files
  WHERE $first_id IS NULL OR conversation_id BETWEEN $first_id AND $last_id
),
sorted AS (
  SELECT
    *,
    CASE
      WHEN mime LIKE 'image/%' OR ending IN ('png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'svg', 'tif', 'tiff', 'heic') THEN 'picture'
      WHEN ending IN ('xls', 'xlsx', 'xlsm', 'ods', 'csv', 'tsv', 'numbers') OR mime LIKE '%spreadsheet%' OR mime LIKE '%ms-excel%'
        OR mime IN ('text/csv', 'text/tab-separated-values') THEN 'sheet'
      WHEN ending IN ('zip', 'tar', 'gz', 'tgz', 'bz2', 'xz', '7z', 'rar', 'zst') OR mime LIKE '%zip%' OR mime LIKE '%x-tar%'
        OR mime LIKE '%rar%' OR mime LIKE '%7z%' THEN 'archive'
      WHEN mime LIKE 'audio/%' OR mime LIKE 'video/%'
        OR ending IN ('mp3', 'wav', 'ogg', 'm4a', 'flac', 'mp4', 'mov', 'avi', 'mkv', 'webm', 'm4v') THEN 'media'
      WHEN mime LIKE 'text/%' OR mime LIKE '%pdf%' OR mime LIKE '%msword%' OR mime LIKE '%wordprocessing%'
        OR mime LIKE '%presentation%' OR mime LIKE '%powerpoint%' OR mime LIKE '%opendocument%' OR mime LIKE '%rtf%'
        OR ending IN ('pdf', 'doc', 'docx', 'odt', 'rtf', 'txt', 'md', 'ppt', 'pptx', 'odp', 'key', 'pages', 'htm', 'html', 'epub')
        THEN 'document'
      ELSE 'other'
    END AS kind
  FROM named
),
present AS (
  SELECT messages.conversation_id, messages.message_nr, messages.hook_key, messages.sender_name
  FROM messages SEMI JOIN named ON named.conversation_id = messages.conversation_id AND named.message_nr = messages.message_nr
  WHERE $first_id IS NULL OR messages.conversation_id BETWEEN $first_id AND $last_id
)
SELECT
  sorted.conversation_id,
  sorted.message_nr::DOUBLE AS message_nr,
  attachment_id,
  account_id,
  coalesce(nullif(sorted.sender_name, ''), present.sender_name) AS sender_name,
  hook_key,
  shown_name(file_name) AS file_name,
  file_type,
  coalesce(stored_size, file_size)::DOUBLE AS size,
  width::DOUBLE AS width,
  height::DOUBLE AS height,
  coalesce(is_deleted, false) AS is_deleted,
  coalesce(is_hidden, false) AS is_hidden,
  epoch_ms(posted_time)::DOUBLE AS posted_ms,
  stored_sha256,
  present.message_nr IS NOT NULL AS has_message,
  kind,
  year(CASE WHEN $zone = 'UTC' THEN posted_time ELSE timezone($zone, timezone('UTC', posted_time)) END)::DOUBLE AS year
FROM sorted
LEFT JOIN present ON present.conversation_id = sorted.conversation_id AND present.message_nr = sorted.message_nr
ORDER BY
  list_position(['picture', 'document', 'sheet', 'archive', 'media', 'other'], kind),
  posted_time DESC NULLS LAST,
  sorted.conversation_id,
  sorted.message_nr DESC NULLS LAST,
  attachment_id
