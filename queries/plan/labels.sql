-- Labels of an account whose lists of conversations are worth asking for, whatever others were told of them since. Nobody may ask for
-- those of others.
WITH told AS (
  SELECT left(record_key, length(record_key) - length($account::VARCHAR) - 1) AS label_id,
    coalesce((record ->> '$.mk_label_status') = 'removed', false) AS is_removed
  FROM merged_records
  WHERE mk_rec_type = 'label_seat' AND ends_with(record_key, '/' || $account::VARCHAR)
)
SELECT label_id FROM told WHERE NOT is_removed
UNION
-- Tables of older versions know only on which pages the labels came.
SELECT label_id FROM labels JOIN api_calls USING (page_nr)
WHERE mk_label_status IS DISTINCT FROM 'removed' AND account_id = $account AND label_id NOT IN (SELECT label_id FROM told)
ORDER BY ALL
