-- Load, step 6: the small public tables, typed from merged_records, for the records that this load changed.

CREATE OR REPLACE TEMP TABLE fresh AS
SELECT m.* FROM merged_records AS m SEMI JOIN changed_records USING (mk_rec_type, record_key);

-- conversations
CREATE OR REPLACE TEMP TABLE fresh_conversations AS
SELECT DISTINCT CASE mk_rec_type WHEN 'conv_seat' THEN before_last_slash(record_key) ELSE record_key END AS conversation_id
FROM fresh WHERE mk_rec_type IN ('conv', 'conv_seat');
INSERT INTO changed_conversations FROM fresh_conversations;

-- How each account sees them. rank: accounts in the order in which they came to the archive; '' stands for an import.
CREATE OR REPLACE TEMP TABLE fresh_seats AS
SELECT conversation_id, account_id, record, page_nr,
  row_number() OVER (PARTITION BY conversation_id ORDER BY account_id = '', first_page, account_id) AS rank,
  max(TRY_CAST(record ->> '$.last_message_nr' AS BIGINT)) OVER (PARTITION BY conversation_id) AS last_nr,
  max(TRY_CAST(record ->> '$.last_message_time' AS BIGINT)) OVER (PARTITION BY conversation_id) AS last_time
FROM (
  SELECT before_last_slash(record_key) AS conversation_id, after_last_slash(record_key) AS account_id, record, page_nr
  FROM merged_records WHERE mk_rec_type = 'conv_seat'
) SEMI JOIN fresh_conversations USING (conversation_id)
LEFT JOIN (SELECT account_id, min(page_nr) AS first_page FROM api_calls GROUP BY ALL) USING (account_id);

DELETE FROM conversations USING fresh_conversations AS f WHERE conversations.conversation_id = f.conversation_id;
INSERT INTO conversations BY NAME
SELECT
  c.* EXCLUDE (last_message_time, inbox_time, snooze_time, last_nr, last_time) REPLACE (last_nr AS last_message_nr),
  coalesce(nullif(c.topic, ''), nullif(c.default_topic, '')) AS title,
  unix_time(c.last_time) AS last_message_time,
  unix_time(c.inbox_time) AS inbox_time,
  coalesce(c.hide_message_nr >= c.last_nr, false) AS is_hidden
FROM (
  SELECT page_nr, last_nr, last_time, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "topic": "VARCHAR", "default_topic": "VARCHAR", "creator_id": "VARCHAR",
    "mk_conv_type": "VARCHAR", "organisation_id": "VARCHAR", "join_message_nr": "BIGINT", "begin_message_nr": "BIGINT",
    "last_message_nr": "BIGINT", "show_message_nr": "BIGINT", "inbox_message_nr": "BIGINT", "read_message_nr": "BIGINT",
    "delete_message_nr": "BIGINT", "disclose_message_nr": "BIGINT", "hide_message_nr": "BIGINT",
    "last_message_time": "BIGINT", "inbox_time": "BIGINT", "snooze_time": "BIGINT", "unread_count": "BIGINT",
    "mk_alert_level": "VARCHAR", "snooze_interval": "BIGINT", "can_post": "BOOLEAN", "is_deleted": "BOOLEAN",
    "is_muted": "BOOLEAN", "is_list": "BOOLEAN", "is_managed": "BOOLEAN", "is_premium": "BOOLEAN",
    "is_autojoin": "BOOLEAN", "is_disclose": "BOOLEAN", "has_pinboard": "BOOLEAN", "has_taskboard": "BOOLEAN",
    "has_task_archive": "BOOLEAN", "has_email_subject": "BOOLEAN", "members": ["VARCHAR"], "leavers": ["VARCHAR"],
    "guests": ["VARCHAR"], "admins": ["VARCHAR"], "default_members": ["VARCHAR"], "teams": ["VARCHAR"],
    "label_ids": ["VARCHAR"], "cmail": "VARCHAR", "autojoin_url": "VARCHAR"}'), max_depth := 2)
  FROM (
    -- What all accounts see alike, and over it what the first of them sees.
    SELECT greatest(m.page_nr, s.page_nr) AS page_nr, last_nr, last_time, json_merge_patch(m.record, s.record) AS record
    FROM merged_records AS m JOIN fresh_seats AS s ON m.mk_rec_type = 'conv' AND m.record_key = s.conversation_id AND s.rank = 1
  )
) AS c;

DELETE FROM conversation_accounts USING fresh_conversations AS f WHERE conversation_accounts.conversation_id = f.conversation_id;
INSERT INTO conversation_accounts BY NAME
SELECT conversation_id, account_id, page_nr, unnest(json_transform(record, '{
  "join_message_nr": "BIGINT", "begin_message_nr": "BIGINT", "last_message_nr": "BIGINT", "show_message_nr": "BIGINT",
  "read_message_nr": "BIGINT", "delete_message_nr": "BIGINT", "disclose_message_nr": "BIGINT", "hide_message_nr": "BIGINT",
  "unread_count": "BIGINT", "mk_alert_level": "VARCHAR", "can_post": "BOOLEAN", "is_deleted": "BOOLEAN", "is_muted": "BOOLEAN",
  "label_ids": ["VARCHAR"]}'))
FROM fresh_seats WHERE account_id <> '';

DELETE FROM conversation_labels USING fresh_conversations AS f WHERE conversation_labels.conversation_id = f.conversation_id;
INSERT INTO conversation_labels
SELECT DISTINCT conversation_id, label_id
FROM (
  SELECT conversation_id, unnest(label_ids) AS label_id FROM conversation_accounts SEMI JOIN fresh_conversations USING (conversation_id)
)
WHERE label_id IS NOT NULL;

-- accounts
DELETE FROM accounts USING fresh WHERE fresh.mk_rec_type = 'contact' AND accounts.account_id = fresh.record_key;
INSERT INTO accounts BY NAME
SELECT
  a.* EXCLUDE (activity_time, activated_time),
  unix_time(a.activity_time) AS activity_time,
  unix_time(a.activated_time) AS activated_time,
  -- JSON inside a string (fleep-wire.md, section 4.4); the size that suits a page.
  CASE WHEN json_valid(a.avatar_urls) THEN
    coalesce(json_extract_string(a.avatar_urls, '$.size_100'), json_extract_string(a.avatar_urls, '$.size_50'),
             json_extract_string(a.avatar_urls, '$.size_200'), json_extract_string(a.avatar_urls, '$.size_575'))
  END AS avatar_url
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "account_id": "VARCHAR", "display_name": "VARCHAR", "full_name": "VARCHAR", "contact_name": "VARCHAR",
    "email": "VARCHAR", "fleep_address": "VARCHAR", "mk_account_status": "VARCHAR", "phone_nr": "VARCHAR",
    "avatar_urls": "VARCHAR", "organisation_id": "VARCHAR", "organisation_name": "VARCHAR", "dialog_id": "VARCHAR",
    "alias_account_ids": ["VARCHAR"], "activity_time": "BIGINT", "activated_time": "BIGINT", "status_emoji": "VARCHAR",
    "status_message": "VARCHAR", "is_hidden_for_add": "BOOLEAN", "is_premium": "BOOLEAN"}'))
  FROM fresh WHERE mk_rec_type = 'contact'
) AS a;

-- teams
DELETE FROM teams USING fresh WHERE fresh.mk_rec_type = 'team' AND teams.team_id = fresh.record_key;
INSERT INTO teams BY NAME
SELECT page_nr, unnest(json_transform(record, '{
  "team_id": "VARCHAR", "team_name": "VARCHAR", "team_version_nr": "BIGINT", "mk_sync_mode": "VARCHAR",
  "organisation_id": "VARCHAR", "is_autojoin": "BOOLEAN", "is_managed": "BOOLEAN", "is_org_wide": "BOOLEAN",
  "is_deleted": "BOOLEAN", "autojoin_url": "VARCHAR"}'))
FROM fresh WHERE mk_rec_type = 'team';

DELETE FROM team_members USING fresh WHERE fresh.mk_rec_type = 'team' AND team_members.team_id = fresh.record_key;
INSERT INTO team_members
WITH people AS (
  SELECT unnest(json_transform(record,
    '{"team_id": "VARCHAR", "members": ["VARCHAR"], "admins": ["VARCHAR"], "pending": ["VARCHAR"]}'))
  FROM fresh WHERE mk_rec_type = 'team'
)
SELECT team_id, account_id, coalesce(list_contains(admins, account_id), false), coalesce(list_contains(pending, account_id), false)
FROM (SELECT *, unnest(list_distinct(coalesce(members, []) || coalesce(admins, []) || coalesce(pending, []))) AS account_id FROM people);

-- files
DELETE FROM files USING fresh
WHERE fresh.mk_rec_type = 'file' AND attachment_key(files.conversation_id, files.message_nr, files.attachment_id) = fresh.record_key;
INSERT INTO files BY NAME
SELECT * EXCLUDE (posted_time) REPLACE (coalesce(attachment_id, file_url, '') AS attachment_id),
  unix_time(posted_time) AS posted_time
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "message_nr": "BIGINT", "attachment_id": "VARCHAR", "account_id": "VARCHAR",
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
SELECT * EXCLUDE (posted_time), unix_time(posted_time) AS posted_time
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "conversation_id": "VARCHAR", "message_nr": "BIGINT", "attachment_id": "VARCHAR", "attached_url": "VARCHAR",
    "title": "VARCHAR", "description": "VARCHAR", "account_id": "VARCHAR", "file_name": "VARCHAR",
    "file_type": "VARCHAR", "file_size": "BIGINT", "file_sha256": "VARCHAR", "file_url": "VARCHAR",
    "width": "BIGINT", "height": "BIGINT", "is_deleted": "BOOLEAN", "posted_time": "BIGINT"}'))
  FROM fresh WHERE mk_rec_type = 'preview'
);

-- labels
DELETE FROM labels USING fresh WHERE fresh.mk_rec_type = 'label' AND labels.label_id = fresh.record_key;
INSERT INTO labels BY NAME
SELECT * RENAME ("index" AS label_index) FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "label_id": "VARCHAR", "label": "VARCHAR", "mk_label_type": "VARCHAR", "mk_label_subtype": "VARCHAR",
    "mk_label_status": "VARCHAR", "index": "BIGINT", "team_id": "VARCHAR"}'))
  FROM fresh WHERE mk_rec_type = 'label'
);

-- hooks
DELETE FROM hooks USING fresh
WHERE fresh.mk_rec_type = 'hook' AND joint_key(hooks.conversation_id, hooks.hook_key) = fresh.record_key;
INSERT INTO hooks BY NAME
SELECT * EXCLUDE (avatar_urls),
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

-- runs and gaps: the journal's own records
DELETE FROM runs USING fresh WHERE fresh.mk_rec_type = 'archive_run' AND runs.run_id = fresh.record_key;
INSERT INTO runs BY NAME
SELECT unnest(json_transform(record, '{
  "run_id": "VARCHAR", "started_time": "TIMESTAMP", "ended_time": "TIMESTAMP", "account_id": "VARCHAR",
  "server": "VARCHAR", "version": "VARCHAR", "exit_code": "INTEGER", "outcome": "VARCHAR"}'))
FROM fresh WHERE mk_rec_type = 'archive_run';

DELETE FROM gaps USING fresh WHERE fresh.mk_rec_type = 'archive_gap' AND gaps.gap_id = fresh.record_key;
INSERT INTO gaps BY NAME
SELECT unnest(json_transform(record, '{
  "gap_id": "VARCHAR", "kind": "VARCHAR", "conversation_id": "VARCHAR", "first_message_nr": "BIGINT",
  "last_message_nr": "BIGINT", "target": "VARCHAR", "cause": "VARCHAR", "detail": "VARCHAR",
  "found_time": "TIMESTAMP", "is_open": "BOOLEAN"}')), 
  -- What a run was told to leave out, and lists of a conversation that this account may not have.
  coalesce((record ->> '$.cause') = 'left out'
    OR ((record ->> '$.cause') = 'not permitted' AND starts_with(record ->> '$.gap_id', 'list:')), false) AS is_expected
FROM fresh WHERE mk_rec_type = 'archive_gap';
