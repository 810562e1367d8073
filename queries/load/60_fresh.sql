-- Load, step 6: the records that this batch changed. The steps 6b to 6f make the small public tables of them, typed.

CREATE OR REPLACE TEMP TABLE fresh AS
SELECT m.* FROM merged_records AS m SEMI JOIN changed_records USING (mk_rec_type, record_key);

CREATE OR REPLACE TEMP TABLE fresh_conversations AS
SELECT DISTINCT CASE mk_rec_type WHEN 'conv_seat' THEN before_last_slash(record_key) ELSE record_key END AS conversation_id
FROM fresh WHERE mk_rec_type IN ('conv', 'conv_seat');
INSERT INTO changed_conversations FROM fresh_conversations;
