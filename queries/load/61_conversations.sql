-- Load, step 6b: conversations, and what each account sees of them.
-- Only if: EXISTS (FROM fresh_conversations)

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
LEFT JOIN archived_accounts USING (account_id);

DELETE FROM conversations USING fresh_conversations AS f WHERE conversations.conversation_id = f.conversation_id;
INSERT INTO conversations BY NAME
SELECT
  c.* EXCLUDE (last_message_time, inbox_time, snooze_time, last_nr, last_time) REPLACE (last_nr AS last_message_nr),
  coalesce(shown_name(c.topic), shown_name(c.default_topic)) AS title,
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
    -- What all accounts see alike, and what the first of them sees: other fields, so the texts of both make one object.
    SELECT greatest(m.page_nr, s.page_nr) AS page_nr, last_nr, last_time,
      CASE WHEN s.record = '{}' THEN m.record
        ELSE (substr(m.record::VARCHAR, 1, length(m.record::VARCHAR) - 1) || ',' || substr(s.record::VARCHAR, 2))::JSON END AS record
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
-- An import's count where no account has been asked.
INSERT INTO conversation_labels
SELECT DISTINCT conversation_id, label_id
FROM (
  SELECT conversation_id, unnest(from_json(json_extract(record, '$.label_ids'), '["VARCHAR"]')) AS label_id
  FROM fresh_seats WHERE account_id <> '' OR rank = 1
)
WHERE label_id IS NOT NULL;
