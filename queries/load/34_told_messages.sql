-- Load, step 3d: the records of messages that are made of them anew when another one comes.
-- Only if: EXISTS (FROM fragments) OR EXISTS (FROM echoes) OR EXISTS (FROM known_records)

CREATE OR REPLACE TEMP TABLE told_keys AS
SELECT conversation_id, message_nr FROM fragments
UNION
SELECT conversation_id, message_nr FROM echoes
UNION
SELECT conversation_id, message_nr FROM known_records;

-- A history that is taken over once more says nothing more.
CREATE OR REPLACE TEMP MACRO sayings(source) AS TABLE
SELECT page_nr, record_index, hash(*COLUMNS(* EXCLUDE (page_nr, record_index, seen_time))) AS saying FROM query_table(source)
SEMI JOIN import_pages USING (page_nr) WHERE mk_message_type IS NOT NULL;
CREATE OR REPLACE TEMP VIEW messages_known AS SELECT * EXCLUDE (cleared) FROM known_records;
CREATE OR REPLACE TEMP TABLE repeated_imports AS
SELECT page_nr, record_index FROM sayings('contested_messages') SEMI JOIN sayings('messages_known') USING (saying);

-- What was one version until then was told by records that have nothing between them, so it stands for them.
INSERT INTO told_messages BY NAME
SELECT * FROM stored_versions SEMI JOIN told_keys USING (conversation_id, message_nr) ANTI JOIN known_records USING (conversation_id, message_nr)
UNION ALL BY NAME
SELECT m.*, l.cleared
FROM contested_messages AS m SEMI JOIN told_keys USING (conversation_id, message_nr) ANTI JOIN repeated_imports USING (page_nr, record_index)
JOIN contested_lines AS l ON l.page = m.page_nr AND l."index" = m.record_index;
