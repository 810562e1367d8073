-- Load, step 7c: the conversations of which the batch says something new, for the steps that work each of them out anew.

-- Whose membership or name may be another.
CREATE OR REPLACE TEMP TABLE touched_conversations AS SELECT DISTINCT conversation_id FROM changed_conversations;

-- Whose holes may be others.
CREATE OR REPLACE TEMP TABLE walked_conversations AS
SELECT conversation_id FROM touched_conversations
UNION
SELECT conversation_id FROM messages WHERE page_nr > getvariable('after_page')
UNION
SELECT split_part(scope, '/conversation/', 2) FROM new_cursors WHERE contains(scope, '/conversation/')
UNION
SELECT conversation_id FROM gaps SEMI JOIN fresh ON fresh.mk_rec_type = 'archive_gap' AND gap_id = record_key WHERE conversation_id IS NOT NULL;
