-- Load, step 7b: which conversations are not at the service any more, and since when. What the archive has of them stays.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('archive_gone', 'conv', 'conv_seat'))
UPDATE conversations SET gone_time = g.gone_time
FROM (
  SELECT record_key, (record ->> '$.gone_time')::TIMESTAMP AS gone_time FROM merged_records WHERE mk_rec_type = 'archive_gone'
) AS g
WHERE conversations.conversation_id = g.record_key AND conversations.gone_time IS DISTINCT FROM g.gone_time;
