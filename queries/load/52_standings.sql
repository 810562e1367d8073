-- Load, step 5b: where the account that was shown a header stood in the conversation, since who left is shown the header of that time from
-- then on (fleep-wire.md, section 3.7). last_nr: how far the flow goes, as the account's last header said it where this one does not.
-- can_post: true where the header itself says so, since one who was removed a moment ago could post when it was last told; false where it
-- says neither, as those of a search, and the account could not post when it was last told.
CREATE OR REPLACE TEMP TABLE standings AS
SELECT page_nr, record_index,
  TRY_CAST(coalesce(last_value(said.told_nr IGNORE NULLS) OVER shown, m.record -> '$.last_message_nr') ->> '$' AS BIGINT) AS last_nr,
  CASE
    WHEN said.can_post = 'true' THEN true
    WHEN said.can_post IS NULL AND said.last_nr IS NULL
      AND coalesce(last_value(said.can_post IGNORE NULLS) OVER shown, m.record -> '$.can_post') = 'false' THEN false
  END AS can_post
FROM (
  -- told_nr: also where it is a null, or no number.
  SELECT mk_rec_type, record_key, page_nr, record_index, record -> '$.last_message_nr' AS told_nr,
    TRY_CAST(told_nr ->> '$' AS BIGINT) AS last_nr, record -> '$.can_post' AS can_post
  FROM small_records WHERE mk_rec_type = 'conv_seat'
) AS said
LEFT JOIN (SELECT mk_rec_type, record_key, record FROM merged_records) AS m USING (mk_rec_type, record_key)
WINDOW shown AS (PARTITION BY mk_rec_type, record_key ORDER BY page_nr, record_index);
