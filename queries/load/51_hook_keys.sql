-- Load, step 5a: hooks that one account was told with their key and another one without are the same, in whatever order they come.
-- Only if: EXISTS (FROM small_records WHERE mk_rec_type = 'hook')
CREATE OR REPLACE TEMP TABLE hook_keys AS
SELECT joint_key(conversation_id, hook_id) AS keyless, min(joint_key(conversation_id, hook_key)) AS keyed
FROM (
  SELECT unnest(json_transform(record, '{"conversation_id": "VARCHAR", "hook_id": "VARCHAR", "hook_key": "VARCHAR"}'))
  FROM (
    SELECT record FROM small_records WHERE mk_rec_type = 'hook'
    UNION ALL
    SELECT record FROM merged_records WHERE mk_rec_type = 'hook'
  )
)
WHERE hook_id <> '' AND hook_key <> '' AND conversation_id IS NOT NULL
GROUP BY ALL;

UPDATE small_records SET record_key = keyed FROM hook_keys WHERE mk_rec_type = 'hook' AND record_key = keyless;

DELETE FROM merged_records USING hook_keys
WHERE mk_rec_type = 'hook' AND record_key = keyless AND keyed IN (SELECT record_key FROM merged_records WHERE mk_rec_type = 'hook');
UPDATE merged_records SET record_key = keyed FROM hook_keys WHERE mk_rec_type = 'hook' AND record_key = keyless;
UPDATE superseded_records SET record_key = keyed FROM hook_keys WHERE mk_rec_type = 'hook' AND record_key = keyless;
