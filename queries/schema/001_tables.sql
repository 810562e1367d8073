-- Schema 1: the tables that people query. docs/schema.md describes each column; a test holds the two together.
-- Names of columns that come from Fleep are Fleep's own. Times are TIMESTAMP in UTC, ids are text, sizes are bytes.

CREATE TABLE conversations (
  conversation_id VARCHAR NOT NULL,
  topic VARCHAR,
  default_topic VARCHAR,
  title VARCHAR,
  creator_id VARCHAR,
  mk_conv_type VARCHAR,
  organisation_id VARCHAR,
  join_message_nr BIGINT,
  begin_message_nr BIGINT,
  last_message_nr BIGINT,
  show_message_nr BIGINT,
  inbox_message_nr BIGINT,
  read_message_nr BIGINT,
  delete_message_nr BIGINT,
  disclose_message_nr BIGINT,
  hide_message_nr BIGINT,
  last_message_time TIMESTAMP,
  inbox_time TIMESTAMP,
  unread_count BIGINT,
  mk_alert_level VARCHAR,
  snooze_interval BIGINT,
  can_post BOOLEAN,
  is_deleted BOOLEAN,
  is_hidden BOOLEAN,
  is_muted BOOLEAN,
  is_list BOOLEAN,
  is_managed BOOLEAN,
  is_premium BOOLEAN,
  is_autojoin BOOLEAN,
  is_disclose BOOLEAN,
  has_pinboard BOOLEAN,
  has_taskboard BOOLEAN,
  has_task_archive BOOLEAN,
  has_email_subject BOOLEAN,
  members VARCHAR[],
  leavers VARCHAR[],
  guests VARCHAR[],
  admins VARCHAR[],
  default_members VARCHAR[],
  teams VARCHAR[],
  label_ids VARCHAR[],
  cmail VARCHAR,
  autojoin_url VARCHAR,
  gone_time TIMESTAMP,
  page_nr BIGINT NOT NULL
);

-- Who of the accounts that were archived sees a conversation, and what of it.
CREATE TABLE conversation_accounts (
  conversation_id VARCHAR NOT NULL,
  account_id VARCHAR NOT NULL,
  join_message_nr BIGINT,
  begin_message_nr BIGINT,
  last_message_nr BIGINT,
  show_message_nr BIGINT,
  read_message_nr BIGINT,
  delete_message_nr BIGINT,
  disclose_message_nr BIGINT,
  hide_message_nr BIGINT,
  unread_count BIGINT,
  mk_alert_level VARCHAR,
  can_post BOOLEAN,
  is_deleted BOOLEAN,
  is_muted BOOLEAN,
  label_ids VARCHAR[],
  page_nr BIGINT NOT NULL
);

CREATE TABLE messages (
  conversation_id VARCHAR NOT NULL,
  message_nr BIGINT NOT NULL,
  flow_message_nr BIGINT,
  prev_message_nr BIGINT,
  ref_message_nr BIGINT,
  reply_to_message_nr BIGINT,
  inbox_nr BIGINT,
  account_id VARCHAR,
  mk_message_type VARCHAR,
  mk_message_state VARCHAR,
  -- A fifth smaller than what DuckDB would choose, and quicker: it need not try the others first.
  message VARCHAR USING COMPRESSION zstd,
  text VARCHAR USING COMPRESSION zstd,
  has_question_mark BOOLEAN,
  subject VARCHAR,
  sender_name VARCHAR,
  posted_time TIMESTAMP,
  edited_time TIMESTAMP,
  edit_account_id VARCHAR,
  tags VARCHAR[],
  is_deleted BOOLEAN NOT NULL,
  is_pinned BOOLEAN NOT NULL,
  task_state VARCHAR,
  section_id VARCHAR,
  task_weight BIGINT,
  pin_weight BIGINT,
  pinned_account_id VARCHAR,
  tasked_account_id VARCHAR,
  assignee_ids VARCHAR[],
  reactions JSON,
  mail_hdrs JSON,
  hook_key VARCHAR,
  is_malformed BOOLEAN NOT NULL,
  seen_time TIMESTAMP,
  page_nr BIGINT NOT NULL,
  record_index INTEGER NOT NULL
);

-- The versions of a message that a newer version replaced. Public queries read the view below.
CREATE TABLE superseded_messages AS SELECT * FROM messages LIMIT 0;

CREATE VIEW message_versions AS
SELECT *, true AS is_latest FROM messages
UNION ALL BY NAME
SELECT *, false AS is_latest FROM superseded_messages;

CREATE TABLE accounts (
  account_id VARCHAR NOT NULL,
  display_name VARCHAR,
  full_name VARCHAR,
  contact_name VARCHAR,
  email VARCHAR,
  fleep_address VARCHAR,
  mk_account_status VARCHAR,
  phone_nr VARCHAR,
  avatar_url VARCHAR,
  avatar_urls VARCHAR,
  avatar_sha256 VARCHAR,
  organisation_id VARCHAR,
  organisation_name VARCHAR,
  dialog_id VARCHAR,
  alias_account_ids VARCHAR[],
  activity_time TIMESTAMP,
  activated_time TIMESTAMP,
  status_emoji VARCHAR,
  status_message VARCHAR,
  is_hidden_for_add BOOLEAN,
  is_premium BOOLEAN,
  page_nr BIGINT NOT NULL
);

CREATE TABLE members (
  conversation_id VARCHAR NOT NULL,
  account_id VARCHAR NOT NULL,
  joined_message_nr BIGINT,
  joined_time TIMESTAMP,
  added_by VARCHAR,
  left_message_nr BIGINT,
  left_time TIMESTAMP,
  removed_by VARCHAR,
  is_current BOOLEAN NOT NULL,
  is_guest BOOLEAN NOT NULL,
  is_admin BOOLEAN NOT NULL
);

CREATE TABLE topics (
  conversation_id VARCHAR NOT NULL,
  message_nr BIGINT NOT NULL,
  posted_time TIMESTAMP,
  account_id VARCHAR,
  topic VARCHAR NOT NULL
);

CREATE TABLE teams (
  team_id VARCHAR NOT NULL,
  team_name VARCHAR,
  team_version_nr BIGINT,
  mk_sync_mode VARCHAR,
  organisation_id VARCHAR,
  is_autojoin BOOLEAN,
  is_managed BOOLEAN,
  is_org_wide BOOLEAN,
  is_deleted BOOLEAN,
  autojoin_url VARCHAR,
  page_nr BIGINT NOT NULL
);

CREATE TABLE team_members (
  team_id VARCHAR NOT NULL,
  account_id VARCHAR NOT NULL,
  is_admin BOOLEAN NOT NULL,
  is_pending BOOLEAN NOT NULL
);

CREATE TABLE files (
  conversation_id VARCHAR NOT NULL,
  message_nr BIGINT,
  attachment_id VARCHAR NOT NULL,
  account_id VARCHAR,
  file_name VARCHAR,
  file_type VARCHAR,
  file_size BIGINT,
  file_sha256 VARCHAR,
  file_url VARCHAR,
  width BIGINT,
  height BIGINT,
  orientation BIGINT,
  is_animated BOOLEAN,
  is_deleted BOOLEAN,
  is_hidden BOOLEAN,
  deleter_id VARCHAR,
  sender_name VARCHAR,
  posted_time TIMESTAMP,
  stored_sha256 VARCHAR,
  stored_size BIGINT,
  page_nr BIGINT NOT NULL
);

CREATE TABLE previews (
  conversation_id VARCHAR NOT NULL,
  message_nr BIGINT,
  attachment_id VARCHAR,
  attached_url VARCHAR,
  title VARCHAR,
  description VARCHAR,
  account_id VARCHAR,
  file_name VARCHAR,
  file_type VARCHAR,
  file_size BIGINT,
  file_sha256 VARCHAR,
  file_url VARCHAR,
  width BIGINT,
  height BIGINT,
  is_deleted BOOLEAN,
  posted_time TIMESTAMP,
  stored_sha256 VARCHAR,
  stored_size BIGINT,
  page_nr BIGINT NOT NULL
);

CREATE TABLE reactions (
  conversation_id VARCHAR NOT NULL,
  message_nr BIGINT NOT NULL,
  reaction VARCHAR NOT NULL,
  account_id VARCHAR
);

CREATE TABLE mentions (
  conversation_id VARCHAR NOT NULL,
  message_nr BIGINT NOT NULL,
  account_id VARCHAR NOT NULL
);

CREATE TABLE labels (
  label_id VARCHAR NOT NULL,
  label VARCHAR,
  mk_label_type VARCHAR,
  mk_label_subtype VARCHAR,
  mk_label_status VARCHAR,
  label_index BIGINT,
  team_id VARCHAR,
  page_nr BIGINT NOT NULL
);

CREATE TABLE conversation_labels (
  conversation_id VARCHAR NOT NULL,
  label_id VARCHAR NOT NULL
);

CREATE TABLE hooks (
  conversation_id VARCHAR NOT NULL,
  hook_key VARCHAR NOT NULL,
  hook_id VARCHAR,
  hook_name VARCHAR,
  mk_hook_type VARCHAR,
  account_id VARCHAR,
  hook_url VARCHAR,
  avatar_url VARCHAR,
  avatar_sha256 VARCHAR,
  outgoing_url VARCHAR,
  outgoing_disabled BOOLEAN,
  is_active BOOLEAN,
  page_nr BIGINT NOT NULL
);

CREATE TABLE sections (
  conversation_id VARCHAR,
  section_id VARCHAR NOT NULL,
  name VARCHAR,
  mk_section_type VARCHAR,
  mk_section_subtype VARCHAR,
  weight BIGINT,
  is_deleted BOOLEAN,
  page_nr BIGINT NOT NULL
);

CREATE TABLE reminders (
  reminder_id VARCHAR NOT NULL,
  account_id VARCHAR,
  creator_id VARCHAR,
  organisation_id VARCHAR,
  mk_reminder_type VARCHAR,
  remind_time TIMESTAMP,
  expire_time TIMESTAMP,
  is_active BOOLEAN,
  page_nr BIGINT NOT NULL
);

CREATE TABLE runs (
  run_id VARCHAR NOT NULL,
  started_time TIMESTAMP,
  ended_time TIMESTAMP,
  account_id VARCHAR,
  server VARCHAR,
  version VARCHAR,
  exit_code INTEGER,
  outcome VARCHAR
);

CREATE TABLE api_calls (
  page_nr BIGINT NOT NULL,
  run_id VARCHAR NOT NULL,
  account_id VARCHAR,
  call VARCHAR NOT NULL,
  args JSON,
  call_time TIMESTAMP,
  http_status INTEGER,
  record_count INTEGER,
  merkle_root VARCHAR,
  commit_hash VARCHAR
);

CREATE TABLE gaps (
  gap_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  conversation_id VARCHAR,
  first_message_nr BIGINT,
  last_message_nr BIGINT,
  target VARCHAR,
  cause VARCHAR NOT NULL,
  detail VARCHAR,
  found_time TIMESTAMP,
  is_open BOOLEAN NOT NULL,
  is_expected BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE problems (
  mk_rec_type VARCHAR NOT NULL,
  record_key VARCHAR NOT NULL,
  field VARCHAR NOT NULL,
  problem VARCHAR NOT NULL,
  value VARCHAR
);
