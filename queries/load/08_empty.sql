-- Load, step 0c: what the batch fills on its way, empty.

-- What the steps of contested messages leave behind, for a batch that has none.
CREATE OR REPLACE TEMP TABLE contested_messages AS FROM messages LIMIT 0;
CREATE OR REPLACE TEMP TABLE known_records AS FROM told_messages LIMIT 0;
CREATE OR REPLACE TEMP TABLE fragments AS FROM told_messages LIMIT 0;
CREATE OR REPLACE TEMP TABLE echoes AS SELECT conversation_id, message_nr FROM messages LIMIT 0;
CREATE OR REPLACE TEMP TABLE ranked_messages AS SELECT *, NULL::BIGINT AS recency FROM messages LIMIT 0;
CREATE OR REPLACE TEMP TABLE changed_keys AS SELECT conversation_id, message_nr FROM messages LIMIT 0;
CREATE OR REPLACE TEMP TABLE completed_keys AS FROM changed_keys;

-- Filled on the way, read by the last steps.
CREATE OR REPLACE TEMP TABLE changed_records (mk_rec_type VARCHAR, record_key VARCHAR);
CREATE OR REPLACE TEMP TABLE changed_conversations (conversation_id VARCHAR);
CREATE OR REPLACE TEMP TABLE new_problems AS SELECT * FROM problems LIMIT 0;
