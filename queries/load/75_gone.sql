-- Load, step 7b: which conversations are not at the service any more, and since when: those that it gives to none of the accounts that it
-- once showed them to. What the archive has of them stays.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('archive_gone', 'archive_gone_seat', 'conv', 'conv_seat'))
CREATE OR REPLACE TEMP TABLE gone_notes AS
SELECT before_last_slash(record_key) AS conversation_id, after_last_slash(record_key) AS account_id,
  (record ->> '$.gone_time')::TIMESTAMP AS gone_time
FROM merged_records WHERE mk_rec_type = 'archive_gone_seat';

UPDATE conversations SET gone_time = g.gone_time
FROM (
  SELECT conversation_id, CASE WHEN count(*) = count(gone_time) THEN max(gone_time) END AS gone_time
  FROM (
    FROM gone_notes
    UNION ALL
    SELECT conversation_id, account_id, NULL FROM conversation_accounts
    SEMI JOIN gone_notes USING (conversation_id) ANTI JOIN gone_notes USING (conversation_id, account_id)
  )
  GROUP BY conversation_id
  UNION ALL
  -- Tables of older versions do not know whose it was.
  SELECT record_key, (record ->> '$.gone_time')::TIMESTAMP
  FROM merged_records ANTI JOIN gone_notes ON record_key = conversation_id
  WHERE mk_rec_type = 'archive_gone'
) AS g
WHERE conversations.conversation_id = g.conversation_id AND conversations.gone_time IS DISTINCT FROM g.gone_time;
