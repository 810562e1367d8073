-- Load, step 6e: labels, hooks, sections of tasks and pins, reminders.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('label', 'label_seat', 'hook', 'section', 'reminder'))

-- labels
CREATE OR REPLACE TEMP TABLE fresh_labels AS
SELECT DISTINCT seen_key(mk_rec_type, record_key) AS label_id FROM fresh WHERE mk_rec_type IN ('label', 'label_seat');

-- How each account has them. Whoever has it still goes before one who removed it, and accounts that came to the archive first before others;
-- '' stands for an import.
CREATE OR REPLACE TEMP TABLE label_seats AS
SELECT label_id, record, page_nr,
  row_number() OVER (PARTITION BY label_id ORDER BY coalesce((record ->> '$.mk_label_status') = 'removed', false), account_id = '', first_page, account_id) AS rank
FROM (
  SELECT before_last_slash(record_key) AS label_id, after_last_slash(record_key) AS account_id, record, page_nr
  FROM merged_records WHERE mk_rec_type = 'label_seat'
) SEMI JOIN fresh_labels USING (label_id)
LEFT JOIN archived_accounts USING (account_id);

DELETE FROM labels USING fresh_labels AS f WHERE labels.label_id = f.label_id;
INSERT INTO labels BY NAME
SELECT * RENAME ("index" AS label_index) FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "label_id": "VARCHAR", "label": "VARCHAR", "mk_label_type": "VARCHAR", "mk_label_subtype": "VARCHAR",
    "mk_label_status": "VARCHAR", "index": "BIGINT", "team_id": "VARCHAR"}'))
  FROM (
    -- Of a name that comes twice the first counts: tables of older versions have all of it in the one record.
    SELECT greatest(m.page_nr, s.page_nr) AS page_nr,
      CASE WHEN s.record = '{}' THEN m.record
        ELSE (substr(s.record::VARCHAR, 1, length(s.record::VARCHAR) - 1) || ',' || substr(m.record::VARCHAR, 2))::JSON END AS record
    FROM merged_records AS m JOIN label_seats AS s ON m.mk_rec_type = 'label' AND m.record_key = s.label_id AND s.rank = 1
  )
);

-- hooks
-- All of a conversation come anew (51_hook_keys.sql).
DELETE FROM hooks
WHERE conversation_id IN (SELECT field_text(record, 'conversation_id') FROM fresh WHERE mk_rec_type = 'hook');
INSERT INTO hooks BY NAME
SELECT * EXCLUDE (avatar_urls) REPLACE (nullif(hook_key, '') AS hook_key),
  CASE WHEN json_valid(avatar_urls) THEN
    coalesce(json_extract_string(avatar_urls, '$.size_100'), json_extract_string(avatar_urls, '$.size_50'))
  END AS avatar_url
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "hook_key": "VARCHAR", "hook_id": "VARCHAR", "hook_name": "VARCHAR",
    "mk_hook_type": "VARCHAR", "account_id": "VARCHAR", "hook_url": "VARCHAR", "avatar_urls": "VARCHAR",
    "outgoing_url": "VARCHAR", "outgoing_disabled": "BOOLEAN", "is_active": "BOOLEAN"}'))
  FROM fresh WHERE mk_rec_type = 'hook'
);

-- sections
DELETE FROM sections USING fresh
WHERE fresh.mk_rec_type = 'section' AND joint_key(coalesce(sections.conversation_id, ''), sections.section_id) = fresh.record_key;
INSERT INTO sections BY NAME
SELECT page_nr, unnest(json_transform(record, '{
  "conversation_id": "VARCHAR", "section_id": "VARCHAR", "name": "VARCHAR", "mk_section_type": "VARCHAR",
  "mk_section_subtype": "VARCHAR", "weight": "BIGINT", "is_deleted": "BOOLEAN"}'))
FROM fresh WHERE mk_rec_type = 'section';

-- reminders
DELETE FROM reminders USING fresh WHERE fresh.mk_rec_type = 'reminder' AND reminders.reminder_id = fresh.record_key;
INSERT INTO reminders BY NAME
SELECT * EXCLUDE (remind_time, expire_time), unix_time(remind_time) AS remind_time, unix_time(expire_time) AS expire_time
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "reminder_id": "VARCHAR", "account_id": "VARCHAR", "creator_id": "VARCHAR", "organisation_id": "VARCHAR",
    "mk_reminder_type": "VARCHAR", "remind_time": "BIGINT", "expire_time": "BIGINT", "is_active": "BOOLEAN"}'))
  FROM fresh WHERE mk_rec_type = 'reminder'
);
