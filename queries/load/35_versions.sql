-- Load, step 3e: which version of each contested message is the latest. All are ranked; what says the same twice is dropped, so a page
-- that was fetched again changes nothing.
-- Only if: EXISTS (FROM contested_keys)

-- What says the same twice is one version: the one that was here first, or first again.
CREATE OR REPLACE TEMP TABLE versions AS
SELECT * EXCLUDE (state, turn) FROM told_states('pool')
QUALIFY row_number() OVER (
  PARTITION BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr), state
  ORDER BY turn DESC, page_nr, record_index) = 1;

-- Where some records have a field and others have not, that one is completed by the others.
CREATE OR REPLACE TEMP TABLE partial_keys AS
SELECT DISTINCT conversation_id, message_nr
FROM (
  SELECT conversation_id, message_nr, count(*) AS n FROM pool
  GROUP BY conversation_id, message_nr, coalesce(flow_message_nr, message_nr)
  HAVING greatest(
    count(flow_message_nr) % n, count(prev_message_nr) % n, count(ref_message_nr) % n, count(reply_to_message_nr) % n, count(inbox_nr) % n,
    count(account_id) % n, count(sender_name) % n, count(posted_time) % n, count(pinned_account_id) % n, count(tasked_account_id) % n,
    count(mail_hdrs) % n, count(hook_key) % n) > 0
);
CREATE OR REPLACE TEMP VIEW partial_messages AS SELECT * FROM pool SEMI JOIN partial_keys USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP TABLE united_versions AS SELECT * EXCLUDE (first_place) FROM unite_versions('partial_messages');
INSERT INTO completed_keys
SELECT conversation_id, message_nr FROM (SELECT * FROM united_versions WHERE page_nr <= getvariable('after_page') EXCEPT FROM versions);
DELETE FROM versions USING partial_keys AS k WHERE versions.conversation_id = k.conversation_id AND versions.message_nr = k.message_nr;
INSERT INTO versions BY NAME FROM united_versions;

-- What is made anew may be another version in the place of the one before.
CREATE OR REPLACE TEMP VIEW composed_versions AS SELECT * FROM versions SEMI JOIN composed_keys USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP VIEW composed_before AS SELECT * FROM stored_versions SEMI JOIN composed_keys USING (conversation_id, message_nr);
INSERT INTO completed_keys
SELECT conversation_id, message_nr FROM (FROM composed_versions EXCEPT FROM composed_before)
UNION
SELECT conversation_id, message_nr FROM (FROM composed_before EXCEPT FROM composed_versions);

-- A message of which the batch says nothing new stays as it is.
CREATE OR REPLACE TEMP TABLE changed_keys AS
SELECT conversation_id, message_nr FROM versions WHERE page_nr > getvariable('after_page')
UNION
FROM completed_keys;

CREATE OR REPLACE TEMP VIEW changed_versions AS SELECT * FROM versions SEMI JOIN changed_keys USING (conversation_id, message_nr);
CREATE OR REPLACE TEMP TABLE ranked_messages AS FROM rank_versions('changed_versions');

DELETE FROM messages USING changed_keys AS k
WHERE messages.conversation_id = k.conversation_id AND messages.message_nr = k.message_nr
  AND messages.page_nr <= getvariable('after_page');
DELETE FROM superseded_messages USING changed_keys AS k
WHERE superseded_messages.conversation_id = k.conversation_id AND superseded_messages.message_nr = k.message_nr;
INSERT INTO messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency = 1;
INSERT INTO superseded_messages BY NAME SELECT * EXCLUDE (recency) FROM ranked_messages WHERE recency > 1;
