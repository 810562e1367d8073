-- Load, step 6f: the journal's own records.

DELETE FROM runs USING fresh WHERE fresh.mk_rec_type = 'archive_run' AND runs.run_id = fresh.record_key;
INSERT INTO runs BY NAME
SELECT unnest(json_transform(record, '{
  "run_id": "VARCHAR", "started_time": "TIMESTAMP", "ended_time": "TIMESTAMP", "account_id": "VARCHAR",
  "server": "VARCHAR", "version": "VARCHAR", "exit_code": "INTEGER", "outcome": "VARCHAR"}'))
FROM fresh WHERE mk_rec_type = 'archive_run';

DELETE FROM gaps USING fresh WHERE fresh.mk_rec_type = 'archive_gap' AND gaps.gap_id = fresh.record_key;
INSERT INTO gaps BY NAME
SELECT unnest(json_transform(record, '{
  "gap_id": "VARCHAR", "kind": "VARCHAR", "conversation_id": "VARCHAR", "first_message_nr": "BIGINT",
  "last_message_nr": "BIGINT", "target": "VARCHAR", "cause": "VARCHAR", "detail": "VARCHAR",
  "found_time": "TIMESTAMP", "is_open": "BOOLEAN"}')), 
  -- What a run was told to leave out, lists of a conversation that this account has left, and people whom it may not know.
  coalesce((record ->> '$.cause') = 'left out' OR (record ->> '$.is_expected') = 'true'
    OR ((record ->> '$.cause') IN ('not permitted', 'not found') AND starts_with(record ->> '$.gap_id', 'person:')), false) AS is_expected
FROM fresh WHERE mk_rec_type = 'archive_gap';

-- Somebody whom one account is refused may have been described to another. The id is that of the account that asked, and theirs.
UPDATE gaps SET is_open = false
WHERE is_open AND starts_with(gap_id, 'person:') AND regexp_extract(gap_id, '^person:[^:]*:(.*)$', 1) IN (SELECT account_id FROM accounts);
