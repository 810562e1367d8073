-- Gaps of texts that were not whole. owner_id, conversations: as far as the text said them; NULL and empty in gaps of older versions.
SELECT gap_id, target, record ->> '$.owner_id' AS owner_id,
  coalesce(from_json(json_extract(record, '$.conversations'), '["VARCHAR"]'), []) AS conversations
FROM gaps JOIN merged_records ON mk_rec_type = 'archive_gap' AND record_key = gap_id
WHERE is_open AND starts_with(gap_id, 'import:')
ORDER BY gap_id
