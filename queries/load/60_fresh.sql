-- Load, step 6: the records that this batch changed. The steps 6b to 6f make the small public tables of them, typed.

CREATE OR REPLACE TEMP TABLE fresh AS
SELECT m.* FROM merged_records AS m SEMI JOIN changed_records USING (mk_rec_type, record_key);

CREATE OR REPLACE TEMP TABLE fresh_conversations AS
SELECT DISTINCT seen_key(mk_rec_type, record_key) AS conversation_id FROM fresh WHERE mk_rec_type IN ('conv', 'conv_seat');
INSERT INTO changed_conversations FROM fresh_conversations;

CREATE OR REPLACE TEMP TABLE fresh_people AS
SELECT DISTINCT seen_key(mk_rec_type, record_key) AS account_id FROM fresh WHERE mk_rec_type IN ('contact', 'contact_seat');

-- In which order accounts came to the archive.
CREATE OR REPLACE TEMP TABLE archived_accounts AS SELECT account_id, min(page_nr) AS first_page FROM api_calls GROUP BY ALL;
