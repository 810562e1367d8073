-- Labels of an account whose lists of conversations are worth asking for. Nobody may ask for those of others.
SELECT label_id FROM labels JOIN api_calls USING (page_nr)
WHERE mk_label_status IS DISTINCT FROM 'removed' AND account_id = $account ORDER BY label_id
