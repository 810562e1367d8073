-- Schema 2: what the load itself needs to remember. Not a contract: may change with any version.

-- Every small record (all but messages), merged field by field: a new field overwrites, a missing field keeps the old value.
-- first_page_nr: the page that began this version; page_nr: the last one that added to it.
CREATE TABLE merged_records (
  mk_rec_type VARCHAR NOT NULL,
  record_key VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  record JSON NOT NULL,
  page_nr BIGINT NOT NULL,
  first_page_nr BIGINT NOT NULL,
  seen_time TIMESTAMP
);

-- The versions of a record that a newer version replaced. Public queries read the view below.
CREATE TABLE superseded_records AS SELECT * FROM merged_records LIMIT 0;

CREATE VIEW record_versions AS
SELECT *, true AS is_latest FROM merged_records
UNION ALL BY NAME
SELECT *, false AS is_latest FROM superseded_records;

-- Every version of the messages that say who is a member and what a conversation is called: members and topics are worked out anew from
-- these, which are few, and not from all messages.
CREATE TABLE flow_events AS
SELECT conversation_id, message_nr, flow_message_nr, account_id, mk_message_type, message, posted_time, edited_time, edit_account_id,
  page_nr, is_latest
FROM message_versions LIMIT 0;

-- How far the walk through each flow came, as the commit lines of the journal say it.
CREATE TABLE crawl_cursors (
  scope VARCHAR NOT NULL,
  cursor JSON NOT NULL,
  page_nr BIGINT NOT NULL
);

-- The end of what these tables hold of the journal. One row.
CREATE TABLE load_position (
  page_nr BIGINT NOT NULL,
  commit_hash VARCHAR NOT NULL,
  segment BIGINT NOT NULL,
  segment_offset BIGINT NOT NULL
);
INSERT INTO load_position VALUES (0, '', 1, 0);
