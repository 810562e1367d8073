-- Load, step 5c: the versions of records that merging the batch made.

CREATE OR REPLACE TEMP TABLE new_merged AS
SELECT v.* REPLACE (record::JSON AS record), call_time AS seen_time
FROM merged_versions AS v LEFT JOIN api_calls AS c ON c.page_nr = v.first_page_nr;

DELETE FROM merged_records USING new_merged AS new
WHERE merged_records.mk_rec_type = new.mk_rec_type AND merged_records.record_key = new.record_key;
INSERT INTO merged_records BY NAME SELECT * EXCLUDE (is_latest) FROM new_merged WHERE is_latest;
INSERT INTO superseded_records BY NAME SELECT * EXCLUDE (is_latest) FROM new_merged WHERE NOT is_latest;
INSERT INTO changed_records SELECT mk_rec_type, record_key FROM new_merged WHERE is_latest;

INSERT INTO new_problems
SELECT w.mk_rec_type, seen_key(new.mk_rec_type, new.record_key), f.key, 'wrong type', left(f.value::VARCHAR, 200)
FROM new_merged AS new, json_each(new.record) AS f
JOIN wire_types AS w ON w.mk_rec_type = seen_type(new.mk_rec_type) AND w.field = f.key
WHERE is_wrong_type(w.kind, f.value);
